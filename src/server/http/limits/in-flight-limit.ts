/** Counts what is under way by key, up to a limit for each. */
export class UnderWay {
  readonly #most: number
  readonly #counts = new Map<string, number>()

  constructor(most: number) {
    this.#most = most
  }

  /**
   * Begins something, and returns the function that ends it; null at the limit. That function may be called twice.
   *
   * @param amount - how much of the limit it takes; what is more than the limit may be under way alone
   */
  begin(key: string, amount = 1): (() => void) | null {
    const count = this.#counts.get(key) ?? 0
    if (count > 0 && count + amount > this.#most) return null
    this.#counts.set(key, count + amount)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      const left = (this.#counts.get(key) ?? amount) - amount
      if (left === 0) this.#counts.delete(key)
      else this.#counts.set(key, left)
    }
  }
}
