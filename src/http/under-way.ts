/** Counts what is under way by key, up to a limit for each. */
export class UnderWay {
  readonly #most: number
  readonly #counts = new Map<string, number>()

  constructor(most: number) {
    this.#most = most
  }

  /** What ends it, which may be called more than once; null where as many are under way as may be. */
  begin(key: string): (() => void) | null {
    const count = this.#counts.get(key) ?? 0
    if (count >= this.#most) return null
    this.#counts.set(key, count + 1)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      const left = (this.#counts.get(key) ?? 1) - 1
      if (left === 0) this.#counts.delete(key)
      else this.#counts.set(key, left)
    }
  }
}
