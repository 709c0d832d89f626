import { lengthNorm, termMatch } from './bm25.ts'
import type { DocumentTable } from '../corpus.ts'
import type { CorpusTerm } from './terms.ts'
import { longestSingleWindow } from './window.ts'

/** Share of the match of an author's name that only the content has: enough to be found, not to compete. */
const shareInContent = 0.2

/**
 * Adds a term that names an author: all of its gain where the title has it, a share of its match where only the
 * content has it. `average` is the mean length of a window with its title.
 */
export function addAuthor(
  { gains, found }: { readonly gains: Float64Array; readonly found: Uint8Array },
  term: CorpusTerm,
  documents: DocumentTable,
  average: number,
): void {
  const { places, starts, positions, certainties } = term
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!
    const title = documents.titleLength[place]!
    const gain = term.gain * (certainties?.[i] ?? 1)
    found[place] = 1
    // Positions ascend: if any is in the title, the first one is.
    if (positions[starts[i]!]! < title) {
      gains[place]! += gain
      continue
    }
    const length = title + Math.min(documents.contentLength[place]!, longestSingleWindow)
    gains[place]! +=
      gain * shareInContent * termMatch(starts[i + 1]! - starts[i]!, lengthNorm(length, average))
  }
}
