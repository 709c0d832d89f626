import type { PlainIndex } from '../../../engine/index.ts'
import type { ResultRow } from '../../../engine/port/stored.ts'
import type { DocumentTable, PostingList } from '../../../search/corpus.ts'
import type { VectorBlock } from '../../../search/sense/sense.ts'
import { numberOfKey, userOfKey } from '../tables/rows.ts'
import type { CacheRoom } from './cache-room.ts'
import type { IndexChange, VersionStep } from './term-index.ts'
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

/** One user's cache, and the version of the user that it is of. */
interface Part {
  readonly cache: UserCache
  version: number
}

/** Largest share of one user: a search with many words must not evict the data of all other users. */
const shareOfUser = 1 / 8

/**
 * Caches index data of the users who searched last: reading posting lists out of FTS5 is most of a search.
 *
 * The connection reports each of its own changes of the index. After a write of another connection the user has another
 * version, and what was kept of that user is dropped. Entries lie under the user's number, as terms in the index, so that no user finds another's.
 */
export class SearchCache {
  /** Vectors: with limits of their own, and cleared with the rest. */
  readonly vectors: VectorCache
  readonly #mostBytes: number
  readonly #room: CacheRoom | null
  /** Caches by user number, the least recently used first. */
  readonly #users = new Map<number, Part>()
  #bytes = 0
  /** The last one only: it lives until the background has indexed the user. */
  #unindexed: { readonly user: number; readonly version: number; readonly index: PlainIndex } | null = null

  /**
   * @param mostBytes - limit of index data for all users together; 0 disables the cache
   * @param mostVectorBytes - limit of vectors for all users together; 0 disables their cache
   * @param room - bytes that this cache shares with those of other files
   */
  constructor(mostBytes: number, mostVectorBytes = 0, room: CacheRoom | null = null) {
    this.#mostBytes = mostBytes
    this.#room = room
    this.vectors = new VectorCache(mostVectorBytes)
  }

  /** Approximate size without the vectors, in bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * Returns one user's part, for reads in one transaction.
   *
   * @param version - the user's version in that transaction; what was kept at another one is dropped
   */
  ofUser(user: number, version: number): KeptIndex {
    const known = this.#users.get(user)
    if (known !== undefined && known.version !== version) this.forget(user)
    const cache = this.#users.get(user)?.cache ?? new UserCache(this.#mostBytes * shareOfUser)
    this.#drop(user)
    this.#users.set(user, { cache, version })
    this.#bytes += cache.bytes
    return {
      list: (term, read) => this.#change(cache, () => cache.list(term, read)),
      documents: (read) => this.#change(cache, () => cache.documents(read)),
      row: (id, read) => this.#change(cache, () => cache.row(id, read)),
      unindexed: (make) => this.#indexOf(user, version, make),
      vectors: (source) => this.vectors.blocks(user, version, source),
    }
  }

  /** Applies a committed change of the index. */
  follow({ key, remove, add, isLate }: IndexChange): void {
    const user = userOfKey(key)
    const cache = this.#users.get(user)?.cache
    if (remove || !add || isLate || this.#unindexed?.user === user) this.forget(user)
    else if (cache !== undefined) this.#change(cache, () => cache.append(numberOfKey(key), add))
  }

  /**
   * Notes the version that a committed write of this connection has made, once its changes were followed. What was kept at
   * another version than the one that the write found is dropped.
   */
  advance({ user, from, to }: VersionStep): void {
    const part = this.#users.get(user)
    if (part?.version === from) part.version = to
    else this.forget(user)
    this.vectors.advance(user, from, to)
  }

  #indexOf(user: number, version: number, make: () => PlainIndex): PlainIndex {
    if (this.#unindexed?.user !== user || this.#unindexed.version !== version)
      this.#unindexed = { user, version, index: make() }
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
    this.#bytes -= this.#users.get(user)?.cache.bytes ?? 0
    this.#users.delete(user)
  }

  /** Drops everything, and gives its share of the room back. */
  clear(): void {
    this.#room?.release(this)
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
      this.#room?.note(this, this.#bytes)
    }
  }
}
