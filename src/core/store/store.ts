import type {
  ErasureReceipt,
  ImportCounts,
  ListPage,
  Observation,
  SaveResult,
  Session,
  SessionMention,
  SessionPage,
  SessionStart,
  Stats,
  ThreadAppended,
  ThreadListPage,
  MemorySettings,
} from '../model.ts'
import type { RedactedText } from '../../privacy/redact.ts'
import type { Language } from '../../search/corpus.ts'
import type { CleanChanges, CleanDraft, CleanFilter, CleanRef } from './clean.ts'
import type { ExportRecord } from './export-record.ts'
import type { HistoryStore } from './history-store.ts'
import type { JournalStore } from './journal-store.ts'
import type { VectorStore } from './vector-store.ts'
import type {
  WriteContext,
  SearchRequest,
  SearchAnswer,
  ListRequest,
  ListSessionsRequest,
  ContextRequest,
  RecallRequest,
  ContextCandidates,
  PauseRequest,
  AppendContext,
  ReadThreadRequest,
  ThreadEntry,
  ThreadEntryPage,
  ListThreadsRequest,
  UsersToSweep,
} from './requests.ts'

export type * from './clean.ts'
export type * from './export-record.ts'
export type * from './history-store.ts'
export type * from './journal-store.ts'
export type * from './requests.ts'
export type * from './vector-store.ts'

/**
 * The storage port. Validation, redaction and ranking settings are done when a call arrives; files, connections and
 * retries are the store's own affair.
 *
 * The contract, which `ilab-memory/testing` runs on every store:
 *
 * - **The user comes first** in every method, and no call reads, changes, counts or orders by another user's data.
 * - **One call is one transaction.** It happens wholly or not at all, and two calls never see each other halfway.
 * - **A resolved write is durable**: it survives a crash of the process and of the machine.
 * - Writes of one user happen in the order in which they were called; a read sees every write resolved before it.
 * - **An observation is gone from its end on**: from the millisecond `expiresAt` on, every call with that time or a later
 *   one, given as `now`, answers as if the observation was forgotten.
 * - Ids are counted per user from 1 and never given twice while the user exists.
 * - Failures are `MemoryError`s: `busy`, `storage_full`, `storage`, `corrupt`, `closed`, and those named below.
 */
export interface Store extends HistoryStore, JournalStore, VectorStore, AsyncDisposable {
  /** Language that the index was built for. */
  readonly language: Language

  /**
   * Opens or touches the session, then creates, updates (same topic key) or recognises (same type, title and content)
   * the observation, and keeps the index true. Errors: `quota_exceeded`, `paused`, `conflict` where the topic is not at
   * `ifRevision`; then the session is not touched either.
   *
   * With an idempotency key the store remembers, in the same transaction, the results of the user's last 1,000 such
   * saves. The same key and draft again change nothing, not even the session, and return the same result.
   * `invalid_input`: the key came with another draft, or its observation was forgotten. Neither key nor draft can be
   * read from what is remembered; forgetting leaves no digest of the draft, and erasing leaves nothing. An export does
   * not carry keys.
   */
  saveObservation(userId: string, draft: CleanDraft, at: WriteContext): Promise<SaveResult>

  /** Saves drafts, at least one, all or none, in order, as one activity. A key remembers all until one is forgotten. */
  saveObservations(userId: string, drafts: readonly CleanDraft[], at: WriteContext): Promise<SaveResult[]>

  /**
   * Changes some fields as a new revision; `deduped` where all stays the same. Null where the user has no such
   * observation; then nothing happens. Errors: `quota_exceeded`, `conflict` where it is not at `ifRevision`,
   * `invalid_input` for a topic key of another observation.
   */
  updateObservation(
    userId: string,
    ref: CleanRef,
    changes: CleanChanges,
    at: WriteContext,
  ): Promise<SaveResult | null>

  /** Reads one observation; null where the user has no such observation. */
  getObservation(userId: string, ref: CleanRef, now: number): Promise<Observation | null>

  /**
   * Makes a proposal a part of the memory: the one with this id, or the one that waits for this topic. It becomes a
   * revision of the topic's observation where there is one, and is removed then, with its bytes; else it becomes active
   * under its own id. `deduped` where that changes nothing, or an observation with this id is active. Null where the user
   * has no such one. Errors: `quota_exceeded`, `paused`, `conflict` where the proposal is not at `ifRevision`; `busy` as
   * {@link Store.forgetObservation}.
   */
  approveObservation(userId: string, ref: CleanRef, at: WriteContext): Promise<SaveResult | null>

  /** Ranks the user's observations by the user's own statistics, in one read transaction. */
  searchObservations(userId: string, request: SearchRequest): Promise<SearchAnswer>

  /**
   * Reads the candidates of a context in one read transaction. Recency counts against the newest observation's last
   * write, so that the same memory and request give the same candidates at any time.
   */
  readContext(userId: string, request: RecallRequest): Promise<ContextCandidates>

  /** Lists observations by (createdAt, id). `nextCursor` of the page is the position as `<createdAt>.<id>`. */
  listObservations(userId: string, request: ListRequest): Promise<ListPage>

  /** Reads an observation and its neighbours by (createdAt, id), ascending; empty where the user has no such one. */
  readTimeline(
    userId: string,
    ref: CleanRef,
    window: {
      /** Earlier neighbours at most. */
      before: number
      /** Later neighbours at most. */
      after: number
    },
    now: number,
  ): Promise<Observation[]>

