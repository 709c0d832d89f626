import type { ObservationStatus } from '../../core/model.ts'
import type { CleanFilter, CleanRef, ListRequest } from '../../core/store/store.ts'
import type { DocumentTable, PostingList } from '../../search/corpus.ts'
import type { VocabularyRange } from '../../search/query/plan.ts'
import type { SubstringRow } from '../../search/rank/substring.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import type { JournalReader } from './journal-rows.ts'
import type { Awaitable } from './steps.ts'
import type { ThreadReader } from './thread-rows.ts'
import type { VectorReader } from './vector-rows.ts'
import type { CountedVersion, ReadVersion, VersionPosition } from './version.ts'
import type { ReadObservation, ResultRow, StoredObservation, StoredSession, UserState } from './stored.ts'

/** A place in the order of lists and timelines: by time of creation, then by id. */
export interface Position {
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** Id of an observation. */
  readonly id: number
}

/** A text that substring search looks through. */
export type TextRow = SubstringRow

/** An observation that has expired, with what it counts for. */
export interface ExpiredRow {
  /** Id of the observation. */
  readonly id: number
  /** Kind of fact. */
  readonly type: string
  /** State: active, or pending for a proposal. */
  readonly status: ObservationStatus
  /** Bytes that it counts for in the quota, with its earlier versions. */
  readonly bytes: number
}

/**
 * One user's memory as one read transaction sees it. Each method reads this user's data only, and answers at once or
 * by a promise.
 */
export interface UserReader {
  /** Id of the user. */
  readonly userId: string
  /** Analyser of the index. */
  readonly analyzer: Analyzer

  /** The user; null where nothing was ever written. */
  user(): Awaitable<UserState | null>

  /** The observation with this id, in any state, or the active one under this topic key; null where the user has none. */
  observation(ref: CleanRef): Awaitable<ReadObservation | null>

  /** Observations by id; each id is one of this user's. */
  observations(ids: readonly number[]): Awaitable<ReadonlyMap<number, ReadObservation>>

  /** Observations that pass a filter, the active ones without a condition on the state, in an order by position, from behind a position on; null: from the first on. */
  observationsInOrder(
    order: ListRequest['order'],
    after: Position | null,
    limit: number,
    filter: CleanFilter,
  ): Awaitable<readonly ReadObservation[]>

  /** Ids of the observations that pass a filter, in any order. */
  idsPassing(filter: CleanFilter): Awaitable<readonly number[]>

  /** Number of the session with this public id; null where the user has none. */
  sessionNumber(id: string): Awaitable<number | null>

  /** Observations with a greater id, proposals included, ascending by id. */
  observationsAfterId(id: number, limit: number): Awaitable<readonly ReadObservation[]>

  /** Observations with an end, the earliest end first, then by id. */
  observationsByExpiry(limit: number): Awaitable<readonly StoredObservation[]>

  /** Observations that have expired by `now`, in any order. The engine asks only where there may be some. */
  expired(now: number): Awaitable<readonly ExpiredRow[]>

  /** Earlier versions after a position, ascending by observation, then by revision. */
  versionsAfter(position: VersionPosition, limit: number): Awaitable<readonly ReadVersion[]>

  /** Earlier versions of one observation with a smaller revision, newest first. */
  versionsBefore(position: VersionPosition, limit: number): Awaitable<readonly ReadVersion[]>

  /** Earlier versions of a type that a session wrote. */
  versionsOfSession(session: number, type: string): Awaitable<readonly CountedVersion[]>

  /** Number of active observations by type; types without any are absent. */
  countByType(): Awaitable<ReadonlyMap<string, number>>

  /** Every session by (startedAt, id). */
  sessions(): Awaitable<readonly StoredSession[]>

  /** The completed sessions with a summary that ended last, newest first; ties by number, greatest first. */
  lastCompletedSessions(limit: number): Awaitable<readonly StoredSession[]>

  /** Time of the last activity of any session but an active one without a key; null where there is none. */
  lastSessionActivity(): Awaitable<number | null>

  /** Ranking records of all active observations, ascending by id. */
  documents(): Awaitable<DocumentTable>

  /** A map of the caller's own with the posting list of each term, in the order of the observations' ids; a term that the user never used is absent or empty. */
  postings(terms: readonly string[]): Awaitable<Map<string, PostingList>>

  /** Words of the user's own vocabulary in these ranges. */
  vocabulary(ranges: readonly VocabularyRange[]): Awaitable<string[]>

  /** Threads of the user. */
  readonly threads: ThreadReader

  /** Journal of the user's reads. */
  readonly journal: JournalReader

  /** Vectors of the user's observations; absent in a store without them. */
  readonly vectors?: VectorReader | undefined

  /** Fields that results show, by id; each id is one of this user's. */
  resultRows(ids: readonly number[]): Awaitable<Map<number, ResultRow>>

  /** Every text of an active observation, ascending by id; read one by one where the store can. */
  texts(): Awaitable<Iterable<TextRow>>
}
