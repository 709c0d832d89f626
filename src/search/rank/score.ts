import { documentFlags, type DocumentTable } from '../corpus.ts'
import { dayMs } from '../days.ts'

/**
 * 1 for something new, halved after each half-life: `2^(-age / half-life)`.
 * A negative age (a clock that was set back) counts as none.
 */
export function recency(ageMs: number, halfLifeDays: number): number {
  return 2 ** (-Math.max(0, ageMs) / (halfLifeDays * dayMs))
}

/** The number of revisions as a share of the cap, in [0, 1]. */
export function revision(count: number, cap: number): number {
  return Math.min(Math.max(0, count), cap) / cap
}

/** The parts of a SearchScore, each in [0, 1]. */
export interface ScoreParts {
  readonly relevance: number
  readonly recency: number
  readonly revision: number
}

function toUnit(value: number): number {
  return Math.min(1, Math.max(0, value))
}

/**
 * `relevance × (base + recency weight · recency + revision weight · revision)`, in [0, 1].
 * A product, not a sum: in a sum the newest weak match beats the best one.
 */
export function searchScore(
  parts: ScoreParts,
  weights: { readonly base: number; readonly recency: number; readonly revision: number },
): number {
  return toUnit(
    parts.relevance * (weights.base + weights.recency * parts.recency + weights.revision * parts.revision),
  )
}

/** Scores an observation for the start of a session, without a query: a weighted sum in [0, 1]. */
export function contextScore(
  parts: { readonly recency: number; readonly revision: number; readonly typePriority: number },
  weights: { readonly recency: number; readonly revision: number; readonly typePriority: number },
): number {
  return toUnit(
    weights.recency * parts.recency +
      weights.revision * parts.revision +
      weights.typePriority * parts.typePriority,
  )
}

/** Tells whether a document comes first in every context, before all scores. */
export function isPinned({ flags }: DocumentTable, index: number): boolean {
  return (flags[index]! & documentFlags.pinned) > 0
}
