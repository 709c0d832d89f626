import type { Observation, ObservationType } from './observation.ts'

/**
 * Options of `list`.
 *
 * @example
 * ```ts
 * const first = await alice.list({ limit: 20, topicKeyPrefix: 'ui/' })
 * const second = await alice.list({ limit: 20, topicKeyPrefix: 'ui/', cursor: first.nextCursor })
 * ```
 */
export interface ListOptions {
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
   * Types to list, `summary` among them.
   * @default all types
   */
  readonly types?: readonly (ObservationType | 'summary' | (string & {}))[] | null | undefined
  /**
   * Beginning that the topic key must have; lists only observations with such a key.
   * @default all observations
   */
  readonly topicKeyPrefix?: string | null | undefined
}

/** A page of `list`: observations, newest first. */
export interface ListPage {
  /** Observations of this page, in full. */
  readonly observations: Observation[]
  /** Cursor to pass to `list` for the next page; null on the last one. */
  readonly nextCursor: string | null
}

/** Options of `timeline`. */
export interface TimelineOptions {
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
