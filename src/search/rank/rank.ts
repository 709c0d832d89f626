import { mostTimeWordBonus, speakerPrior, timeWordBonus } from './conversation.ts'
import { documentFlags, type Corpus, type DocumentTable, type RankingSettings } from '../corpus.ts'
import { weighObservations, type Gains } from './gains.ts'
import type { QueryPlan } from '../query/plan.ts'
import { recency, revision, searchScore, type ScoreParts } from './score.ts'
import { createTop } from './top.ts'

/** One observation that a query found. */
export interface Ranked {
  /** Its place in the document table. */
  readonly index: number
  readonly id: number
  /** SearchScore, in [0, 1]. */
  readonly score: number
  readonly parts: ScoreParts
  /** The number of the content's best window. */
  readonly window: number
}

/** Options of ranking. */
export interface RankOptions {
  readonly settings: RankingSettings
  /** Milliseconds since the epoch, for recency. */
  readonly now: number
  /** Most results to return. */
  readonly limit: number
  /** Selects the observations that may be returned. All of the user's observations count in the statistics. */
  readonly accepts?: ((documentIndex: number) => boolean) | undefined
}

/** Puts the notes that the engine wrote about a session after all that the user said. */
const bookkeepingPrior = 1e-6
const roundingMargin = 1e-9
const longObservation = 60
const lengthExponent = { default: 0.1, conversation: 0.2 } as const

function lengthPrior(documents: DocumentTable, index: number, exponent: number): number {
  const words = documents.contentLength[index]! + documents.titleLength[index]!
  return words > longObservation ? (longObservation / words) ** exponent : 1
}

function relevanceOf(
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
function gainNeeded(score: number, gains: Gains, plan: QueryPlan, settings: RankingSettings): number {
  const { base, recency: ofRecency, revision: ofRevision } = settings.search
  const bonus = settings.mode === 'conversation' && plan.asksTime ? mostTimeWordBonus : 0
  return (score / (base + ofRecency + ofRevision) - bonus) * gains.whole * (1 - roundingMargin)
}

/**
 * Ranks one user's observations for a query, best first, ties by id. Uses nothing but what it is given.
 */
export function rank(plan: QueryPlan, corpus: Corpus, options: RankOptions): Ranked[] {
  const { documents } = corpus
  const { settings, now, limit, accepts } = options
  if (documents.length === 0) return []
  const gains = weighObservations(plan, corpus, settings.mode)
  const top = createTop<Omit<Ranked, 'window'>>(limit)
  const { found, of } = gains
  let leastGain = 0
  for (let index = 0; index < documents.length; index++) {
    if (found[index] === 0 || of[index]! < leastGain) continue
    if (accepts !== undefined && !accepts(index)) continue
    const relevance = relevanceOf(index, gains, plan, documents, settings.mode)
    // Recency costs more than all the rest, so it is left out where even the newest would not be kept.
    const most = searchScore({ relevance, recency: 1, revision: 1 }, settings.search)
    if (most === 0 || most < top.threshold()) continue
    const parts = {
      relevance,
      recency: recency(now - documents.updatedAt[index]!, settings.halfLifeDays),
      revision: revision(documents.revision[index]!, settings.revisionCap),
    }
    top.offer({ index, id: documents.ids[index]!, score: searchScore(parts, settings.search), parts })
    leastGain = gainNeeded(top.threshold(), gains, plan, settings)
  }
  return top.take().map((ranked) => ({ ...ranked, window: gains.windows.get(ranked.index) ?? 0 }))
}
