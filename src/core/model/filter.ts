import type { ObservationStatus, ObservationType } from './observation.ts'

/** A time as an application has it: ISO 8601 with an offset or a date alone, milliseconds since the epoch, or a `Date`. */
export type TimeInput = string | number | Date

/**
 * Conditions on observations, which must meet all that are given. `search`, `list` and others take the same ones. A
 * search applies them before it takes its best results, and they change no score.
 *
 * @example
 * ```ts
 * await alice.list({ topicKeyPrefix: 'ui/', createdAfter: '2026-11-01', createdBefore: '2026-12-01' })
 * ```
 */
export interface ObservationFilter {
  /**
   * Types to take, `summary` among them. Excludes `typesExclude`.
   * @default all types
   */
  readonly types?: readonly (ObservationType | 'summary' | (string & {}))[] | null | undefined
  /**
   * Types to leave out. Excludes `types`.
   * @default none
   */
  readonly typesExclude?: readonly (ObservationType | 'summary' | (string & {}))[] | null | undefined
  /**
   * Another name of `typesExclude`, which other libraries use.
   * @default none
   */
  readonly excludeTypes?: readonly (ObservationType | 'summary' | (string & {}))[] | null | undefined
  /**
   * Beginning that the topic key must have, byte by byte; takes only observations with such a key.
   * @default any topic key, or none
   */
  readonly topicKeyPrefix?: string | null | undefined
  /**
   * Beginning that the source must have, byte by byte; takes only observations with a source.
   * @default any source, or none
   */
  readonly source?: string | null | undefined
  /**
   * True takes pinned observations only, and false all others.
   * @default both
   */
  readonly pinned?: boolean | null | undefined
  /**
   * Values that the data must have, each at a path: names from the outside in, with dots between them. The value there
   * must be of the same type and equal; null is a value, too. At most 8 paths of at most 255 bytes, and 4,096 bytes as JSON. A path leads through
   * objects only, so it reaches no item of a list and no name that holds a dot.
   *
   * @example
   * ```ts
   * await alice.list({ data: { 'ticket.project': 'atlas', confirmed: true } })
   * ```
   * @default any data, or none
   */
  readonly data?: { readonly [path: string]: string | number | boolean | null } | null | undefined
  /**
   * `pending` takes the proposals alone. A search and a context find none of them.
   * @default 'active'
   */
  readonly status?: ObservationStatus | null | undefined
  /**
   * Id of the session that saved it last.
   * @default any session
   */
  readonly session?: string | null | undefined
  /**
   * Earliest time of the first save; this time itself counts.
   * @default any time
   */
  readonly createdAfter?: TimeInput | null | undefined
  /**
   * End of the time of the first save; this time itself does not count.
   * @default any time
   */
  readonly createdBefore?: TimeInput | null | undefined
  /**
   * Earliest time of the last revision; this time itself counts.
   * @default any time
   */
  readonly updatedAfter?: TimeInput | null | undefined
  /**
   * End of the time of the last revision; this time itself does not count.
   * @default any time
   */
  readonly updatedBefore?: TimeInput | null | undefined
}
