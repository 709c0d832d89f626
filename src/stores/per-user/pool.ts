async function nothing(): Promise<void> {}

/** Something that can be opened by key and must be closed. */
export interface Pooled {
  close(): Promise<void>
}

interface Entry<Item> {
  readonly item: Promise<Item>
  users: number
}

/** Answers, at the moment of opening, whether a closed item may be opened. */
type MayOpen = () => boolean

const always: MayOpen = () => true

/**
 * Keeps a bounded number of items open, and never opens one twice. To make room it closes the least recently used idle
 * item. Where all items are in use, the next caller waits until one is free.
 */
export class Pool<Item extends Pooled> {
  readonly #open: (key: string) => Promise<Item>
  readonly #capacity: number
  /** Open items, the least recently used first. */
  readonly #entries = new Map<string, Entry<Item>>()
  /** Keys of items that are being closed; no caller may enter them. */
  readonly #closing = new Set<string>()
  #waiting: (() => void)[] = []
  /** Callers that wait for an item or use one. */
  #callers = 0

  constructor(open: (key: string) => Promise<Item>, capacity: number) {
    this.#open = open
    this.#capacity = capacity
  }

  /** Runs `work` on the item, which stays open at least as long; undefined where it may not be opened. */
  async use<Result>(
    key: string,
    work: (item: Item) => Promise<Result>,
    mayOpen: MayOpen = always,
  ): Promise<Result | undefined> {
    this.#callers++
    try {
      const entry = await this.#enter(key, mayOpen)
      return entry === null ? undefined : await this.#leaving(key, entry, async () => work(await entry.item))
    } finally {
      this.#callers--
      this.#wake()
    }
  }

  /** Streams pieces from the item, as {@link Pool.use} does for one result. */
  async *stream<Piece>(
    key: string,
    work: (item: Item) => AsyncIterable<Piece>,
    mayOpen: MayOpen = always,
  ): AsyncGenerator<Piece> {
    this.#callers++
    try {
      const entry = await this.#enter(key, mayOpen)
      if (entry === null) return
      try {
        yield* work(await entry.item)
      } finally {
        await this.#leaving(key, entry, async () => undefined)
      }
    } finally {
      this.#callers--
      this.#wake()
    }
  }

  /**
   * Runs `work` alone, once earlier callers have left the item; then closes it. Runs `after` before another caller can
   * open it again. Later callers wait.
   */
  async useLast<Result>(
    key: string,
    work: (item: Item) => Promise<Result>,
    after: () => void,
    mayOpen: MayOpen = always,
  ): Promise<Result | undefined> {
    this.#callers++
    try {
      for (;;) {
        const entry = this.#tryEnter(key, mayOpen)
        if (entry === 'absent') return undefined
        // Nothing may happen between entering and shutting: otherwise a later caller could get in first.
        if (entry !== 'full') return await this.#shut(key, entry, () => this.#alone(entry, work), after)
        await this.#untilFree(key)
      }
    } finally {
      this.#callers--
      this.#wake()
    }
  }

  /** Closes this item, if it is open, once its last caller has left. */
  async drop(key: string): Promise<void> {
    await this.useLast(
      key,
      nothing,
      () => undefined,
      () => false,
    )
  }

  /** Closes every item, each once its last caller has left. */
  async closeAll(): Promise<void> {
    while (this.#callers + this.#entries.size + this.#closing.size > 0) {
      for (const [key, entry] of this.#entries) if (entry.users === 0) this.#close(key, entry)
      await this.#turn()
    }
  }

  async #enter(key: string, mayOpen: MayOpen): Promise<Entry<Item> | null> {
    for (;;) {
      const entry = this.#tryEnter(key, mayOpen)
      if (entry === 'absent') return null
      if (entry !== 'full') return entry
      await this.#untilFree(key)
    }
  }

  #tryEnter(key: string, mayOpen: MayOpen): Entry<Item> | 'absent' | 'full' {
    if (this.#closing.has(key)) return 'full'
    const known = this.#entries.get(key)
    if (known !== undefined) return this.#touch(key, known)
    if (!mayOpen()) return 'absent'
    if (this.#entries.size + this.#closing.size >= this.#capacity) return 'full'
    return this.#touch(key, { item: this.#open(key), users: 0 })
  }

  /** Closes an idle item if the pool is full, and waits for the next change. */
  async #untilFree(key: string): Promise<void> {
    const idle = [...this.#entries].find(([, entry]) => entry.users === 0)
    if (!this.#closing.has(key) && idle !== undefined) this.#close(...idle)
    await this.#turn()
  }

  #touch(key: string, entry: Entry<Item>): Entry<Item> {
    entry.users++
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry
  }

  async #leaving<Result>(key: string, entry: Entry<Item>, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } finally {
      const [opened] = await Promise.allSettled([entry.item])
      entry.users--
      // The next caller tries again to open an item that failed to open.
      if (opened.status === 'rejected' && this.#entries.get(key) === entry) this.#entries.delete(key)
    }
  }

  async #alone<Result>(entry: Entry<Item>, work: (item: Item) => Promise<Result>): Promise<Result> {
    while (entry.users > 1) await this.#turn()
    return work(await entry.item)
  }

  #close(key: string, entry: Entry<Item>): void {
    // Callers of this item have their results already, so no caller waits for this failure.
    this.#shut(key, entry, nothing, () => undefined).catch(() => undefined)
  }

  /** Closes an item that new callers can no longer enter; `after` runs only if `last` succeeded. */
  async #shut<Result>(
    key: string,
    entry: Entry<Item>,
    last: () => Promise<Result>,
    after: () => void,
  ): Promise<Result> {
    this.#entries.delete(key)
    this.#closing.add(key)
    try {
      const [result] = await Promise.allSettled([last()])
      const item = await entry.item
      await item.close()
      if (result.status === 'rejected') throw result.reason
      after()
      return result.value
    } finally {
      this.#closing.delete(key)
      this.#wake()
    }
  }

  /** Resolves when a caller leaves or an item is closed. */
  #turn(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}
