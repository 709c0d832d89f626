import type {
  Draft,
  ErasureReceipt,
  ImportCounts,
  ListOptions,
  ListPage,
  Observation,
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
  summarizeSession(summary: string): Promise<SaveResult>
  save(draft: Draft): Promise<SaveResult>
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
