import type {
  Compact,
  ErasureReceipt,
  ImportCounts,
  ListPage,
  Observation,
  Quota,
  SaveResult,
  ScoreParts,
  SearchExplanation,
  Session,
  SessionStart,
  Stats,
} from './model.ts'
import type { RedactedText } from '../privacy/redact.ts'
import type { Language, RankingSettings } from '../search/corpus.ts'

/** An observation to be saved: validated, and its texts redacted. The type keeps raw text out of every store. */
export interface CleanDraft {
  readonly type: string
  readonly title: RedactedText
  readonly content: RedactedText
  readonly topicKey: RedactedText | null
}

/** What a write needs from outside: the injected clock and id source, and the rules in force. */
export interface WriteContext {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The id of the session that this call opens; if it opens one. */
  readonly newSessionId: string
  readonly sessionTimeoutMs: number
  readonly quota: Quota
  /** Makes a save happen once however often it is tried; heeded by `saveObservation` only. */
  readonly idempotencyKey?: string | undefined
}

export interface SearchRequest {
  /** Trimmed, not empty. */
  readonly query: string
  readonly limit: number
  /** Only these types; null: all. Never together with `typesExclude`. */
  readonly types: readonly string[] | null
  readonly typesExclude: readonly string[] | null
  readonly now: number
  readonly ranking: RankingSettings
}

/** Every result carries its parts; the facade drops them unless they were asked for. */
export interface SearchAnswer {
  readonly results: readonly (Compact & { readonly parts: ScoreParts })[]
  readonly emptyBecause: SearchExplanation['emptyBecause']
}

export interface ListRequest {
  readonly limit: number
  /** List only what comes after this one, newest first; null: from the newest on. */
  readonly after: { readonly createdAt: number; readonly id: number } | null
  readonly types: readonly string[] | null
  readonly topicKeyPrefix: string | null
}

/** How `startSession` chooses what is worth knowing. */
export interface ContextRequest {
  readonly memories: number
  readonly sessions: number
  readonly weights: { readonly recency: number; readonly revision: number; readonly typePriority: number }
  readonly typePriorities: Readonly<Record<string, number>>
  /** For types without a priority of their own. */
  readonly otherPriority: number
  readonly halfLifeDays: number
  readonly revisionCap: number
}

/** What `exportUser` yields, in this order: one header, sessions by (startedAt, id), observations by id. */
export type ExportRecord = (
  | { readonly kind: 'header'; readonly nextObservationId: number }
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'observation'; readonly observation: Observation }
) & {
  /** The line that an import read it from, counted from 1: errors name it. */
  readonly line?: number
}

/** An observation of an import. */
export type ObservationRecord = Extract<ExportRecord, { kind: 'observation' }>

/**
 * Where memory is kept. Everything above it (validation, redaction, ranking settings) is done when a call arrives,
 * and everything below it (files, connections, retries) is its own affair.
 *
 * The contract, which `ilab-memory/testing` runs on every store:
 *
 * - **The user comes first** in every method, and no call reads, changes, counts or orders by another user's data.
 * - **One call is one transaction.** It happens wholly or not at all, and two calls never see each other halfway.
 * - **A resolved write is durable**: it survives a crash of the process and of the machine.
 * - Writes of one user happen in the order in which they were called; a read sees every write resolved before it.
 * - Ids are counted per user from 1 and never given twice while the user exists.
 * - Failures are `MemoryError`s: `busy`, `storage_full`, `storage`, `corrupt`, `closed`, and those named below.
 */
export interface Store extends AsyncDisposable {
  /** The language that this store's index was built for. */
  readonly language: Language

  /**
   * Opens or touches the session, then creates, updates (same topic key) or recognises (same type, title and content)
   * the observation, and keeps the index true. Errors: `quota_exceeded`; then the session is not touched either.
   *
   * With an idempotency key the store remembers, in the same transaction, what the user's last 1,000 such saves came
   * to. The same key and draft again change nothing, not even the session, and get the same result. `invalid_input`:
   * the key came with another draft, or its observation was forgotten. Neither key nor draft can be read from what is
   * remembered; forgetting leaves no digest of the draft, and erasing leaves nothing. An export does not carry keys.
   */
  saveObservation(userId: string, draft: CleanDraft, at: WriteContext): Promise<SaveResult>
  getObservation(userId: string, id: number): Promise<Observation | null>
  searchObservations(userId: string, request: SearchRequest): Promise<SearchAnswer>
  /** Newest first by (createdAt, id). `nextCursor` of the page is the position as `<createdAt>.<id>`. */
  listObservations(userId: string, request: ListRequest): Promise<ListPage>
  /** The observation and its neighbours by (createdAt, id), ascending; empty where the user has none with that id. */
  readTimeline(userId: string, id: number, window: { before: number; after: number }): Promise<Observation[]>
  /** Goes on with a fresh session, or closes a stale one with a generated summary and opens a new one. */
  startSession(userId: string, at: WriteContext, context: ContextRequest): Promise<SessionStart>
  /** Errors: `no_active_session`. */
  endSession(userId: string, summary: RedactedText, at: WriteContext): Promise<Session>
  readStats(userId: string): Promise<Stats>
  /**
   * Removes one observation from tables, index and every file. Errors: `busy` where the rows are gone but another
   * reader kept the log from being truncated; calling again finishes.
   */
  forgetObservation(userId: string, id: number): Promise<boolean>
  /** Removes the user. From the first moment on the user is gone for every call; the bytes follow in bounded steps. */
  eraseUser(userId: string, at: { now: number }): Promise<ErasureReceipt>
  /** The user's memory as it was at one moment, in pages. */
  exportUser(userId: string): AsyncIterable<readonly ExportRecord[]>
  /**
   * Adds what is not there yet, all of `records` in one transaction. A record is there already if its session id, its
   * topic key with the same or a later updatedAt, or its type, title, content and createdAt are. An observation keeps
   * its id where that is free, and gets the next one otherwise.
   */
  importRecords(userId: string, records: readonly ExportRecord[], at: WriteContext): Promise<ImportCounts>
  /** Waits for what is under way, then releases everything. Calling it twice is fine; later calls fail with `closed`. */
  close(): Promise<void>
}
