import type { JournaledOperation } from '../../core/model.ts'
import type { Awaitable } from './steps.ts'

/** A place in the order of the journal: by time, then by number. */
export interface JournalPosition {
  /** Time of the read, in milliseconds since the epoch. */
  readonly at: number
  /** Number among the entries of one time, from 1. */
  readonly number: number
}

/** An entry of the journal as a store keeps it. No two entries of a user share a place. */
export interface StoredEntry extends JournalPosition {
  /** Operation that gave memory out. */
  readonly operation: JournaledOperation
  /** Ids of observations; 0 in the place of one that is gone. */
  readonly ids: readonly number[]
  /** Public id of a context; null: none. */
  readonly contextId: string | null
  /** Purpose of the read; null: none. */
  readonly purpose: string | null
}

/** An entry that a write adds. The number is null for a new read: it takes the next one of its time. */
export interface AddedEntry extends Omit<StoredEntry, 'number'> {
  /** Number of an imported entry; null for a new one. */
  readonly number: number | null
}

/** Entries that the journal of one user holds at most; the oldest go. */
export const mostEntries = 10_000

/** The journal of one user as a write changes it. */
export interface JournalRows {
  /**
   * Adds entries, then drops the oldest beyond {@link mostEntries}. An entry with a taken place is there already. An id
   * becomes 0 where the user has no such observation, or for an imported entry one that was created later.
   */
  add(entries: readonly AddedEntry[]): void
}

/** The journal of one user in a read transaction. */
export interface JournalReader {
  /** Entries before a place, newest first; null: the newest ones. */
  entriesBefore(place: JournalPosition | null, limit: number): Awaitable<readonly StoredEntry[]>
}
