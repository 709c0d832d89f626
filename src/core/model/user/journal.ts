/** Option of every read that the journal records. */
export interface PurposeOptions {
  /**
   * Purpose of the read in the application's words, such as `answer:42`: 1 to 255 characters, kept in the journal. Text
   * inside `<private>` is not stored. Without `Config.journal` it has no effect.
   * @default none
   */
  readonly purpose?: string | null | undefined
}

/** Operation that the journal records: each read that a model may call, and `context`. */
export type JournaledOperation = 'context' | 'search' | 'get' | 'timeline' | 'list' | 'session_start'

/** One read that gave out memory. */
export interface JournalEntry {
  /** Time of the read: ISO 8601, UTC, milliseconds. */
  readonly at: string
  /** Operation that gave it out. */
  readonly operation: JournaledOperation
  /**
   * Ids of the observations that the read returned, in its order; null in the place of one that is forgotten. Empty
   * where it returned summaries of sessions alone.
   */
  readonly ids: (number | null)[]
  /** `contextId` of a context; null for other operations. */
  readonly contextId: string | null
  /** Purpose that the caller gave; null: none. */
  readonly purpose: string | null
}

/** Options of `journal`. */
export interface JournalOptions {
  /**
   * Entries at most, from 1.
   * @default 50
   */
  readonly limit?: number | null | undefined
  /**
   * `nextCursor` of the page before.
   * @default from the newest entry on
   */
  readonly cursor?: string | null | undefined
}

/** A page of the journal. */
export interface JournalPage {
  /** Entries, newest first. */
  readonly entries: JournalEntry[]
  /** Cursor of the next page; null on the last one. */
  readonly nextCursor: string | null
}
