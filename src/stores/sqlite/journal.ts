import {
  mostEntries,
  type AddedEntry,
  type JournalPosition,
  type JournalReader,
  type JournalRows,
  type StoredEntry,
} from '../../engine/port/journal-rows.ts'
import { parseStored } from './tables/columns.ts'
import type { Statements } from './tables/statements.ts'

/** One user's journal in a write transaction. */
export class SqliteJournalRows implements JournalRows {
  readonly #statements: Statements
  readonly #user: number

  constructor(statements: Statements, user: number) {
    this.#statements = statements
    this.#user = user
  }

  add(entries: readonly AddedEntry[]): void {
    const { nextEntryNumber, insertEntry, dropOldEntries } = this.#statements
    for (const entry of entries) {
      const { at, operation, contextId, purpose } = entry
      const number = entry.number ?? Number(nextEntryNumber.get(this.#user, at)?.['number'])
      const ids = entry.ids.map((id) => (this.#hasGivenOut(id, entry) ? id : 0))
      insertEntry.run(this.#user, at, number, operation, JSON.stringify(ids), contextId, purpose)
    }
    dropOldEntries.run(this.#user, mostEntries)
  }

  #hasGivenOut(id: number, { at, number }: AddedEntry): boolean {
    const created = this.#statements.creationTime.get(this.#user, id)
    return created !== undefined && (number === null || Number(created['at']) <= at)
  }

  /** Puts 0 in the place of observations that the write has removed. One pass takes as long for many as for one. */
  blank(removed: ReadonlySet<number>): void {
    const { idsOfEntries, updateIdsOfEntry } = this.#statements
    const changed: EntryIds[] = []
    for (const row of idsOfEntries.iterate(this.#user)) {
      const { at, number, ids: stored } = row as unknown as EntryIds
      const ids = idsIn(stored)
      if (!ids.some((id) => removed.has(id))) continue
      changed.push({ at, number, ids: JSON.stringify(ids.map((id) => (removed.has(id) ? 0 : id))) })
    }
    for (const { at, number, ids } of changed) updateIdsOfEntry.run(this.#user, at, number, ids)
  }
}

interface EntryIds extends JournalPosition {
  /** JSON list. */
  readonly ids: string
}

interface EntryRow extends Omit<StoredEntry, 'ids'> {
  /** JSON list. */
  readonly ids: string
}

function idsIn(stored: string): readonly number[] {
  return parseStored(stored) as readonly number[]
}

/** Reads one user's journal. */
export function journalReader(statements: Statements, user: number): JournalReader {
  return {
    entriesBefore(place, limit) {
      const { at, number } = place ?? { at: Number.MAX_SAFE_INTEGER, number: 0 }
      const rows = statements.entriesBefore.all(user, at, number, limit) as unknown as readonly EntryRow[]
      return rows.map((row) => ({ ...row, ids: idsIn(row.ids) }))
    },
  }
}
