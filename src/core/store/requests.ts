import type {
  Compact,
  JournaledOperation,
  MeaningUse,
  Observation,
  Quota,
  ScoreParts,
  SearchExplanation,
  SessionContext,
} from '../model.ts'
import type { RedactedText } from '../../privacy/redact.ts'
import type { CleanFilter } from './clean.ts'
import type { RankingSettings } from '../../search/corpus.ts'
import type { Sense } from '../../search/sense/sense.ts'

/** Time, id source and rules of one write. */
export interface WriteContext {
  /** Time of the call, in milliseconds since the epoch. */
  readonly now: number
  /** Id of the session that this call opens, if it opens one. */
  readonly newSessionId: string
  /** Milliseconds without activity after which a session is stale. */
  readonly sessionTimeoutMs: number
  /** Key of the session that the write belongs to; absent: the session without a key. */
  readonly sessionKey?: string | undefined
  /** Upper bounds for the user. */
  readonly quota: Quota
  /** Milliseconds for which observations of a type are kept where their writer gives no end; other types have none. */
  readonly retention?: Readonly<Record<string, number>> | undefined
  /** Earlier versions of each observation to keep at most. */
  readonly keptVersions: number
  /** Name under which a save happens once however often it is tried; only `saveObservation` heeds it. */
  readonly idempotencyKey?: string | undefined
  /** Revision that the observation must have, 0 for none; saves, updates and reverts heed it. */
  readonly ifRevision?: number | undefined
  /**
   * True where a store may leave the user's index to the first search or write that needs it; only `importRecords` heeds
   * it. Answers are the same.
   */
  readonly indexesLater?: boolean | undefined
}

/** A validated search. */
export interface SearchRequest {
  /** Query, trimmed and not empty. */
  readonly query: string
  /** Results at most, from 1. */
  readonly limit: number
  /** Conditions that each result meets. They change no score. */
  readonly filter: CleanFilter
  /** Least score of a result as a share of the best one's, in [0, 1]; 0: all. */
  readonly minShare: number
  /** True where each result carries its whole observation. */
  readonly full: boolean
  /** Time of the call, in milliseconds since the epoch. */
  readonly now: number
  /** Weights and mode. */
  readonly ranking: RankingSettings
  /** The query's vector; absent: words alone count. */
  readonly sense?: SenseRequest | undefined
}

/** The sense of a query. */
export interface SenseRequest extends Omit<Sense, 'vectors'> {
  /** Number of the vector space: only vectors of the same space are compared. */
  readonly space: number
}

/** The answer to a search. Every result carries its parts; the handle drops them unless they were asked for. */
export interface SearchAnswer {
  /** Results, best first. */
  readonly results: readonly (Compact & {
    /** Parts of the score. */
    readonly parts: ScoreParts
    /** The whole observation of a search with `full`; else null. */
    readonly observation: Observation | null
  })[]
  /** Reason for an empty result; null where there are results. */
  readonly emptyBecause: SearchExplanation['emptyBecause']
  /**
   * Part that sense took. Null for a request without the query's vector, and for a query that is compared by letters; a
   * store answers `used`, `pending` or `other_model` else.
   */
  readonly meaning: MeaningUse | null
}

/** A validated page of a list. */
export interface ListRequest {
  /** Observations at most, from 1. */
  readonly limit: number
  /** Position after which the page begins; null: from the first of the order on. */
  readonly after: {
    /** Creation time of the last observation before the page, in milliseconds since the epoch. */
    readonly createdAt: number
    /** Id of the last observation before the page. */
    readonly id: number
  } | null
  /** Order by (createdAt, id). */
  readonly order: 'newest' | 'oldest'
  /** Conditions that each observation of the page meets. */
  readonly filter: CleanFilter
  /** Time of the call, in milliseconds since the epoch. */
  readonly now: number
}

/** A validated choice of a version: its number, or a time at which it was in force. */
export type VersionRequest =
  | {
      /** Number of the version. */
      readonly revision: number
    }
  | {
      /** Time, in milliseconds since the epoch. */
      readonly asOf: number
    }

/** A validated page of an observation's versions. */
export interface ReadHistoryRequest {
  /** Versions at most, from 1. */
  readonly limit: number
  /** Only versions with a smaller number; null: from the current one on. */
  readonly before: number | null
  /** Time of the call, in milliseconds since the epoch. */
  readonly now: number
}

/** A read that the journal records. */
export interface JournalAppend {
  /** Time of the read, in milliseconds since the epoch. */
  readonly at: number
  /** Operation that gave memory out. */
  readonly operation: JournaledOperation
  /** Ids of the observations that it returned. */
  readonly ids: readonly number[]
  /** Public id of a context; null: none. */
  readonly contextId: string | null
  /** Purpose of the read; null: none. */
  readonly purpose: RedactedText | null
}

