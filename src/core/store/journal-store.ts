import type { JournalPage } from '../model.ts'
import type { JournalAppend, ReadJournalRequest } from './requests.ts'

/** The part of a store that keeps the journal of reads. */
export interface JournalStore {
  /**
   * Writes down reads, all in one transaction, and keeps the user's last 10,000 entries by time. Ids of observations that
   * the user has no more are left out of sight: `null` stands in their place, also after a later removal. A user without
   * any write stays unknown, and nothing is written. It works while saving is paused, and counts in no quota.
   */
  appendToJournal(userId: string, entries: readonly JournalAppend[]): Promise<void>

  /** Lists entries of the journal by (time, number), newest first. `nextCursor` is the position as `<at>.<number>`. */
  readJournal(userId: string, request: ReadJournalRequest): Promise<JournalPage>
}
