import { MemoryError } from '../../../core/errors/errors.ts'

/**
 * A part of the connections for calls of one kind, so that slow ones of that kind never keep every other call from the
 * pool. Further calls wait for their turn.
 */
export class Share {
  readonly #waiting = new Set<() => void>()
  readonly #refusal: string
  #free: number

  /** @param refusal - advice for a call whose turn does not come in time */
  constructor(connections: number, refusal: string) {
    this.#free = connections
    this.#refusal = refusal
  }

  /**
   * Resolves when there is room. Returns the function that ends the turn. Errors: `busy`.
   *
   * @param deadline - time up to which it waits, on the clock of `performance`
   */
  async enter(deadline: number): Promise<() => void> {
    if (this.#free > 0) this.#free--
    else await this.#turn(deadline - performance.now())
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      const [next] = this.#waiting
      if (next === undefined) this.#free++
      else next()
    }
  }

  #turn(withinMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        this.#waiting.delete(begin)
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(
        () => {
          this.#waiting.delete(begin)
          reject(new MemoryError('busy', this.#refusal))
        },
        Math.max(0, withinMs),
      )
      this.#waiting.add(begin)
    })
  }
}