  /**
   * Continues a fresh session, or closes a stale one with a generated summary and opens a new one. A stale one goes on
   * where the quota has no room for the next. What closing adds and the next session's 64 bytes never fail a call.
   */
  startSession(userId: string, at: WriteContext, context: ContextRequest): Promise<SessionStart>

  /** Closes the active session. Errors: `no_active_session`, `quota_exceeded`, `paused`. */
  endSession(userId: string, summary: RedactedText, at: WriteContext): Promise<Session>

  /**
   * Lists sessions by (startedAt, number), where a session's number counts the user's sessions in the order in which they
   * came. `nextCursor` of the page is the position as `<startedAt>.<number>`. Forgotten sessions are left out.
   */
  listSessions(userId: string, request: ListSessionsRequest): Promise<SessionPage>

  /** Reads one session; null where the user has none with that id, or forgot it. */
  getSession(userId: string, sessionId: string): Promise<Session | null>

  /**
   * Puts a summary in the place of a completed session's, which leaves every file as a forgotten text does. Null where
   * the user has no such session. Errors: `invalid_input` for an active session; `quota_exceeded`; `busy` as below.
   */
  updateSession(
    userId: string,
    sessionId: string,
    summary: RedactedText,
    at: WriteContext,
  ): Promise<Session | null>

  /**
   * Removes a session's summary, its times, and its observations and versions of type `summary`. Its other observations
   * stay and keep its id. An active session is closed. False where the user has no such session. Errors: `busy` as below.
   */
  forgetSession(userId: string, sessionId: string): Promise<boolean>

  /** Finds the sessions with a summary of their own that shares words with an observation; empty where the user has no such one. */
  findMentions(userId: string, ref: CleanRef, now: number): Promise<SessionMention[]>

  /** Counts what the user has. */
  readStats(userId: string, now: number): Promise<Stats>

  /** Reads the user's switches. */
  readSettings(userId: string): Promise<MemorySettings>

  /**
   * Changes the user's switches. While saving is paused, every write that would keep something new fails with `paused`
   * and changes nothing; a session start writes nothing and gives an id that is not kept. While recall is paused,
   * searches, timelines and session starts return nothing.
   */
  pauseMemory(userId: string, request: PauseRequest): Promise<MemorySettings>

  /** Turns saving and recall on again. A user without any write stays unknown. */
  resumeMemory(userId: string): Promise<MemorySettings>

  /**
   * Appends items, each one JSON text, to a thread, which begins with its first item. No session is opened or touched.
   * Errors: `quota_exceeded`, `paused`.
   *
   * With an idempotency key the store remembers, in the same transaction, the results of the user's last 1,000 such
   * appends, as {@link Store.saveObservation} does. `invalid_input`: the key came with other items, or one of its items
   * was removed.
   */
  appendToThread(
    userId: string,
    thread: RedactedText,
    items: readonly RedactedText[],
    at: AppendContext,
  ): Promise<ThreadAppended>

  /** Reads the last items of a thread, oldest first. */
  readThread(userId: string, thread: RedactedText, request: ReadThreadRequest): Promise<ThreadEntryPage>

  /** Removes the last item of a thread as a forgotten text, and returns it; null where the thread is empty. */
  popFromThread(userId: string, thread: RedactedText): Promise<ThreadEntry | null>

  /** Removes every item of a thread, in one transaction, as forgotten texts; returns how many there were. */
  clearThread(userId: string, thread: RedactedText): Promise<number>

  /** Lists threads, the one that began last first. `nextCursor` of the page is the position as a number. */
  listThreads(userId: string, request: ListThreadsRequest): Promise<ThreadListPage>

  /**
   * Removes one observation with its versions from tables, index and every file. Errors: `busy` where the rows are gone
   * but another reader kept the log from being truncated; calling again finishes.
   */
  forgetObservation(userId: string, ref: CleanRef, now: number): Promise<boolean>

  /** Removes every observation that passes a filter, all in one transaction, and counts them. Errors: `busy` as above. */
  forgetObservations(userId: string, filter: CleanFilter, now: number): Promise<number>

  /** Removes the user. From the first moment on the user is gone for every call; the bytes follow in bounded steps. */
  eraseUser(
    userId: string,
    at: {
      /** Time of the call, in milliseconds since the epoch. */
      now: number
    },
  ): Promise<ErasureReceipt>

  /** Yields the user's memory as it was at one moment, in pages. */
  exportUser(userId: string, now: number): AsyncIterable<readonly ExportRecord[]>

  /**
   * Adds what is not there yet, all of `records` in one transaction. A record is there already if its session id, its
   * topic key with the same or a later updatedAt, or its type, title, content and createdAt are. An observation keeps
   * its id where that is free, and gets the next one otherwise. A version belongs to the observation that its id names
   * among `records`, and is added where that observation is at a later revision and has none of its number.
   */
  importRecords(userId: string, records: readonly ExportRecord[], at: WriteContext): Promise<ImportCounts>

  /**
   * Removes some observations of the user that have expired, with the guarantees of {@link Store.forgetObservation}, and
   * counts them. 0: none is left. Calls of one user that write do the same by and by.
   */
  sweepUser(userId: string, now: number): Promise<number>

  /**
   * Lists users with something that may have expired, in an order of the store's own.
   *
   * @param after - `next` of the page before; null: the first page
   */
  usersToSweep(now: number, after: string | null): Promise<UsersToSweep>

  /** Finishes the calls in progress, then releases everything. A second call does nothing; later calls fail with `closed`. */
  close(): Promise<void>
}
