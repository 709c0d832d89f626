import type { ThreadEntry } from '../../core/store/store.ts'
import { isoTime } from '../../core/time.ts'
import type { Awaitable } from './steps.ts'

/** A thread as a store keeps it. */
export interface StoredThread {
  /** Number of the thread, counted per user from 1; a later thread has a greater one. */
  readonly number: number
  /** Name of the thread. No two threads of a user share one. */
  readonly name: string
  /** Items in the thread. */
  readonly items: number
  /** Bytes that its items count in the quota. */
  readonly bytes: number
}

/** A thread with the number of its last item. */
export interface FoundThread extends StoredThread {
  /** Number of the last item. */
  readonly last: number
}

/** A thread in a list. */
export interface ListedThread extends Pick<StoredThread, 'number' | 'name' | 'items'> {
  /** Time of its last item, in milliseconds since the epoch. */
  readonly updatedAt: number
}

/** An item of a thread as a store keeps it. */
export interface StoredItem {
  /** Number of the thread. */
  readonly thread: number
  /** Place in the thread, from 1. */
  readonly number: number
  /** JSON text. */
  readonly item: string
  /** Time of the append, in milliseconds since the epoch. */
  readonly createdAt: number
}

/** An append with an idempotency key, as a store keeps it. */
export interface KeyedAppend {
  /** Digest of the items; null once one of them was removed. */
  readonly draft: Uint8Array | null
  /** Number of the thread. */
  readonly thread: number
  /** Number of the first item. */
  readonly first: number
  /** Items that it appended. */
  readonly appended: number
  /** Items in the thread after it. */
  readonly items: number
}

/** Everything that a write may look up in threads. */
export interface ThreadNeeds {
  /** Names for `find`. */
  readonly names: readonly string[]
  /** True for `lastItem` of the one thread. */
  readonly lastItem?: boolean
  /** Digest of an idempotency key, for `keyedAppend`. */
  readonly appendedUnder?: Uint8Array
  /** Items for `presence`. */
  readonly imported?: readonly NamedItem[]
}

/** An item with the name of its thread. */
export interface NamedItem extends Omit<StoredItem, 'thread'> {
  /** Name of the thread. */
  readonly name: string
}

/**
 * Relation of an item to a thread: the thread has the same one of the same time; another one has its number; or neither.
 */
export type ItemPresence = 'there' | 'taken' | 'free'

/** The threads of one user as a write sees and changes them. */
export interface ThreadRows {
  /** The thread of this name, with what this write added; null where there is none. */
  find(name: string): FoundThread | null
  /** Number of the next new thread: greater than that of every thread. */
  nextNumber(): number
  /** The last item of the thread. */
  lastItem(thread: StoredThread): StoredItem | null
  /**
   * Tells whether the thread has an item, looking at its number first. An item with a free number counts as free, even
   * where an equal one of the same time is there: it may be the second of two.
   */
  presence(thread: StoredThread, item: NamedItem): ItemPresence
  /** Adds items and keeps the thread, which counts them already. A thread with a new number is added. */
  add(thread: StoredThread, items: readonly StoredItem[]): void
  /**
   * Removes one item, or all where the number is null, and the digests of the appends that they came with. It keeps the
   * thread, which counts them no more, or removes it where it has none left.
   */
  remove(thread: StoredThread, number: number | null): void
  /** The append that is remembered under this digest of an idempotency key. */
  keyedAppend(key: Uint8Array): KeyedAppend | null
  /** Remembers an append, and drops all but the user's last `rememberedSaves`; false where it takes the place of one. */
  addKeyedAppend(key: Uint8Array, append: KeyedAppend): boolean
}

/** The threads of one user in a read transaction. */
export interface ThreadReader {
  /** Items of a thread with a smaller number, newest first; null: the last ones. */
  itemsBefore(name: string, before: number | null, limit: number): Awaitable<readonly StoredItem[]>
  /** Threads with a smaller number, the greatest number first; null: the last ones. */
  threadsBefore(number: number | null, limit: number): Awaitable<readonly ListedThread[]>
  /** Items of all threads after a place, by the numbers of thread and item, each with the name of its thread. */
  itemsAfter(
    place: Pick<StoredItem, 'thread' | 'number'>,
    limit: number,
  ): Awaitable<
    readonly (StoredItem & {
      /** Name of the thread. */
      readonly name: string
    })[]
  >
}

/** Shapes an item as a store returns it. */
export function toThreadEntry({ number, item, createdAt }: StoredItem): ThreadEntry {
  return { number, item, createdAt: isoTime(createdAt) }
}
