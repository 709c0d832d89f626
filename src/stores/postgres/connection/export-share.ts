import { MemoryError } from '../../../core/errors/errors.ts'

/**
 * The part of the connections that exports may hold. An export holds its connection as long as its caller takes, so
 * without a share of their own a few slow ones would keep every other call from the pool.
 */
export class ExportShare {
  readonly #waiting = new Set<() => void>()
  #free: number

  constructor(connections: number) {
    this.#free = connections
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
      const timer = setTimeout(() => {
        this.#waiting.delete(begin)
        reject(new MemoryError('busy', 'other exports are under way: try again, or allow more at once'))
      }, withinMs)
      this.#waiting.add(begin)
    })
  }
}
