import type { ObservationFilter } from './filter.ts'
import type { PurposeOptions } from './user/journal.ts'

/**
 * Options of `context`.
 *
 * @example
 * ```ts
 * await alice.context({ query: 'which theme?', maxTokens: 500 })
 * ```
 */
export interface ContextOptions extends PurposeOptions {
  /**
   * The user's last message or question. What matches it comes right after the pinned observations.
   * @default none
   */
  readonly query?: string | null | undefined
  /**
   * Tokens of the whole text at most, from 1, counted by `Config.countTokens`.
   * @default 1_000, or no bound where `maxCharacters` is given
   */
  readonly maxTokens?: number | null | undefined
  /**
   * UTF-16 units of the whole text at most, from 1.
   * @default no bound
   */
  readonly maxCharacters?: number | null | undefined
  /**
   * Share of the best result's score that another result of the query must have, in [0, 1].
   * @default 0.5
   */
  readonly minShare?: number | null | undefined
  /**
   * Conditions that each observation meets. Summaries of sessions are there in any case.
   * @default all observations
   */
  readonly filter?: ObservationFilter | null | undefined
}

/** One item of a context: an observation, or the summary of a session. */
export interface ContextItem {
  /** Cause of its place: pinned, found by the query, worth knowing, or a summary of a session. */
  readonly reason: 'pinned' | 'match' | 'memory' | 'summary'
  /** Id of the observation; null for a summary. */
  readonly id: number | null
  /** Id of the summary's session; null for an observation. */
  readonly sessionId: string | null
  /** Type of the observation; `summary` for a summary. */
  readonly type: string
  /** Title of the observation; empty for a summary. */
  readonly title: string
  /** Topic key of the observation; null where it has none. */
  readonly topicKey: string | null
  /** Time of the last write: ISO 8601, UTC, milliseconds. */
  readonly updatedAt: string
}

/** The memory that a model should see for one answer. */
export interface MemoryContext {
  /**
   * The items between two marks, ready for a prompt; empty where there is nothing. The same memory and options give the
   * same text at any time of the day.
   */
  readonly text: string
  /** The items in the text, in its order. */
  readonly items: ContextItem[]
  /** Number of items that had no room. */
  readonly omitted: number
  /** UUID of this context, new for each call. */
  readonly contextId: string
  /** `paused` while the user has paused recall; absent else. */
  readonly emptyBecause?: 'paused' | undefined
}
