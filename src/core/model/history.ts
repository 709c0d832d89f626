import type { PurposeOptions } from './user/journal.ts'
import type { TimeInput } from './filter.ts'
import type { JsonObject } from './json.ts'
import type { ObservationType } from './observation.ts'

/** The past of observations. */
export interface HistoryConfig {
  /**
   * Earlier versions of each observation that are kept, up to 1,000; the oldest goes first. 0 keeps none.
   * @default 20
   */
  readonly revisions?: number | null | undefined
}

/**
 * Options of `get`. Without any, it returns the current version.
 *
 * @example
 * ```ts
 * const before = await alice.get('ui/theme', { asOf: '2026-11-01T00:00:00Z' })
 * ```
 */
export interface GetOptions extends PurposeOptions {
  /**
   * Number of the version. Excludes `asOf`.
   * @default the current one
   */
  readonly revision?: number | null | undefined
  /**
   * Time at which the version was in force. Excludes `revision`.
   * @default now
   */
  readonly asOf?: TimeInput | null | undefined
}

/**
 * Options of `history`.
 *
 * @example
 * ```ts
 * const { versions, nextBefore } = await alice.history('ui/theme', { limit: 5 })
 * ```
 */
export interface HistoryOptions {
  /**
   * Versions at most, from 1. A server gives 100 at most.
   * @default 20
   */
  readonly limit?: number | null | undefined
  /**
   * Number of a version: only those before it.
   * @default from the current one on
   */
  readonly before?: number | null | undefined
}

/** A page of an observation's versions. */
export interface HistoryPage {
  /** Versions, newest first. */
  readonly versions: ObservationVersion[]
  /** Number to give as `before` for the next page; null on the last one. */
  readonly nextBefore: number | null
}

/** One version of an observation. */
export interface ObservationVersion {
  /** Number of the version, from 1. */
  readonly revision: number
  /** Kind of fact, as in `Observation.type`. */
  readonly type: ObservationType | 'summary' | (string & {})
  /** Short name of the fact. */
  readonly title: string
  /** The fact itself. */
  readonly content: string
  /** Topic key that the observation had; null: none. */
  readonly topicKey: string | null
  /** Data that the application kept beside the text; null: none. */
  readonly data: JsonObject | null
  /** Place that the fact came from; null: none. */
  readonly source: string | null
  /** Words that people ask with and the text does not hold. */
  readonly keywords: string[]
  /** Time at which the version was written: ISO 8601, UTC, milliseconds. */
  readonly createdAt: string
  /** Time at which the next version took its place: ISO 8601, UTC, milliseconds. Null for the current one. */
  readonly replacedAt: string | null
  /** Id of the session that wrote it; null for an item. */
  readonly sessionId: string | null
  /** True for the version that `get` returns. */
  readonly isCurrent: boolean
}
