import { foldsAway } from './characters.ts'
import type { Span } from './folded-search.ts'
import { characterBounds, nextRun, skipAsciiWords, startOfText } from './runs.ts'

/**
 * Where the terms at these positions (ascending) stand in a text. It counts words by their boundaries alone, as the
 * analyser does: what the words are need not be known again.
 */
export function spansAt(text: string, positions: readonly number[]): Span[] {
  const spans: Span[] = []
  const run = startOfText()
  let position = 0
  for (;;) {
    const wanted = positions[spans.length]
    if (wanted === undefined) return spans
    position += skipAsciiWords(text, run, wanted - position)
    if (!nextRun(text, run)) return spans
    if (!run.isUnspaced) {
      if (foldsAway(text, run.start, run.end)) continue
      if (position === wanted) spans.push([run.start, run.end])
      position++
      continue
    }
    const { starts, ends } = characterBounds(text, run)
    const terms = Math.min(starts.length, Math.max(1, starts.length - 1))
    while (spans.length < positions.length && positions[spans.length]! < position + terms) {
      const character = positions[spans.length]! - position
      spans.push([starts[character]!, ends[Math.min(character + 1, ends.length - 1)]!])
    }
    position += terms
  }
}
