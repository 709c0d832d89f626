import { rememberedSaves } from '../../rules/idempotency.ts'
import type {
  FoundThread,
  ItemPresence,
  KeyedAppend,
  ListedThread,
  NamedItem,
  StoredItem,
  StoredThread,
  ThreadReader,
  ThreadRows,
} from '../../port/thread-rows.ts'

/**
 * Threads of one user in plain maps, for a store that keeps a user in memory: both what a write changes and what a read
 * sees. A write changes a copy, which takes the place of the original when it succeeds.
 */
export class PlainThreads implements ThreadRows, ThreadReader {
  readonly #threads: Map<number, StoredThread>
  /** Items by the number of their thread, in the order of their own. */
  readonly #items: Map<number, readonly StoredItem[]>
  readonly #appends: Map<string, KeyedAppend>

  /** Copies other threads; begins with none where there are none to copy. */
  constructor(from?: PlainThreads) {
    this.#threads = new Map(from === undefined ? [] : from.#threads)
    this.#items = new Map(from === undefined ? [] : from.#items)
    this.#appends = new Map(from === undefined ? [] : from.#appends)
  }

  /** The thread of this name; null where there is none. */
  find(name: string): FoundThread | null {
    const thread = this.#named(name)
    return thread === undefined ? null : { ...thread, last: this.lastItem(thread)?.number ?? 0 }
  }

  #named(name: string): StoredThread | undefined {
    return [...this.#threads.values()].find((thread) => thread.name === name)
  }

  #itemsOf(thread: Pick<StoredThread, 'number'>): readonly StoredItem[] {
    return this.#items.get(thread.number) ?? []
  }

  /** Number of the next new thread. */
  nextNumber(): number {
    return Math.max(0, ...this.#threads.keys()) + 1
  }

  /** The last item of the thread. */
  lastItem(thread: StoredThread): StoredItem | null {
    return this.#itemsOf(thread).at(-1) ?? null
  }

  /** Tells whether the thread has an item. */
  presence(thread: StoredThread, { number, item, createdAt }: NamedItem): ItemPresence {
    const items = this.#itemsOf(thread)
    if (!items.some((other) => other.number === number)) return 'free'
    return items.some((other) => other.item === item && other.createdAt === createdAt) ? 'there' : 'taken'
  }

  /** Adds items and keeps the thread. */
  add(thread: StoredThread, items: readonly StoredItem[]): void {
    this.#keep(thread)
    const all = [...this.#itemsOf(thread), ...items].toSorted((a, b) => a.number - b.number)
    this.#items.set(thread.number, all)
  }

  #keep({ number, name, items, bytes }: StoredThread): void {
    this.#threads.set(number, { number, name, items, bytes })
  }

  /** Removes one item, or all, and keeps the thread or removes it. */
  remove(thread: StoredThread, number: number | null): void {
    for (const [key, append] of this.#appends)
      if (holds(append, thread, number)) this.#appends.set(key, { ...append, draft: null })
    if (thread.items === 0) {
      this.#threads.delete(thread.number)
      this.#items.delete(thread.number)
      return
    }
    this.#keep(thread)
    this.#items.set(
      thread.number,
      this.#itemsOf(thread).filter((item) => item.number !== number),
    )
  }

  /** The append that is remembered under this digest of an idempotency key. */
  keyedAppend(key: Uint8Array): KeyedAppend | null {
    return this.#appends.get(textOf(key)) ?? null
  }

  /** Remembers an append; false where it takes the place of an older one. */
  addKeyedAppend(key: Uint8Array, append: KeyedAppend): boolean {
    this.#appends.set(textOf(key), append)
    return this.#appends.size <= rememberedSaves || !this.#appends.delete([...this.#appends.keys()][0]!)
  }

  /** Items of a thread with a smaller number, newest first. */
  itemsBefore(name: string, before: number | null, limit: number): StoredItem[] {
    const thread = this.#named(name)
    const items = thread === undefined ? [] : this.#itemsOf(thread)
    return items
      .filter(({ number }) => before === null || number < before)
      .toReversed()
      .slice(0, limit)
  }

  /** Threads with a smaller number, the greatest number first. */
  threadsBefore(number: number | null, limit: number): ListedThread[] {
    return [...this.#threads.values()]
      .filter((thread) => number === null || thread.number < number)
      .toSorted((a, b) => b.number - a.number)
      .slice(0, limit)
      .map((thread) => ({ ...thread, updatedAt: this.lastItem(thread)!.createdAt }))
  }

  /** Items of all threads after a place. */
  itemsAfter(
    place: Pick<StoredItem, 'thread' | 'number'>,
    limit: number,
  ): (StoredItem & {
    /** Name of the thread. */
    readonly name: string
  })[] {
    return [...this.#threads.values()]
      .toSorted((a, b) => a.number - b.number)
      .flatMap((thread) => this.#itemsOf(thread).map((item) => ({ ...item, name: thread.name })))
      .filter(
        ({ thread, number }) =>
          thread - place.thread > 0 || (thread === place.thread && number > place.number),
      )
      .slice(0, limit)
  }
}

function holds({ thread, first, appended }: KeyedAppend, of: StoredThread, number: number | null): boolean {
  return thread === of.number && (number === null || (first <= number && number < first + appended))
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key).toString('hex')
}
