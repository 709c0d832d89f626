import { mostTimeWordBonus, speakerPrior, timeWordBonus } from './conversation.ts'
import { documentFlags, type DocumentTable, type RankingSettings } from '../corpus.ts'
import { dayMs } from '../days.ts'
import type { Gains } from './gains.ts'
import type { QueryPlan } from '../query/plan.ts'

/** Puts the notes that the engine wrote about a session after all that the user said. */
const bookkeepingPrior = 1e-6
const roundingMargin = 1e-9
const longObservation = 60
const lengthExponent = { default: 0.1, conversation: 0.2 } as const

function lengthPrior(documents: DocumentTable, index: number, exponent: number): number {
  const words = documents.contentLength[index]! + documents.titleLength[index]!
  return words > longObservation ? (longObservation / words) ** exponent : 1
}

/** Relevance of one observation by the query's words, in [0, 1]. */
export function relevanceOf(
  index: number,
  gains: Gains,
  plan: QueryPlan,
  documents: DocumentTable,
  mode: RankingSettings['mode'],
): number {
  const flags = documents.flags[index]!
  const prior = lengthPrior(documents, index, lengthExponent[mode])
  if ((flags & documentFlags.bookkeeping) > 0)
    return bookkeepingPrior * prior * Math.min(1, gains.of[index]! / gains.whole)
  const match = (prior * gains.of[index]!) / gains.whole
  if (mode === 'default') return Math.min(1, match)
  return Math.min(1, match * speakerPrior(flags) + (plan.asksTime ? timeWordBonus(flags) : 0))
}

/** Computes the gain without which no observation can reach a score. Most are ruled out by it. */
export function gainNeeded(score: number, gains: Gains, plan: QueryPlan, settings: RankingSettings): number {
  const { base, recency: ofRecency, revision: ofRevision } = settings.search
  const bonus = settings.mode === 'conversation' && plan.asksTime ? mostTimeWordBonus : 0
  return (score / (base + ofRecency + ofRevision) - bonus) * gains.whole * (1 - roundingMargin)
}

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

/** Shares of words and sense in a relevance, where both count. */
export interface SenseParts {
  /** Relevance by the words alone. */
  readonly words: number
  /** The part that sense adds: `relevance = 1 − (1 − words)(1 − meaning)`. */
  readonly meaning: number
  /** Cosine with the query, 0 where it is negative; null for an observation that has no vector yet. */
  readonly similarity: number | null
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
