import type { DocumentTable, PostingList } from '../../../search/corpus.ts'
import { termsOfText } from './term-index.ts'

interface Kept {
  readonly list: PostingList
  /** How many of the later observations the list has taken in. */
  readonly seen: number
}

/** An observation that was saved after lists were read: as the index took it, until a search wants its terms. */
interface Later {
  readonly id: number
  readonly text: string
  terms: readonly string[] | null
}

/** What an entry takes beside its numbers or text: 570 bytes were measured of lists without any. */
const bytesOfEntry = 600
const bytesOfOccurrence = 8
const bytesOfDocument = 40
/** So many observations later, lists that nobody has asked for in the meantime are dropped. */
const mostLater = 64

/**
 * What searches read of one user's index: posting lists by term, and the document table. What is saved later is put into
 * a list when that is next asked for, so that saving costs next to nothing.
 */
export class UserCache {
  readonly #mostBytes: number
  /** By term, the one that was kept longest ago first. */
  readonly #lists = new Map<string, Kept>()
  #later: Later[] = []
  #documents: DocumentTable | null = null
  #bytes = bytesOfEntry

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** About as many as this takes. */
  get bytes(): number {
    return this.#bytes
  }

  /** The list as the index has it now, kept or from `read`. */
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

  /** The table as the store has it now, kept or from `read`. */
  documents(read: () => DocumentTable): DocumentTable {
    if (this.#documents !== null) return this.#documents
    const table = read()
    if (!this.#makeRoom(bytesOfTable(table))) return table
    this.#documents = table
    this.#bytes += bytesOfTable(table)
    return table
  }

  /** Takes a new observation's terms, as the index took them. */
  append(id: number, text: string): void {
    if (this.#documents !== null) this.#bytes -= bytesOfTable(this.#documents)
    this.#documents = null
    if (this.#later.length === mostLater) this.#dropStale()
    // Lists that could not take it in would be wrong.
    if (!this.#makeRoom(bytesOfLater(text))) for (const term of this.#lists.keys()) this.#drop(term)
    if (this.#lists.size === 0) return this.#dropLater()
    this.#later.push({ id, text, terms: null })
    this.#bytes += bytesOfLater(text)
  }

  /** Drops lists until so many bytes more have room; false, and without effect, for more than a part of all. */
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

/** The list with what later observations say; null where one comes before an observation that is in it already. */
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

/** Columns are made for as many documents as may have been, which is many more where most were forgotten. */
function bytesOfTable({ ids }: DocumentTable): number {
  return bytesOfEntry + bytesOfDocument * ids.length
}

/** The text, and the terms that may be cut out of it. */
function bytesOfLater(text: string): number {
  return bytesOfEntry + 8 * text.length
}
