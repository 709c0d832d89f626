import type { Corpus, DocumentTable, RankingSettings } from '../corpus.ts'
import { weighObservations, type Gains } from './gains.ts'
import type { QueryPlan } from '../query/plan.ts'
import {
  gainNeeded,
  recency,
  relevanceOf,
  revision,
  searchScore,
  type ScoreParts,
  type SenseParts,
} from './score.ts'
import type { Sense } from '../sense/sense.ts'
import { joinRelevance, weighSense, type SenseWeights } from '../sense/weigh.ts'
import { windowStart } from '../sense/windows.ts'
import { createTop } from './top.ts'
import { windowCount, windowStep } from './window.ts'

/** One observation that a query found. */
export interface Ranked {
  /** Its place in the document table. */
  readonly index: number
  readonly id: number
  /** SearchScore, in [0, 1]. */
  readonly score: number
  /** With {@link RankOptions.sense}, also what words and sense have in the relevance. */
  readonly parts: ScoreParts & Partial<SenseParts>
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
  /** Also ranks by sense. Without it, words alone count. */
  readonly sense?: Sense | undefined
}

function partsOf(
  index: number,
  relevance: number,
  documents: DocumentTable,
  settings: RankingSettings,
  now: number,
): ScoreParts {
  return {
    relevance,
    recency: recency(now - documents.updatedAt[index]!, settings.halfLifeDays),
    revision: revision(documents.revision[index]!, settings.revisionCap),
  }
}

function senseParts(words: number, { meaning, cosines }: SenseWeights, index: number): SenseParts {
  const cosine = cosines.of[index]!
  return {
    words,
    meaning: meaning[index]!,
    similarity: Number.isNaN(cosine) ? null : Math.max(0, cosine),
  }
}

/** The window of the content to show: the words' best one, else the one where the sense's best window begins. */
function windowToShow(
  index: number,
  gains: Gains,
  { cosines }: SenseWeights,
  documents: DocumentTable,
): number {
  const byWords = gains.windows.get(index)
  if (byWords !== undefined) return byWords
  const words = documents.contentLength[index]!
  const start = windowStart(words, cosines.windows[index]!, cosines.counts[index]!)
  return Math.min(windowCount(words) - 1, Math.round(start / windowStep))
}

/** Ranks by words and sense. An observation is found by its words as ever, or by its own cosine. */
function rankWithSense(
  plan: QueryPlan,
  corpus: Corpus,
  { settings, now, limit, accepts }: RankOptions,
  sense: Sense,
): Ranked[] {
  const { documents } = corpus
  const gains = weighObservations(plan, corpus, settings.mode)
  const weights = weighSense(sense, documents, settings.mode)
  const top = createTop<Omit<Ranked, 'window'>>(limit)
  for (let index = 0; index < documents.length; index++) {
    if (gains.found[index] === 0 && weights.found[index] === 0) continue
    if (accepts !== undefined && !accepts(index)) continue
    const words = gains.whole > 0 ? relevanceOf(index, gains, plan, documents, settings.mode) : 0
    const relevance = joinRelevance(words, weights.meaning[index]!)
    const most = searchScore({ relevance, recency: 1, revision: 1 }, settings.search)
    if (most === 0 || most < top.threshold()) continue
    const parts = {
      ...partsOf(index, relevance, documents, settings, now),
      ...senseParts(words, weights, index),
    }
    top.offer({ index, id: documents.ids[index]!, score: searchScore(parts, settings.search), parts })
  }
  return top.take().map((ranked) => ({
    ...ranked,
    window: windowToShow(ranked.index, gains, weights, documents),
  }))
}

/**
 * Ranks one user's observations for a query, best first, ties by id. Uses nothing but what it is given.
 */
export function rank(plan: QueryPlan, corpus: Corpus, options: RankOptions): Ranked[] {
  const { documents } = corpus
  const { settings, now, limit, accepts } = options
  if (documents.length === 0) return []
  if (options.sense !== undefined) return rankWithSense(plan, corpus, options, options.sense)
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
    const parts = partsOf(index, relevance, documents, settings, now)
    top.offer({ index, id: documents.ids[index]!, score: searchScore(parts, settings.search), parts })
    leastGain = gainNeeded(top.threshold(), gains, plan, settings)
  }
  return top.take().map((ranked) => ({ ...ranked, window: gains.windows.get(ranked.index) ?? 0 }))
}
