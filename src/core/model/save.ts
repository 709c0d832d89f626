import type { ObservationType } from './observation.ts'

/**
 * A fact to be saved, as the application hands it to `save`.
 *
 * @example
 * ```ts
 * await alice.save({ type: 'preference', title: 'UI theme', content: 'dark', topicKey: 'ui/theme' })
 * ```
 */
export interface Draft {
  /** Kind of fact: a known type, or one of `Config.observationTypes`. `summary` is reserved for sessions. */
  readonly type: ObservationType | (string & {})
  /** Short name of the fact, up to `Config.limits.titleLength` characters. */
  readonly title: string
  /** The fact itself. Text inside `<private>…</private>` is redacted before it is stored. */
  readonly content: string
  /**
   * Key of an evolving topic, by convention `<area>/<sub-area>`. A save under a key that the user has revises that
   * observation.
   * @default none
   */
  readonly topicKey?: string | null | undefined
}

/** Options of `save` and `summarizeSession`. */
export interface SaveOptions {
  /**
   * Name of this save among the user's: 1 to 255 printable ASCII characters. A save that is tried again under the same
   * name happens once.
   * @default none
   */
  readonly idempotencyKey?: string | null | undefined
}

/** Outcome of a save. */
export interface SaveResult {
  /** Id of the observation that holds the fact. */
  readonly id: number
  /** `created`: new. `updated`: a revision under its topic key. `deduped`: the same text was there already. */
  readonly outcome: 'created' | 'updated' | 'deduped'
  /** Id of the active session, which the save opened or continued. */
  readonly sessionId: string
  /** Topic key of the observation, private parts redacted; null: none. */
  readonly topicKey: string | null
}
