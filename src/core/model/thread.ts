import type { KeyOptions } from './save.ts'

/** An item of a thread. */
export interface ThreadItem {
  /** Place in the thread, counted from 1. */
  readonly number: number
  /** JSON value as it was appended, private parts redacted. */
  readonly item: unknown
  /** Time of the append: ISO 8601, UTC, milliseconds. */
  readonly createdAt: string
}

/** Result of an append. */
export interface ThreadAppended {
  /** Items that the call appended. */
  readonly appended: number
  /** Items in the thread after the call. */
  readonly items: number
}

/** Options of a thread's `read`. */
export interface ThreadReadOptions {
  /**
   * Items at most, from 1: the last ones.
   * @default 50
   */
  readonly last?: number | null | undefined
  /**
   * Number of an item: only those before it.
   * @default up to the end
   */
  readonly before?: number | null | undefined
}

/** A page of a thread. */
export interface ThreadPage {
  /** Items, oldest first. */
  readonly items: readonly ThreadItem[]
  /** Number to give as `before` for the page before this one; null where there is none. */
  readonly nextBefore: number | null
}

/** A thread in a list. */
export interface ThreadSummary {
  /** Name of the thread, private parts redacted. */
  readonly name: string
  /** Items in the thread. */
  readonly items: number
  /** Time of the last item: ISO 8601, UTC, milliseconds. */
  readonly updatedAt: string
}

/** Options of `listThreads`. */
export interface ListThreadsOptions {
  /**
   * Threads at most, from 1.
   * @default 50
   */
  readonly limit?: number | null | undefined
  /**
   * `nextCursor` of the page before.
   * @default from the newest thread on
   */
  readonly cursor?: string | null | undefined
}

/** A page of threads. */
export interface ThreadListPage {
  /** Threads, the one that began last first. */
  readonly threads: readonly ThreadSummary[]
  /** Cursor of the next page; null on the last one. */
  readonly nextCursor: string | null
}

/**
 * A log of raw messages beside the observations. Items are kept in order and exactly, and count in the quota. They are
 * neither searched nor part of any context, and open no session.
 *
 * A thread begins with its first item and ends with its last: an empty one has no name in a list.
 *
 * @example
 * ```ts
 * const chat = alice.thread('chat-42')
 * await chat.append([{ role: 'user', content: 'Hello' }])
 * const { items } = await chat.read({ last: 20 })
 * ```
 */
export interface Thread {
  /** Name of the thread as the caller gave it. */
  readonly name: string

  /**
   * Appends JSON values in order, all of them or none. Each text and each key in them is redacted by itself.
   *
   * With an `idempotencyKey` an append that is tried again happens once: the second call appends nothing and returns the
   * first result. The user's last 1,000 such keys are remembered.
   *
   * Errors: `invalid_input` for a value that JSON cannot hold, for more than 1,000 items, and for a key that came with
   * other items or with removed ones; `quota_exceeded`; `paused`.
   *
   * @param items - objects, lists, texts, numbers, booleans and nulls; each at most `Config.limits.itemBytes` as JSON
   */
  append(items: readonly unknown[], options?: KeyOptions | null): Promise<ThreadAppended>

  /** Returns the last items, oldest first. Errors: `invalid_input`. */
  read(options?: ThreadReadOptions | null): Promise<ThreadPage>

  /**
   * Removes the last item with its bytes, and returns it; null where the thread is empty.
   *
   * Errors: `invalid_input`; `busy` when another reader delayed the removal of the bytes: the item is gone, and any later
   * removal finishes.
   */
  pop(): Promise<ThreadItem | null>

  /**
   * Removes every item with its bytes, in one transaction, and returns how many there were.
   *
   * Errors: `invalid_input`; `busy` when another reader delayed the removal of the bytes: call again.
   */
  clear(): Promise<number>
}
