import type { Compact, ObservationType } from './observation.ts'

/**
 * Options of `search`.
 *
 * @example
 * ```ts
 * await alice.search('which theme?', { limit: 3, types: ['preference'] })
 * ```
 */
export interface SearchOptions {
  /**
   * Results at most, from 1. A server cuts a number above its own limit.
   * @default 10
   */
  readonly limit?: number | null | undefined
  /**
   * Types to search in, `summary` among them. Excludes `typesExclude`.
   * @default all types
   */
  readonly types?: readonly (ObservationType | 'summary' | (string & {}))[] | null | undefined
  /**
   * Types to leave out. Excludes `types`.
   * @default none
   */
  readonly typesExclude?: readonly (ObservationType | 'summary' | (string & {}))[] | null | undefined
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
}

/** A search that says how it came to its result. */
export interface SearchExplanation {
  /** Results, best first, each with the parts of its score. */
  readonly results: (Compact & {
    /** The parts of the score. */
    readonly parts: ScoreParts
  })[]
  /**
   * Reason for an empty result: the user has no observations, none matches, `types` left out those that match, or the
   * user has paused recall. Null where there are results.
   */
  readonly emptyBecause: 'no_observations' | 'no_match' | 'filtered' | 'paused' | null
}
