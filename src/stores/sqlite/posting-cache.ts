import type { PostingList } from '../../search/corpus.ts'
import { numberOfKey, userOfKey } from './rows.ts'
import { termsOfText, type IndexChange } from './term-index.ts'

/** One user's posting lists, by term. */
export interface KeptPostings {
  get(term: string): PostingList | undefined
  add(term: string, list: PostingList): void
}

interface UserLists {
  readonly byTerm: Map<string, PostingList>
  bytes: number
}

/** What an entry takes beside its numbers: a guess that is rather too large. */
const bytesOfEntry = 200
const bytesOfOccurrence = 8
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
  readonly #users = new Map<number, UserLists>()
  #bytes = 0
  #version = -1

  /** @param mostBytes - of all users together; 0 keeps nothing */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** Bytes that are kept. */
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
    const lists = this.#users.get(user)
    if (lists !== undefined) {
      this.#users.delete(user)
      this.#users.set(user, lists)
    }
    return {
      get: (term) => this.#users.get(user)?.byTerm.get(term),
      add: (term, list) => this.#add(user, term, list),
    }
  }

  /** Does what was done to the index in a transaction that is on the disk. */
  follow({ key, remove, add }: IndexChange): void {
    const user = userOfKey(key)
    const lists = this.#users.get(user)
    if (lists === undefined) return
    if (remove || !add || !this.#append(lists, numberOfKey(key), termsOfText(add))) this.#forget(user)
    this.#shrink()
  }

  clear(): void {
    this.#users.clear()
    this.#bytes = 0
  }

  #add(user: number, term: string, list: PostingList): void {
    const bytes = bytesOf(term, list)
    const mostOfUser = this.#mostBytes * shareOfUser
    if (bytes > mostOfUser) return
    if ((this.#users.get(user)?.bytes ?? 0) + bytes > mostOfUser) this.#forget(user)
    let lists = this.#users.get(user)
    if (lists === undefined) this.#users.set(user, (lists = { byTerm: new Map(), bytes: 0 }))
    lists.byTerm.set(term, list)
    lists.bytes += bytes
    this.#bytes += bytes
    this.#shrink()
  }

  /** A new observation's terms; false where it is not the newest, whose place is at the end of each list. */
  #append(lists: UserLists, id: number, terms: readonly string[]): boolean {
    const positions = new Map<string, number[]>()
    for (const [position, term] of terms.entries()) {
      if (!lists.byTerm.has(term)) continue
      const known = positions.get(term)
      if (known === undefined) positions.set(term, [position])
      else known.push(position)
    }
    for (const [term, added] of positions) {
      const list = lists.byTerm.get(term)!
      if (list.ids.length > 0 && list.ids[list.ids.length - 1]! >= id) return false
      lists.byTerm.set(term, extended(list, id, added))
      lists.bytes += added.length * bytesOfOccurrence
      this.#bytes += added.length * bytesOfOccurrence
    }
    return true
  }

  #shrink(): void {
    for (const oldest of this.#users.keys()) {
      if (this.#bytes <= this.#mostBytes) return
      this.#forget(oldest)
    }
  }

  #forget(user: number): void {
    this.#bytes -= this.#users.get(user)?.bytes ?? 0
    this.#users.delete(user)
  }
}

function bytesOf(term: string, { ids }: PostingList): number {
  return bytesOfEntry + 2 * term.length + bytesOfOccurrence * ids.length
}

function extended({ ids, positions }: PostingList, id: number, added: readonly number[]): PostingList {
  const { length } = ids
  const longer = {
    ids: new Int32Array(length + added.length).fill(id, length),
    positions: new Int32Array(length + added.length),
  }
  longer.ids.set(ids)
  longer.positions.set(positions)
  longer.positions.set(added, length)
  return longer
}
