import type {
  Draft,
  ErasureReceipt,
  ImportCounts,
  ListOptions,
  ListPage,
  Observation,
  SaveOptions,
  SaveResult,
  SearchExplanation,
  SearchOptions,
  Session,
  SessionStart,
  Stats,
  TimelineOptions,
  Compact,
} from './model.ts'

/**
 * One user's memory: every operation, bound to that user. There is no way from here to another user's.
 * Embedded memories and remote clients give handles of this same shape.
 */
export interface UserMemory {
  readonly userId: string
  /** Opens a session, or goes on with the active one, and returns what is worth knowing. */
  startSession(): Promise<SessionStart>
  /** Closes the active session with a summary. Errors: `no_active_session`, `invalid_input`. */
  endSession(summary: string): Promise<Session>
  /** Saves a summary observation without closing the session. */
  summarizeSession(summary: string, options?: SaveOptions): Promise<SaveResult>
  /**
   * Creates, revises (same topic key) or recognises (same text) an observation.
   *
   * With an `idempotencyKey` a save that is tried again happens once: the second call changes nothing and returns what
   * the first one returned. The user's last 1,000 keys are remembered.
   *
   * Errors: `invalid_input`, also for a key that came with another text; `quota_exceeded`.
   */
  save(draft: Draft, options?: SaveOptions): Promise<SaveResult>
  search(query: string, options: SearchOptions & { explain: true }): Promise<SearchExplanation>
  search(query: string, options?: SearchOptions & { explain?: false }): Promise<Compact[]>
  /** The observation, or null where this user has none with that id. */
  get(observationId: number): Promise<Observation | null>
  timeline(observationId: number, options?: TimelineOptions): Promise<Observation[]>
  list(options?: ListOptions): Promise<ListPage>
  stats(): Promise<Stats>
  forget(observationId: number): Promise<boolean>
  erase(): Promise<ErasureReceipt>
  /** JSON Lines, without line ends, one record each. */
  export(): AsyncIterable<string>
  import(lines: Iterable<string> | AsyncIterable<string>): Promise<ImportCounts>
}
