import type { DocumentTable } from './corpus.ts'
import type { Matches } from './matches.ts'

/** How much of a neighbour's match counts, at distance 1, 2 and 3 in the same session. */
export const neighbourShares: readonly number[] = [0.2, 0.1, 0.05]

/** How much of the match of the observation before counts; a question may pass on more to its answer. */
export type ShareOfPrevious = (document: number) => number

const absorb = (missing: Float64Array, matches: Matches, neighbour: number, share: number): void => {
  const row = matches.rowOf[neighbour]! - 1
  if (row < 0) return
  const offset = row * matches.columns
  for (let column = 0; column < missing.length; column++) {
    missing[column]! *= 1 - share * matches.values[offset + column]!
  }
}

/**
 * Multiplies into `missing`, by column, what the neighbours in the same session leave missing:
 * `Π (1 − share · a(t, neighbour))`. A neighbour completes what an observation lacks and never adds to
 * what it has.
 */
export const absorbNeighbours = (
  missing: Float64Array,
  matches: Matches,
  documents: DocumentTable,
  document: number,
  shareOfPrevious: ShareOfPrevious | null,
): void => {
  const { session, length } = documents
  const own = session[document]
  for (let distance = 1; distance <= neighbourShares.length; distance++) {
    const share = neighbourShares[distance - 1]!
    const before = document - distance
    if (before >= 0 && session[before] === own) {
      const isPrevious = distance === 1 && shareOfPrevious !== null
      absorb(missing, matches, before, isPrevious ? shareOfPrevious(before) : share)
    }
    const after = document + distance
    if (after < length && session[after] === own) absorb(missing, matches, after, share)
  }
}

/** Gives each neighbour of a match a row, so that it can be found by what is said around it. */
export const addNeighbours = (matches: Matches, documents: DocumentTable, add: (document: number) => void): void => {
  const { session, length } = documents
  const matched = matches.documents.slice(0, matches.rows)
  for (const document of matched) {
    const last = Math.min(length - 1, document + neighbourShares.length)
    for (let other = Math.max(0, document - neighbourShares.length); other <= last; other++) {
      if (session[other] === session[document]) add(other)
    }
  }
}
