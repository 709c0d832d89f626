import {
  mostEntries,
  type AddedEntry,
  type JournalPosition,
  type JournalReader,
  type JournalRows,
  type StoredEntry,
} from '../../port/journal-rows.ts'

/**
 * The journal of one user in a plain list, for a store that keeps a user in memory: both what a write changes and what a
 * read sees. A write changes a copy, which takes the place of the original when it succeeds.
 */
export class PlainJournal implements JournalRows, JournalReader {
  readonly #creationOf: (id: number) => number | undefined
  /** Newest first. */
  #entries: readonly StoredEntry[]

  /**
   * Copies another journal; begins with none where there is none to copy.
   *
   * @param creationOf - tells when an observation that the user has was created; undefined where there is none
   */
  constructor(creationOf: (id: number) => number | undefined, from?: PlainJournal) {
    this.#creationOf = creationOf
    this.#entries = from === undefined ? [] : from.#entries
  }

  /** Adds entries, and drops the oldest beyond the bound. */
  add(entries: readonly AddedEntry[]): void {
    for (const added of entries) {
      const ofTime = this.#entries.filter(({ at }) => at === added.at).map(({ number }) => number)
      if (added.number !== null && ofTime.includes(added.number)) continue
      const ids = added.ids.map((id) => (this.#hasGivenOut(id, added) ? id : 0))
      const number = added.number ?? Math.max(0, ...ofTime) + 1
      this.#entries = [...this.#entries, { ...added, ids, number }]
        .toSorted((a, b) => compare(b, a))
        .slice(0, mostEntries)
    }
  }

  #hasGivenOut(id: number, { at, number }: AddedEntry): boolean {
    const createdAt = this.#creationOf(id)
    return createdAt !== undefined && (number === null || createdAt <= at)
  }

  /** Puts 0 in the place of an observation that is removed. */
  blank(id: number): void {
    this.#entries = this.#entries.map((entry) =>
      entry.ids.includes(id)
        ? { ...entry, ids: entry.ids.map((other) => (other === id ? 0 : other)) }
        : entry,
    )
  }

  /** Entries before a place, newest first. */
  entriesBefore(place: JournalPosition | null, limit: number): StoredEntry[] {
    return this.#entries.filter((entry) => place === null || compare(entry, place) < 0).slice(0, limit)
  }
}

function compare(a: JournalPosition, b: JournalPosition): number {
  return a.at - b.at || a.number - b.number
}
