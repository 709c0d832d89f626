import { lengthNorm, termMatch } from './bm25.ts'
import type { DocumentTable } from '../corpus.ts'
import type { CorpusTerm } from './terms.ts'
import { averageWindowLength, longestSingleWindow, windowBounds, windowCount, windowStep } from './window.ts'

/** Matches of the subject terms: `values[t][i]` is `a` in [0, 1) for the i-th document of term t. */
export interface Matches {
  readonly values: readonly Float64Array[]
  /** Best window of the long observations, by document index; the others have one. */
  readonly windows: ReadonlyMap<number, number>
  /** Mean length of all windows with their titles. */
  readonly average: number
}

interface LongDocuments {
  /** For each document of several windows that some term is in: which terms, and where in their lists. */
  readonly occurrences: Map<number, { readonly term: number; readonly at: number }[]>
}

function matchTerm(
  terms: readonly CorpusTerm[],
  index: number,
  documents: DocumentTable,
  average: number,
  long: LongDocuments,
): Float64Array {
  const { places, starts, certainties } = terms[index]!
  const { titleLength, contentLength } = documents
  const values = new Float64Array(places.length)
  for (let at = 0; at < places.length; at++) {
    const place = places[at]!
    const content = contentLength[place]!
    if (content > longestSingleWindow) {
      const known = long.occurrences.get(place)
      if (known === undefined) long.occurrences.set(place, [{ term: index, at }])
      else known.push({ term: index, at })
      continue
    }
    const norm = lengthNorm(content + titleLength[place]!, average)
    const match = termMatch(starts[at + 1]! - starts[at]!, norm)
    values[at] = certainties === null ? match : certainties[at]! * match
  }
  return values
}

/** Counts one term by block of half a window, after its count in the title and among the marks. */
function countBlocks(term: CorpusTerm, at: number, title: number, content: number): Uint32Array {
  const counts = new Uint32Array(1 + Math.ceil(content / windowStep))
  for (let i = term.starts[at]!; i < term.starts[at + 1]!; i++) {
    const position = term.positions[i]! - title
    const block = position < 0 || position >= content ? 0 : 1 + Math.floor(position / windowStep)
    counts[Math.min(block, counts.length - 1)]!++
  }
  return counts
}

/** One term in one long document. */
interface LongMatch {
  readonly blocks: Uint32Array
  readonly gain: number
  readonly certainty: number
}

function longMatch(term: CorpusTerm, at: number, title: number, content: number): LongMatch {
  return {
    blocks: countBlocks(term, at, title, content),
    gain: term.gain,
    certainty: term.certainties?.[at] ?? 1,
  }
}

function matchInWindow({ blocks, certainty }: LongMatch, window: number, norm: number): number {
  const frequency = blocks[0]! + blocks[window + 1]! + blocks[window + 2]!
  return frequency === 0 ? 0 : certainty * termMatch(frequency, norm)
}

/** Chooses a long document's window of the highest `Σ g a`, the first of equals, and sets the terms' values to it. */
function weighWindows(
  document: number,
  found: readonly { readonly term: number; readonly at: number }[],
  terms: readonly CorpusTerm[],
  values: readonly Float64Array[],
  documents: DocumentTable,
  average: number,
): number {
  const title = documents.titleLength[document]!
  const content = documents.contentLength[document]!
  const matches = found.map(({ term, at }) => longMatch(terms[term]!, at, title, content))
  const normOf = (window: number): number => {
    const [start, end] = windowBounds(content, window)
    return lengthNorm(end - start + title, average)
  }
  const windows = windowCount(content)
  let best = 0
  let bestGain = -1
  for (let window = 0; window < windows; window++) {
    const norm = normOf(window)
    let gain = 0
    for (const match of matches) gain += match.gain * matchInWindow(match, window, norm)
    if (gain <= bestGain) continue
    best = window
    bestGain = gain
  }
  const norm = normOf(best)
  for (let i = 0; i < found.length; i++) {
    values[found[i]!.term]![found[i]!.at] = matchInWindow(matches[i]!, best, norm)
  }
  return best
}

/** Matches the subject terms with the observations, each by its best window. */
export function matchTerms(terms: readonly CorpusTerm[], documents: DocumentTable): Matches {
  const average = averageWindowLength(documents)
  const long: LongDocuments = { occurrences: new Map() }
  const values = terms.map((_, index) => matchTerm(terms, index, documents, average, long))
  const windows = new Map<number, number>()
  for (const [document, found] of long.occurrences) {
    windows.set(document, weighWindows(document, found, terms, values, documents, average))
  }
  return { values, windows, average }
}