/** A validated page of the journal. */
export interface ReadJournalRequest {
  /** Entries at most, from 1. */
  readonly limit: number
  /** Position after which the page begins, newest first; null: from the newest on. */
  readonly after: {
    /** Time of the last entry before the page, in milliseconds since the epoch. */
    readonly at: number
    /** Number of that entry among those of its time. */
    readonly number: number
  } | null
  /** Time of the call, in milliseconds since the epoch. */
  readonly now: number
}

/** A validated page of sessions. */
export interface ListSessionsRequest {
  /** Sessions at most, from 1. */
  readonly limit: number
  /** Position after which the page begins; null: from the first of the order on. */
  readonly after: {
    /** Start of the last session before the page, in milliseconds since the epoch. */
    readonly startedAt: number
    /** Number of that session. */
    readonly number: number
  } | null
  /** Order by (startedAt, number). */
  readonly order: 'newest' | 'oldest'
}

/** Sizes and weights of the context that `startSession` returns. */
export interface ContextRequest {
  /** Observations at most. */
  readonly memories: number
  /** Summaries of completed sessions at most. */
  readonly sessions: number
  /** Weights of ContextScore; they add up to 1. */
  readonly weights: {
    /** Weight of recency. */
    readonly recency: number
    /** Weight of the number of revisions. */
    readonly revision: number
    /** Weight of the type's priority. */
    readonly typePriority: number
  }
  /** Priority by type, in [0, 1]. */
  readonly typePriorities: Readonly<Record<string, number>>
  /** Priority of types without one of their own. */
  readonly otherPriority: number
  /** Days after which recency is halved. */
  readonly halfLifeDays: number
  /** Number of revisions that gives the full revision score. */
  readonly revisionCap: number
}

/** A validated request for a context. */
export interface RecallRequest {
  /** Search for the query, with the same filter; null: there is no query. */
  readonly search: SearchRequest | null
  /** Conditions that each observation meets. */
  readonly filter: CleanFilter
  /** Time of the call, in milliseconds since the epoch. */
  readonly now: number
  /** Sizes and weights of what is worth knowing, and of the summaries. */
  readonly worthKnowing: ContextRequest
}

/** An observation that a context may hold. */
export interface ContextCandidate extends Pick<
  Observation,
  'id' | 'type' | 'title' | 'content' | 'topicKey' | 'updatedAt'
> {
  /** Cause of its place among the candidates. */
  readonly reason: 'pinned' | 'match' | 'memory'
}

/** Everything that a context may hold, in the order in which it takes them. */
export interface ContextCandidates {
  /** Pinned ones, then matches of the query, then what is worth knowing; none twice. */
  readonly observations: readonly ContextCandidate[]
  /** The last completed sessions, newest first. */
  readonly sessions: readonly SessionContext[]
  /** True while the user has paused recall; then there are no candidates. */
  readonly isPaused: boolean
}

/** Time, bounds and key of one append. */
export type AppendContext = Pick<WriteContext, 'now' | 'quota' | 'idempotencyKey'>

/** A validated read of a thread. */
export interface ReadThreadRequest {
  /** Items at most, from 1. */
  readonly last: number
  /** Only items with a smaller number; null: up to the end. */
  readonly before: number | null
}

/** An item of a thread as a store returns it. */
export interface ThreadEntry {
  /** Place in the thread, from 1. */
  readonly number: number
  /** JSON text of the item. */
  readonly item: string
  /** Time of the append: ISO 8601, UTC, milliseconds. */
  readonly createdAt: string
}

/** A page of a thread as a store returns it. */
export interface ThreadEntryPage {
  /** Items, oldest first. */
  readonly items: readonly ThreadEntry[]
  /** Number of the first item; null where the thread has none before it. */
  readonly nextBefore: number | null
}

/** A validated page of threads. */
export interface ListThreadsRequest {
  /** Threads at most, from 1. */
  readonly limit: number
  /** Position after which the page begins, newest first; null: from the newest on. */
  readonly after: number | null
}

/** A change of the user's switches: true pauses, false resumes, null leaves it as it is. */
export interface PauseRequest {
  /** Keeping of anything new. */
  readonly saving: boolean | null
  /** Searches and session starts. */
  readonly recall: boolean | null
}

/** A page of users with something in their memory that may have expired. */
export interface UsersToSweep {
  /** Ids of the users. */
  readonly users: readonly string[]
  /** Place in the order from which the next page goes on; null: this page is the last one. */
  readonly next: string | null
}
