import { untilAborted } from './deadline.ts'

/**
 * Lets each user's writes go out one after another, in the order of the calls, as they happen in an embedded memory:
 * two requests at once may overtake each other. Writes of different users do not wait for each other.
 */
export class WriteOrder {
  /** Promises by user id. Each settles together with the user's last write. */
  readonly #last = new Map<string, Promise<void>>()

  async run<Result>(
    userId: string,
    signals: readonly AbortSignal[],
    write: () => Promise<Result>,
  ): Promise<Result> {
    const before = this.#last.get(userId)
    const result = (async () => {
      if (before !== undefined) await untilAborted(before, signals)
      return write()
    })()
    // An aborted write must not let later writes overtake earlier ones.
    const settled = Promise.allSettled([before, result]).then(() => {
      if (this.#last.get(userId) === settled) this.#last.delete(userId)
    })
    this.#last.set(userId, settled)
    return result
  }
}
