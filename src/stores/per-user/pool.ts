async function nothing(): Promise<void> {}

/** Something that can be opened by key and must be closed. */
export interface Pooled {
  close(): Promise<void>
}

interface Entry<Item> {
  readonly item: Promise<Item>
  users: number
}

/** Whether an item that is not open may be opened: asked at that very moment. */
type MayOpen = () => boolean

const always: MayOpen = () => true

/**
 * Keeps a bounded number of items open. The one that was used longest ago is closed to make room, never one in use:
 * where all are, the next caller waits until one is free. No item is ever open twice.
 */
export class Pool<Item extends Pooled> {
  readonly #open: (key: string) => Promise<Item>
  readonly #capacity: number
  /** In order of use, longest ago first. */
  readonly #entries = new Map<string, Entry<Item>>()
  /** Items that nobody may enter until they are closed. */
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

  /** As {@link Pool.use}, for what comes piece by piece. */
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
   * Runs `work` once earlier callers have left the item and nobody else uses it, closes it, and runs `after` before
   * anybody can open it again. Later callers wait.
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
        // Nothing may happen between entering and shutting, or somebody who called later would come first.
        if (entry !== 'full') return await this.#shut(key, entry, () => this.#alone(entry, work), after)
        await this.#untilFree(key)
      }
    } finally {
      this.#callers--
      this.#wake()
    }
  }

  /** Closes this item once nobody uses it, if it is open. */
  async drop(key: string): Promise<void> {
    await this.useLast(
      key,
      nothing,
      () => undefined,
      () => false,
    )
  }

  /** Closes everything, each item once nobody uses it. */
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

  /** Makes room if that is what is missing, and waits until something is free. */
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
      // What could not be opened is tried anew by the next caller.
      if (opened.status === 'rejected' && this.#entries.get(key) === entry) this.#entries.delete(key)
    }
  }

  async #alone<Result>(entry: Entry<Item>, work: (item: Item) => Promise<Result>): Promise<Result> {
    while (entry.users > 1) await this.#turn()
    return work(await entry.item)
  }

  #close(key: string, entry: Entry<Item>): void {
    // Whoever used it has had its result; there is nobody to tell.
    this.#shut(key, entry, nothing, () => undefined).catch(() => undefined)
  }

  /** Closes an item that nobody may enter from now on; `after` runs only if `last` succeeded. */
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

  /** Resolves when somebody leaves or something is closed. */
  #turn(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}
