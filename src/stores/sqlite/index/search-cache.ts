import type { PlainIndex } from '../../../engine/index.ts'
import type { ResultRow } from '../../../engine/port/stored.ts'
import type { DocumentTable, PostingList } from '../../../search/corpus.ts'
import type { VectorBlock } from '../../../search/sense/sense.ts'
import { numberOfKey, userOfKey } from '../tables/rows.ts'
import type { IndexChange } from './term-index.ts'
import { UserCache } from './user-cache.ts'
import { VectorCache, type VectorSource } from './vector-cache.ts'

/** The cached parts of one user's index, for one transaction. A part that is missing is read, and then kept. */
export interface KeptIndex {
  list(term: string, read: () => PostingList): PostingList
  documents(read: () => DocumentTable): DocumentTable
  /** The fields of an observation that a result shows. */
  row(id: number, read: () => ResultRow): ResultRow
  /** The index in memory of a user with an incomplete index in the file. */
  unindexed(make: () => PlainIndex): PlainIndex
  /** The vectors, which have a cache of their own. */
  vectors(source: VectorSource): readonly VectorBlock[]
}

/** Largest share of one user: a search with many words must not evict the data of all other users. */
const shareOfUser = 1 / 8

/**
 * Caches index data of the users who searched last: reading posting lists out of FTS5 is most of a search.
 *
 * The connection reports each of its own changes of the index. After a write of another connection the cache is
 * cleared. Entries lie under the user's number, as terms in the index, so that no user finds another's.
 */
export class SearchCache {
  /** Vectors: with limits of their own, and cleared with the rest. */
  readonly vectors: VectorCache
  readonly #mostBytes: number
  /** Caches by user number, the least recently used first. */
  readonly #users = new Map<number, UserCache>()
  #bytes = 0
  #version = -1
  /** The last one only: it lives until the background has indexed the user. */
  #unindexed: { readonly user: number; readonly index: PlainIndex } | null = null

  /**
   * @param mostBytes - limit of index data for all users together; 0 disables the cache
   * @param mostVectorBytes - limit of vectors for all users together; 0 disables their cache
   */
  constructor(mostBytes: number, mostVectorBytes = 0) {
    this.#mostBytes = mostBytes
    this.vectors = new VectorCache(mostVectorBytes)
  }

  /** Approximate size without the vectors, in bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * Returns one user's part, for reads in one transaction.
   *
   * @param version - `pragma data_version` in that transaction; a new value means that another connection has written
   */
  ofUser(user: number, version: number): KeptIndex {
    if (version !== this.#version) this.clear()
    this.#version = version
    const cache = this.#users.get(user) ?? new UserCache(this.#mostBytes * shareOfUser)
    this.#drop(user)
    this.#users.set(user, cache)
    this.#bytes += cache.bytes
    return {
      list: (term, read) => this.#change(cache, () => cache.list(term, read)),
      documents: (read) => this.#change(cache, () => cache.documents(read)),
      row: (id, read) => this.#change(cache, () => cache.row(id, read)),
      unindexed: (make) => this.#indexOf(user, make),
      vectors: (source) => this.vectors.blocks(user, source),
    }
  }

  /** Applies a committed change of the index. */
  follow({ key, remove, add, isLate }: IndexChange): void {
    const user = userOfKey(key)
    const cache = this.#users.get(user)
    if (remove || !add || isLate || this.#unindexed?.user === user) this.forget(user)
    else if (cache !== undefined) this.#change(cache, () => cache.append(numberOfKey(key), add))
  }

  #indexOf(user: number, make: () => PlainIndex): PlainIndex {
    if (this.#unindexed?.user !== user) this.#unindexed = { user, index: make() }
    return this.#unindexed.index
  }

  /** Drops a user's part: a later user may get the same number. */
  forget(user: number): void {
    if (this.#unindexed?.user === user) this.#unindexed = null
    this.#drop(user)
  }

  /** Drops the index in memory, once the file holds all of it. */
  forgetUnindexed(): void {
    this.#unindexed = null
  }

  #drop(user: number): void {
    this.#bytes -= this.#users.get(user)?.bytes ?? 0
    this.#users.delete(user)
  }

  clear(): void {
    this.#unindexed = null
    this.vectors.clear()
    this.#users.clear()
    this.#bytes = 0
  }

  #change<Result>(cache: UserCache, change: () => Result): Result {
    const before = cache.bytes
    try {
      return change()
    } finally {
      this.#bytes += cache.bytes - before
      for (const oldest of this.#users.keys()) {
        if (this.#bytes <= this.#mostBytes) break
        this.#drop(oldest)
      }
    }
  }
}
