import type { PostingList } from '../../search/corpus.ts'
import { numberOfKey, userOfKey } from './rows.ts'
import type { IndexChange } from './term-index.ts'
import { UserPostings } from './user-postings.ts'

/** One user's posting lists, by term. */
export interface KeptPostings {
  get(term: string): PostingList | undefined
  add(term: string, list: PostingList): void
}

/** One user keeps at most this share, so that nobody's many words drive out everybody else's lists. */
const shareOfUser = 1 / 8

/**
 * Posting lists of the users who searched last, as the index has them: reading them out of FTS5 is most of a search.
 *
 * It is told of each change of the index by its own connection, and forgets everything once another has written. Lists
 * are kept under the user's number, as terms are in the index, so that no list can be found for another user.
 */
export class PostingCache {
  readonly #mostBytes: number
  /** By number, the one who searched longest ago first. */
  readonly #users = new Map<number, UserPostings>()
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
   * One user's lists, for reads in one transaction.
   *
   * @param version - `pragma data_version` in that transaction: another one means that another connection has written
   */
  ofUser(user: number, version: number): KeptPostings {
    if (version !== this.#version) this.clear()
    this.#version = version
    const known = this.#users.get(user)
    if (known !== undefined) {
      this.#users.delete(user)
      this.#users.set(user, known)
    }
    return {
      get: (term) => {
        const postings = this.#users.get(user)
        return postings && this.#change(user, postings, () => postings.get(term))
      },
      add: (term, list) => {
        const postings = this.#users.get(user) ?? new UserPostings()
        this.#users.set(user, postings)
        this.#change(user, postings, () => postings.add(term, list))
      },
    }
  }

  /** Does what was done to the index in a transaction that is on the disk. */
  follow({ key, remove, add }: IndexChange): void {
    const user = userOfKey(key)
    const postings = this.#users.get(user)
    if (postings === undefined) return
    if (remove || !add) this.#forget(user)
    else this.#change(user, postings, () => postings.append(numberOfKey(key), add))
  }

  clear(): void {
    this.#users.clear()
    this.#bytes = 0
  }

  #change<Result>(user: number, postings: UserPostings, change: () => Result): Result {
    const before = postings.bytes
    const result = change()
    this.#bytes += postings.bytes - before
    if (postings.bytes === 0 || postings.bytes > this.#mostBytes * shareOfUser) this.#forget(user)
    for (const oldest of this.#users.keys()) {
      if (this.#bytes <= this.#mostBytes) break
      this.#forget(oldest)
    }
    return result
  }

  #forget(user: number): void {
    this.#bytes -= this.#users.get(user)?.bytes ?? 0
    this.#users.delete(user)
  }
}
