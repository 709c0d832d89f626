import type { TimeInput } from './filter.ts'
import type { ObservationStatus, ObservationType } from './observation.ts'

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
  /**
   * The fact itself, or an empty text: then the title says it all. Text inside `<private>…</private>` is redacted before
   * it is stored.
   */
  readonly content: string
  /**
   * Key of an evolving topic, by convention `<area>/<sub-area>`, of at most `Config.limits.topicKeyBytes`. A save under a
   * key that the user has revises that observation.
   * @default none
   */
  readonly topicKey?: string | null | undefined
  /**
   * Data to keep beside the text, exactly: a JSON object of at most `Config.limits.dataBytes`. Its strings and names are
   * redacted one by one. A search does not look into it.
   * @default what the topic has; for a new observation none
   */
  readonly data?: object | null | undefined
  /**
   * Another name of `data`. A draft has one of them.
   * @default none
   */
  readonly metadata?: object | null | undefined
  /**
   * Place that the fact comes from, up to 255 characters, as in `chat:42/turn:7`.
   * @default what the topic has; for a new observation none
   */
  readonly source?: string | null | undefined
  /**
   * Up to 16 words and phrases of up to 100 characters, which people ask with and the text does not hold. They find the
   * observation as its title does.
   * @default what the topic has; for a new observation none
   */
  readonly keywords?: readonly string[] | null | undefined
  /**
   * True puts the observation first in every context.
   * @default what the topic has; for a new observation false
   */
  readonly pinned?: boolean | null | undefined
  /**
   * Time from which on the observation is gone, as if it was forgotten. Null: never, also where `Config.retention` has
   * its type.
   * @default what the topic has; for a new observation `Config.retention` of its type
   */
  readonly expiresAt?: TimeInput | null | undefined
  /**
   * Milliseconds until the observation is gone, counted from the save, in the place of `expiresAt`.
   * @default none
   */
  readonly ttlMs?: number | null | undefined
  /**
   * `pending` makes it a proposal: no search and no context returns it until a person calls `approve`. A proposal for a
   * topic waits beside the topic's observation, and takes the place of an older proposal.
   * @default 'active'
   */
  readonly status?: ObservationStatus | null | undefined
}

/** Option of every save. */
export interface KeyOptions {
  /**
   * Name of this save among the user's: 1 to 255 printable ASCII characters. A save that is tried again under the same
   * name happens once.
   * @default none
   */
  readonly idempotencyKey?: string | null | undefined
}

/** Session that a save or an update belongs to. */
export interface InSession {
  /**
   * Key of a session of its own, as `startSession` takes it. The session is opened where it is not active.
   * @default the user's one session without a key
   */
  readonly sessionKey?: string | null | undefined
}

/** Options of `summarizeSession`. */
export interface SummaryOptions extends KeyOptions, InSession {}

/** Options of a `save` of several drafts. */
export interface BatchOptions extends KeyOptions, InSession {}

/** Option of `update`, and of every save of one draft. */
export interface RevisionOptions {
  /**
   * Revision that the observation must have; otherwise the call fails with `conflict` and changes nothing. In a save, 0
   * means that the user has no observation under the topic key.
   * @default any revision
   */
  readonly ifRevision?: number | null | undefined
}

/** Options of `save`. `ifRevision` needs a draft with a topic key. */
export interface SaveOptions extends KeyOptions, RevisionOptions, InSession {}

/** Options of `update`. */
export interface UpdateOptions extends RevisionOptions, InSession {}

/**
 * The fields that `update` changes; a field that is absent or undefined stays as it is. Null takes `topicKey`, `data`,
 * `source`, `keywords` and `expiresAt` away, and leaves the others as they are.
 *
 * @example
 * ```ts
 * await alice.update('ui/theme', { content: 'light' }, { ifRevision: 3 })
 * ```
 */
export interface Changes {
  /** New kind of fact: a known type, or one of `Config.observationTypes`. */
  readonly type?: ObservationType | (string & {}) | null | undefined
  /** New short name of the fact. */
  readonly title?: string | null | undefined
  /** New text of the fact; it may be empty. Text inside `<private>…</private>` is redacted before it is stored. */
  readonly content?: string | null | undefined
  /** New topic key, which no other observation of the user has. Null takes the key away. */
  readonly topicKey?: string | null | undefined
  /** New data in the place of all that was there. Null takes it away. */
  readonly data?: object | null | undefined
  /** Another name of `data`. */
  readonly metadata?: object | null | undefined
  /** New source. Null takes it away. */
  readonly source?: string | null | undefined
  /** New keywords in the place of those that were there. Null or an empty list takes them away. */
  readonly keywords?: readonly string[] | null | undefined
  /** True puts the observation first in every context, false takes it back. */
  readonly pinned?: boolean | null | undefined
  /** New time from which on the observation is gone. Null: never. */
  readonly expiresAt?: TimeInput | null | undefined
  /** Milliseconds until the observation is gone, counted from the update, in the place of `expiresAt`. */
  readonly ttlMs?: number | null | undefined
}

/** Outcome of a save. */
export interface SaveResult {
  /** Id of the observation that holds the fact. */
  readonly id: number
  /** `created`: new. `updated`: a revision. `deduped`: the same was there already. */
  readonly outcome: 'created' | 'updated' | 'deduped'
  /** Revision of the observation after the save. */
  readonly revision: number
  /** Id of the active session, which the save opened or continued; null for an item. */
  readonly sessionId: string | null
  /** Topic key of the observation, private parts redacted; null: none. */
  readonly topicKey: string | null
}
