import type { DocumentTable, PostingList } from '../../../search/corpus.ts'
import { numberOfKey, userOfKey } from '../tables/rows.ts'
import type { IndexChange } from './term-index.ts'
import { UserCache } from './user-cache.ts'

/** What one search reads of one user's index, before anything else happens. What is not kept is read, and then kept. */
export interface KeptIndex {
  list(term: string, read: () => PostingList): PostingList
  documents(read: () => DocumentTable): DocumentTable
}

/** One user keeps at most this share, so that nobody's many words drive out what is kept of everybody else. */
const shareOfUser = 1 / 8

/**
 * What searches read of the index, for the users who searched last: reading posting lists out of FTS5 is most of a
 * search.
 *
 * It is told of each change of the index by its own connection, and forgets everything once another has written. All is
 * kept under the user's number, as terms are in the index, so that nothing can be found for another user.
 */
export class SearchCache {
  readonly #mostBytes: number
  /** By number, the one who searched longest ago first. */
  readonly #users = new Map<number, UserCache>()
  #bytes = 0
  #version = -1

  /** @param mostBytes - of all users together; 0 keeps nothing */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** Bytes that are kept, about. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * One user's part, for reads in one transaction.
   *
   * @param version - `pragma data_version` in that transaction: another one means that another connection has written
   */
  ofUser(user: number, version: number): KeptIndex {
    if (version !== this.#version) this.clear()
    this.#version = version
    const cache = this.#users.get(user) ?? new UserCache(this.#mostBytes * shareOfUser)
    this.forget(user)
    this.#users.set(user, cache)
    this.#bytes += cache.bytes
    return {
      list: (term, read) => this.#change(cache, () => cache.list(term, read)),
      documents: (read) => this.#change(cache, () => cache.documents(read)),
    }
  }

  /** Does what was done to the index in a transaction that is on the disk. */
  follow({ key, remove, add }: IndexChange): void {
    const user = userOfKey(key)
    const cache = this.#users.get(user)
    if (cache === undefined) return
    if (remove || !add) this.forget(user)
    else this.#change(cache, () => cache.append(numberOfKey(key), add))
  }

  /** Drops what is kept of a user, whose number may be another's next. */
  forget(user: number): void {
    this.#bytes -= this.#users.get(user)?.bytes ?? 0
    this.#users.delete(user)
  }

  clear(): void {
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
        this.forget(oldest)
      }
    }
  }
}
