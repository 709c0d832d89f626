import type { Store } from '../../core/store/store.ts'
import type { Embedding } from './embedding.ts'

const leastPauseMs = 1_000
const mostPauseMs = 300_000
/** Pause between two looks for users of other processes. */
const lookMs = 60_000

/**
 * Embeds new texts in the background, a batch of one user after a batch of another, so that no user's backlog delays
 * another user by more than one batch. A save never waits for it.
 */
export class BackgroundEmbedding {
  readonly #store: Store
  readonly #embedding: Embedding
  readonly #stop = new AbortController()
  /** Users with something to embed, with the id behind which to go on, in the order of their turns. */
  readonly #waiting = new Map<string, number>()
  #running: Promise<void> | null = null
  #timer: NodeJS.Timeout | undefined
  /** Failures since the last batch that succeeded. */
  #failures = 0

  constructor(store: Store, embedding: Embedding) {
    this.#store = store
    this.#embedding = embedding
  }

  /** Looks for users with texts that have no vector. */
  start(): void {
    this.#run(() => this.#findUsers())
  }

  /** Notes that texts of a user have changed. */
  noteChange(userId: string): void {
    this.#waiting.set(userId, 0)
    // While the embedder fails, the next attempt waits for its time.
    if (this.#failures === 0) this.#run()
  }

  /** Waits until nothing is left to do at once: every text has a vector, or the embedder has failed. */
  async settled(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  /** Stops after the batch under way. */
  async close(): Promise<void> {
    this.#stop.abort()
    clearTimeout(this.#timer)
    await this.settled()
  }

  #run(first?: () => Promise<void>): void {
    if (this.#running !== null || this.#stop.signal.aborted) return
    clearTimeout(this.#timer)
    this.#running = this.#embedWaiting(first)
      .then(() => this.#later(lookMs))
      .catch(() => this.#later(pauseAfter(++this.#failures)))
      .finally(() => {
        this.#running = null
        // A user may have come while the last turn ended.
        if (this.#waiting.size > 0 && this.#failures === 0) this.#run()
      })
  }

  #later(milliseconds: number): void {
    if (this.#stop.signal.aborted) return
    this.#timer = setTimeout(() => this.start(), milliseconds)
    this.#timer.unref()
  }

  async #embedWaiting(first?: () => Promise<void>): Promise<void> {
    await first?.()
    for (;;) {
      const [next] = this.#waiting
      if (next === undefined || this.#stop.signal.aborted) return
      const [userId, after] = next
      this.#waiting.delete(userId)
      try {
        const { last } = await this.#embedding.embedPage(userId, after, this.#stop.signal)
        this.#failures = 0
        // A text that was saved meanwhile has put the user back already, from the first id on.
        if (last !== null && !this.#waiting.has(userId)) this.#waiting.set(userId, last)
      } catch (error) {
        if (!this.#waiting.has(userId)) this.#waiting.set(userId, after)
        throw error
      }
    }
  }

  async #findUsers(): Promise<void> {
    for (let after: string | null = null; !this.#stop.signal.aborted;) {
      const page = await this.#store.usersToEmbed(this.#embedding.space, after)
      for (const userId of page.users) if (!this.#waiting.has(userId)) this.#waiting.set(userId, 0)
      if (page.next === null) return
      after = page.next
    }
  }
}

/** Doubles with each failure, up to five minutes, and varies, so that processes do not come back at one moment. */
function pauseAfter(failures: number): number {
  const pause = Math.min(mostPauseMs, leastPauseMs * 2 ** (failures - 1))
  return pause * (0.5 + Math.random() / 2)
}
