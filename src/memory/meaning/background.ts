import type { Store } from '../../core/store/store.ts'
import type { Embedding } from './embedding.ts'

const leastPauseMs = 1_000
const mostPauseMs = 300_000
/** Pause between two looks for users of other processes. */
const lookMs = 60_000
/** Time for which changed texts gather, so that a run of saves is embedded and written together. */
const gatherMs = 50

/** A user with texts that the embedder did not take. */
interface Failed {
  readonly failures: number
  /** Time from which on the user is tried again, by `performance.now`. */
  readonly retryAt: number
}

/**
 * Embeds new texts in the background, a batch of one user after a batch of another, so that no user's backlog delays
 * another user by more than one batch. A save never waits for it. A user with texts that fail waits alone.
 */
export class BackgroundEmbedding {
  readonly #store: Store
  readonly #embedding: Embedding
  readonly #stop = new AbortController()
  /** Users with something to embed, with the id behind which to go on, in the order of their turns. */
  readonly #waiting = new Map<string, number>()
  readonly #failed = new Map<string, Failed>()
  /** Users with texts that have changed a moment ago. Their turn comes when the others have gathered. */
  readonly #gathering = new Set<string>()
  #gatherTimer: NodeJS.Timeout | undefined
  #running: Promise<void> | null = null
  #timer: NodeJS.Timeout | undefined

  constructor(store: Store, embedding: Embedding) {
    this.#store = store
    this.#embedding = embedding
  }

  /** Looks for users with texts that have no vector. */
  start(): void {
    this.#run(true)
  }

  /** Notes that texts of a user have changed. A user with texts that failed is tried at the time that was set. */
  noteChange(userId: string): void {
    if (this.#failed.has(userId) || this.#stop.signal.aborted) return
    this.#gathering.add(userId)
    this.#gatherTimer ??= setTimeout(() => this.#workOnGathered(), gatherMs).unref()
  }

  /** Waits until nothing is left to do at once: every text has a vector, or the embedder has failed. */
  async settled(): Promise<void> {
    this.#workOnGathered()
    while (this.#running !== null) {
      await this.#running
      this.#workOnGathered()
    }
  }

  /** Stops after the batch under way. */
  async close(): Promise<void> {
    this.#stop.abort()
    clearTimeout(this.#timer)
    clearTimeout(this.#gatherTimer)
    while (this.#running !== null) await this.#running
  }

  #workOnGathered(): void {
    clearTimeout(this.#gatherTimer)
    this.#gatherTimer = undefined
    for (const userId of this.#gathering) this.#waiting.set(userId, 0)
    this.#gathering.clear()
    if (this.#waiting.size > 0) this.#run(false)
  }

  #run(looks: boolean): void {
    if (this.#running !== null || this.#stop.signal.aborted) return
    clearTimeout(this.#timer)
    this.#running = this.#work(looks)
      // The store failed: the next look tries again.
      .catch(() => undefined)
      .finally(() => {
        this.#running = null
        // A user may have come while the last turn ended.
        if (this.#waiting.size > 0) this.#run(false)
        else this.#wakeLater()
      })
  }

  #wakeLater(): void {
    if (this.#stop.signal.aborted) return
    const times = [...this.#failed.values()].map(({ retryAt }) => retryAt - performance.now())
    this.#timer = setTimeout(() => this.start(), Math.max(0, Math.min(lookMs, ...times)))
    this.#timer.unref()
  }

  async #work(looks: boolean): Promise<void> {
    if (looks) await this.#findUsers()
    for (;;) {
      const [next] = this.#waiting
      if (next === undefined || this.#stop.signal.aborted) return
      const [userId, after] = next
      this.#waiting.delete(userId)
      try {
        const { last } = await this.#embedding.embedPage(userId, after, this.#stop.signal)
        this.#failed.delete(userId)
        // A text that was saved meanwhile has put the user back already, from the first id on.
        if (last !== null && !this.#waiting.has(userId)) this.#waiting.set(userId, last)
      } catch {
        this.#waiting.delete(userId)
        const failures = (this.#failed.get(userId)?.failures ?? 0) + 1
        this.#failed.set(userId, { failures, retryAt: performance.now() + pauseAfter(failures) })
      }
    }
  }

  async #findUsers(): Promise<void> {
    const now = performance.now()
    const mayTry = (userId: string): boolean => (this.#failed.get(userId)?.retryAt ?? 0) <= now
    for (let after: string | null = null; !this.#stop.signal.aborted;) {
      const page = await this.#store.usersToEmbed(this.#embedding.space, after)
      for (const userId of page.users)
        if (mayTry(userId) && !this.#waiting.has(userId)) this.#waiting.set(userId, 0)
      if (page.next === null) return
      after = page.next
    }
  }
}

/** Doubles with each failure, up to five minutes, and varies, so that users do not come back at one moment. */
function pauseAfter(failures: number): number {
  const pause = Math.min(mostPauseMs, leastPauseMs * 2 ** (failures - 1))
  return pause * (0.5 + Math.random() / 2)
}
