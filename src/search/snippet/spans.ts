import { foldsAway } from '../text/characters.ts'
import { isPlainWord, readCompound } from '../text/compounds.ts'
import type { Span } from '../text/folded-search.ts'
import type { Hit } from './hits.ts'
import { characterBounds, nextRun, skipPlainWords, startOfText } from '../text/runs.ts'

/** A position among a text's terms; of a pair of characters, only the first may be meant. */
export type TermPlace = Pick<Hit, 'position' | 'isCharacter'>

function isEmpty(written: string): boolean {
  return foldsAway(written, 0, written.length)
}

/**
 * Finds the terms at these places (ascending) in a text. Counts words by their boundaries, as the analyser does, and does
 * not read the words again.
 */
export function spansAt(text: string, places: readonly TermPlace[]): Span[] {
  const spans: Span[] = []
  const run = startOfText()
  let position = 0
  for (;;) {
    const wanted = places[spans.length]?.position
    if (wanted === undefined) return spans
    position += skipPlainWords(text, run, wanted - position)
    if (!nextRun(text, run)) return spans
    if (!run.isUnspaced) {
      const slots = isPlainWord(text, run)
        ? [run]
        : readCompound(text, run).filter(({ written }) => !isEmpty(written))
      for (const { start, end } of slots) {
        if (position === places[spans.length]?.position) spans.push([start, end])
        position++
      }
      continue
    }
    const { starts, ends } = characterBounds(text, run)
    for (let place = places[spans.length]; place !== undefined; place = places[spans.length]) {
      const character = place.position - position
      if (character >= starts.length) break
      const last = place.isCharacter ? character : Math.min(character + 1, ends.length - 1)
      spans.push([starts[character]!, ends[last]!])
    }
    position += starts.length
  }
}
