import type { DocumentTable, PostingList } from '../../../search/corpus.ts'
import type { ResultRow } from '../../../engine/port/stored.ts'
import { RowCache } from './row-cache.ts'
import { termsOfText } from './term-index.ts'

interface Kept {
  readonly list: PostingList
  /** Number of the later observations that the list includes already. */
  readonly seen: number
}

/** An observation saved after the lists were read. It is kept as index text until a search needs its terms. */
interface Later {
  readonly id: number
  readonly text: string
  terms: readonly string[] | null
}

/** Overhead of an entry in bytes; 570 were measured of empty lists. */
const bytesOfEntry = 600
const bytesOfOccurrence = 8
const bytesOfDocument = 40
/** Later observations that are kept; at this number, lists that no search used meanwhile are dropped. */
const mostLater = 64

/** Share of a user's room for rows of results: posting lists save more of a search. */
const shareOfRows = 1 / 4

/**
 * Caches posting lists, the document table and rows of results of one user. A later observation is added to a list when a search next
 * asks for that list, so that saving costs next to nothing.
 */
export class UserCache {
  readonly #mostBytes: number
  /** Lists by term, the one kept longest first. */
  readonly #lists = new Map<string, Kept>()
  #later: Later[] = []
  #documents: DocumentTable | null = null
  #bytes = bytesOfEntry
  readonly #rows: RowCache

  constructor(mostBytes: number) {
    this.#rows = new RowCache(mostBytes * shareOfRows)
    this.#mostBytes = mostBytes * (1 - shareOfRows)
  }

  /** Approximate size, in bytes. */
  get bytes(): number {
    return this.#bytes + this.#rows.bytes
  }

  /** Returns what a result shows of an observation, from the cache or from `read`. A later observation changes no row. */
  row(id: number, read: () => ResultRow): ResultRow {
    return this.#rows.row(id, read)
  }

  /** Returns the present list of a term, from the cache or from `read`. */
  list(term: string, read: () => PostingList): PostingList {
    const kept = this.#lists.get(term)
    if (kept?.seen === this.#later.length) return kept.list
    if (kept !== undefined) this.#drop(term)
    const list = (kept && extended(kept.list, term, this.#later.slice(kept.seen))) ?? read()
    if (!this.#makeRoom(bytesOf(term, list))) return list
    this.#lists.set(term, { list, seen: this.#later.length })
    this.#bytes += bytesOf(term, list)
    return list
  }

  /** Returns the present document table, from the cache or from `read`. */
  documents(read: () => DocumentTable): DocumentTable {
    if (this.#documents !== null) return this.#documents
    const table = read()
    if (!this.#makeRoom(bytesOfTable(table))) return table
    this.#documents = table
    this.#bytes += bytesOfTable(table)
    return table
  }

  /** Adds a new observation by its index text. */
  append(id: number, text: string): void {
    if (this.#documents !== null) this.#bytes -= bytesOfTable(this.#documents)
    this.#documents = null
    if (this.#later.length === mostLater) this.#dropStale()
    // Lists without this observation would be wrong.
    if (!this.#makeRoom(bytesOfLater(text))) for (const term of this.#lists.keys()) this.#drop(term)
    if (this.#lists.size === 0) return this.#dropLater()
    this.#later.push({ id, text, terms: null })
    this.#bytes += bytesOfLater(text)
  }

  /** Drops lists until there is room for `bytes` more. False, without effect, for more than half of the limit. */
  #makeRoom(bytes: number): boolean {
    if (bytes > this.#mostBytes / 2) return false
    for (const term of this.#lists.keys()) {
      if (this.#bytes + bytes <= this.#mostBytes) break
      this.#drop(term)
    }
    return this.#bytes + bytes <= this.#mostBytes
  }

  #dropStale(): void {
    for (const [term, { list, seen }] of this.#lists) {
      if (seen === this.#later.length) this.#lists.set(term, { list, seen: 0 })
      else this.#drop(term)
    }
    this.#dropLater()
  }

  #dropLater(): void {
    for (const { text } of this.#later) this.#bytes -= bytesOfLater(text)
    this.#later = []
  }

  #drop(term: string): void {
    this.#bytes -= bytesOf(term, this.#lists.get(term)!.list)
    this.#lists.delete(term)
  }
}

/** Adds later observations to a list; null where one of them belongs before an observation that is in the list. */
function extended(list: PostingList, term: string, later: readonly Later[]): PostingList | null {
  const ids: number[] = []
  const positions: number[] = []
  let last = list.ids.length > 0 ? list.ids[list.ids.length - 1]! : 0
  for (const observation of later) {
    const terms = (observation.terms ??= termsOfText(observation.text))
    for (let at = terms.indexOf(term); at >= 0; at = terms.indexOf(term, at + 1)) {
      if (observation.id < last) return null
      last = observation.id
      ids.push(observation.id)
      positions.push(at)
    }
  }
  return ids.length === 0
    ? list
    : { ids: joined(list.ids, ids), positions: joined(list.positions, positions) }
}

function joined(before: ArrayLike<number>, after: readonly number[]): Int32Array {
  const all = new Int32Array(before.length + after.length)
  all.set(before)
  all.set(after, before.length)
  return all
}

function bytesOf(term: string, { ids }: PostingList): number {
  return bytesOfEntry + 2 * term.length + bytesOfOccurrence * ids.length
}

/** Returns the size of a table. It has an entry for each document that ever was: far more where most were forgotten. */
function bytesOfTable({ ids }: DocumentTable): number {
  return bytesOfEntry + bytesOfDocument * ids.length
}

/** Returns the size of an index text with the terms that may be cut out of it. */
function bytesOfLater(text: string): number {
  return bytesOfEntry + 8 * text.length
}
