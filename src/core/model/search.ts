import type { MeaningUse } from './meaning.ts'
import type { ObservationFilter } from './filter.ts'
import type { PurposeOptions } from './user/journal.ts'
import type { Compact, Observation } from './observation.ts'

/**
 * Options of `search`.
 *
 * @example
 * ```ts
 * await alice.search('which theme?', { limit: 3, types: ['preference'] })
 * ```
 */
export interface SearchOptions extends ObservationFilter, PurposeOptions {
  /**
   * Results at most, from 1. A server cuts a number above its own limit.
   * @default 10
   */
  readonly limit?: number | null | undefined
  /**
   * Least score of a result, as a share of the best result's score, from 0 to 1. Results below it are left out.
   * @default 0
   */
  readonly minShare?: number | null | undefined
  /**
   * Return each result as a {@link FoundObservation}: the whole observation in place of its compact form.
   * @default false
   */
  readonly full?: boolean | null | undefined
  /**
   * Return a {@link SearchExplanation}: the results with the parts of their scores.
   * @default false
   */
  readonly explain?: boolean | null | undefined
}

/** The parts of a SearchScore, each in [0, 1]; `docs/scoring.md` has the formulas. */
export interface ScoreParts {
  /** Match of query and text; 1 means that every term of the query is fully there. */
  readonly relevance: number
  /** Freshness: 1 now, half of it after each `Config.recencyHalfLifeDays`. */
  readonly recency: number
  /** Share of `Config.revisionCap` that the number of revisions reaches. */
  readonly revision: number
  /** Relevance by the words alone. Absent, as the next two, in a search that sense takes no part in. */
  readonly words?: number | undefined
  /** Part of the relevance that sense adds: `relevance = 1 − (1 − words)(1 − meaning)`. */
  readonly meaning?: number | undefined
  /** Likeness of the two senses, 0 for none at all; null for an observation without a vector. */
  readonly similarity?: number | null | undefined
}

/**
 * A whole observation as `search` with `full` returns it, with its score, snippet and highlights.
 *
 * @example
 * ```ts
 * for (const { content, revision } of await alice.search('theme', { full: true })) console.log(content, revision)
 * ```
 */
export interface FoundObservation extends Observation, Compact {}

/** A search that says how it came to its result. Its results are a {@link FoundObservation} each with `full`. */
export interface SearchExplanation<Result extends Compact = Compact> {
  /** Results, best first, each with the parts of its score. */
  readonly results: (Result & {
    /** The parts of the score. */
    readonly parts: ScoreParts
  })[]
  /**
   * Reason for an empty result: the user has no observations, none matches, the filter left out those that match, or the
   * user has paused recall. Null where there are results.
   */
  readonly emptyBecause: 'no_observations' | 'no_match' | 'filtered' | 'paused' | null
  /** Part that sense took; absent in a memory without `Config.embedder`. */
  readonly meaning?: MeaningUse | undefined
}
