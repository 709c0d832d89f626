import type { DocumentTable, RankingSettings } from '../corpus.ts'
import { cosinesOf, type Cosines } from './cosines.ts'
import type { Background, Sense } from './sense.ts'
import { smoothCosines } from './smooth.ts'
import { standardOf, standardScore } from './standard.ts'

/** Worth of a query's sense in each observation. */
export interface SenseWeights {
  /** By document: the part that sense adds to relevance, in [0, 1]. */
  readonly meaning: Float64Array
  /** Its own cosines with the query. */
  readonly cosines: Cosines
  /** By document: 1 where sense alone found it. */
  readonly found: Uint8Array
}

/** Background of a model that tells none. */
export const usualBackground: Background = { mean: 0.05, deviation: 0.08 }
const weights = { default: 0.075, conversation: 0.05 } as const
/** The share that an observation's own score has beside the one with its neighbours. */
const ownShare = 0.9
/** An observation is found by its own score from here on. */
const leastOwnScore = 2
/** Scores below this add nothing: half of all observations are above the mean. */
const freeScore = 1
const greatestScore = 4

/** The part of a standard score that counts: `min(4, max(0, z − 1))`. */
function countedScore(score: number): number {
  return Math.min(greatestScore, Math.max(0, score - freeScore))
}

/**
 * Weighs every observation by its sense: its own score, or the one with its neighbours in the session where that is better.
 * Neighbours complete a turn of a talk, and must not take from a memory that says it all by itself. Without a vector it has no meaning and is not found.
 */
export function weighSense(
  sense: Sense,
  documents: DocumentTable,
  mode: RankingSettings['mode'],
): SenseWeights {
  const cosines = cosinesOf(sense, documents)
  const own = cosines.of
  const background = sense.background ?? usualBackground
  const weight = sense.weight ?? weights[mode]
  const smooth = smoothCosines(own, documents)
  const standard = standardOf(smooth, background)
  const ownStandard = standardOf(own, background)
  const meaning = new Float64Array(documents.length)
  const found = new Uint8Array(documents.length)
  for (let index = 0; index < documents.length; index++) {
    if (Number.isNaN(own[index]!)) continue
    const alone = standardScore(own[index]!, ownStandard)
    const together = standardScore(smooth[index]!, standard)
    const counted = Math.max(countedScore(together), ownShare * countedScore(alone))
    meaning[index] = Math.min(1, weight * counted)
    if (alone >= leastOwnScore) found[index] = 1
  }
  return { meaning, cosines, found }
}

/**
 * Joins the relevance of the words with what sense adds: `1 − (1 − words)(1 − meaning)`. It only ever adds, so an
 * observation without a vector keeps its score.
 */
export function joinRelevance(words: number, meaning: number): number {
  return Math.min(1, words + meaning * (1 - words))
}
