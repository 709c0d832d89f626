import type { JsonObject } from './json.ts'

/**
 * The types that every memory knows and `save` takes. `Config.observationTypes` adds others. An `item` is a record of a
 * program, such as the store of a framework: no context shows it, and it belongs to no session.
 */
export type ObservationType = 'profile' | 'preference' | 'decision' | 'discovery' | 'pattern' | 'item'

/** State of an observation: a part of the memory, or a proposal that waits for a person. */
export type ObservationStatus = 'active' | 'pending'

/** Address of an observation: its id, or its topic key. */
export type ObservationRef = number | string

/** One remembered fact about a user: the atom of memory. */
export interface Observation {
  /** Number of the observation among the user's own, counted from 1. */
  readonly id: number
  /** Id of the session that saved it last; null for an item, which belongs to none. */
  readonly sessionId: string | null
  /** Id of the user who owns it. */
  readonly userId: string
  /** Kind of fact: a known type, one of `Config.observationTypes`, or `summary` for a session's summary. */
  readonly type: ObservationType | 'summary' | (string & {})
  /** Short name of the fact, private parts redacted. */
  readonly title: string
  /** The fact itself, private parts redacted. */
  readonly content: string
  /** Key of an evolving topic: a save under it revises this observation. Null: none. */
  readonly topicKey: string | null
  /** Data that the application keeps beside the text, private parts redacted. A search does not look into it. Null: none. */
  readonly data: JsonObject | null
  /** Place that the fact comes from, as the application names it. Null: none. */
  readonly source: string | null
  /** Words and phrases that also find the observation, private parts redacted. */
  readonly keywords: string[]
  /** True where it comes first in every context. */
  readonly pinned: boolean
  /** Time from which on it is gone, as if it was forgotten: ISO 8601, UTC, milliseconds. Null: never. */
  readonly expiresAt: string | null
  /** `pending` for a proposal, which `list({ status: 'pending' })` and `get` by its id return, and nothing else. */
  readonly status: ObservationStatus
  /** Number of this version: 1 when it is new, one more with each revision. */
  readonly revision: number
  /** Time of the first save: ISO 8601, UTC, milliseconds. */
  readonly createdAt: string
  /** Time of the last revision: ISO 8601, UTC, milliseconds. */
  readonly updatedAt: string
}

/**
 * The short form of an observation in a result.
 *
 * @example
 * ```ts
 * for (const { title, snippet } of await alice.search('theme')) console.log(title, snippet)
 * ```
 */
export interface Compact {
  /** Id of the observation; `get` returns it in full. */
  readonly id: number
  /** Kind of fact, as in {@link Observation.type}. */
  readonly type: ObservationType | 'summary' | (string & {})
  /** Title of the observation. */
  readonly title: string
  /** Topic key of the observation; null: none. */
  readonly topicKey: string | null
  /** True where it comes first in every context. */
  readonly pinned: boolean
  /** Rank in [0, 1]. Scores of a search and scores of a session start do not compare. */
  readonly score: number
  /** The passage of the content that matches best. */
  readonly snippet: string
  /** Matches in the snippet as `[start, end)`, in UTF-16 units. */
  readonly highlights: [start: number, end: number][]
  /** Time of the last revision: ISO 8601, UTC, milliseconds. */
  readonly updatedAt: string
}
