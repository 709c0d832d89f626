/**
 * Runs each user's writes one after the other, in the order of the calls; writes of different users run side by side.
 */
export class PerUserOrder {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Runs `work` once the user's earlier writes have ended. It gets the failure of the one before it; null: there was none. */
  run<Result>(userKey: string, work: (failure: unknown) => Promise<Result>): Promise<Result> {
    const before = this.#last.get(userKey) ?? Promise.resolve()
    const mine = before.then(() => work(null), work)
    this.#last.set(userKey, mine)
    const forget = (): void => {
      if (this.#last.get(userKey) === mine) this.#last.delete(userKey)
    }
    mine.then(forget, forget)
    return mine
  }

  /** Resolves when no write is under way. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.allSettled(this.#last.values())
  }
}
