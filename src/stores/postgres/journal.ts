import {
  mostEntries,
  type AddedEntry,
  type JournalReader,
  type JournalRows,
  type StoredEntry,
} from '../../engine/port/journal-rows.ts'
import type { Transaction } from './connection/transaction.ts'
import type { Sender } from './tables/statements.ts'

/** One user's journal as a write changes it. */
export class PostgresJournalRows implements JournalRows {
  #added: readonly AddedEntry[] = []

  add(entries: readonly AddedEntry[]): void {
    this.#added = [...this.#added, ...entries]
  }

  /** Sends the changes so far. Observations go before: entries name them. */
  send(sender: Sender): Promise<unknown>[] {
    const added = this.#added
    this.#added = []
    if (added.length === 0) return []
    const rows = added.map((entry, index) => ({ ...entry, place: placeOf(added, index) }))
    return [sender.ask('addEntries', JSON.stringify(rows)), sender.ask('dropOldEntries', mostEntries)]
  }
}

/** Place of an entry among the new ones of its time, from 1. */
function placeOf(added: readonly AddedEntry[], index: number): number {
  const { at, number: given } = added[index]!
  if (given !== null) return given
  return added.slice(0, index + 1).filter((other) => other.number === null && other.at === at).length
}

/** Reads one user's journal. */
export function journalReader(transaction: Transaction): JournalReader {
  return {
    entriesBefore(place, limit) {
      const { at, number } = place ?? { at: Number.MAX_SAFE_INTEGER, number: 0 }
      return transaction.ask<StoredEntry>('entriesBefore', at, number, limit)
    },
  }
}
