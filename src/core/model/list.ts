import type { ObservationFilter } from './filter.ts'
import type { PurposeOptions } from './user/journal.ts'
import type { Observation } from './observation.ts'

/**
 * Options of `list`.
 *
 * @example
 * ```ts
 * const first = await alice.list({ limit: 20, topicKeyPrefix: 'ui/' })
 * const second = await alice.list({ limit: 20, topicKeyPrefix: 'ui/', cursor: first.nextCursor })
 * ```
 */
export interface ListOptions extends ObservationFilter, PurposeOptions {
  /**
   * Observations at most, from 1.
   * @default 50
   */
  readonly limit?: number | null | undefined
  /**
   * `nextCursor` of the page before; null or absent: the first page.
   * @default the first page
   */
  readonly cursor?: string | null | undefined
  /**
   * Order by the time of the first save. A cursor belongs to the order that it was made in.
   * @default 'newest'
   */
  readonly order?: 'newest' | 'oldest' | null | undefined
}

/** A page of `list`. */
export interface ListPage {
  /** Observations of this page, in full. */
  readonly observations: Observation[]
  /** Cursor to pass to `list` for the next page; null on the last one. */
  readonly nextCursor: string | null
}

/** Options of `timeline`. */
export interface TimelineOptions extends PurposeOptions {
  /**
   * Earlier neighbours at most, from 0.
   * @default 5
   */
  readonly before?: number | null | undefined
  /**
   * Later neighbours at most, from 0.
   * @default 5
   */
  readonly after?: number | null | undefined
}
