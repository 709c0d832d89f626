import type { Embedder } from '../../core/model/embedder.ts'
import type { SenseRequest } from '../../core/store/store.ts'
import { embedTexts } from './embed-texts.ts'

const defaultTimeoutMs = 300
/** Time for which a user's searches go by words alone after the embedder has failed one of them, in milliseconds. */
const restMs = 5_000
/** Users that are remembered as resting at most. */
const mostResting = 1_000

/** Gives queries their vectors, within the time that a search waits. */
export class QuerySense {
  readonly #embedder: Embedder
  readonly #space: number
  readonly #weight: number | undefined
  /** Times by `performance.now`, by user: a query that a model refuses must not rest the searches of others. */
  readonly #restsUntil = new Map<string, number>()

  constructor(embedder: Embedder, space: number, weight: number | undefined) {
    this.#embedder = embedder
    this.#space = space
    this.#weight = weight
  }

  /** Returns the sense of a query; null where the embedder fails or takes too long. A search never fails with it. */
  async of(userId: string, query: string): Promise<SenseRequest | null> {
    if (performance.now() < (this.#restsUntil.get(userId) ?? 0)) return null
    const signal = AbortSignal.timeout(this.#embedder.queryTimeoutMs ?? defaultTimeoutMs)
    const expired = new Promise<null>((resolve) =>
      signal.addEventListener('abort', () => resolve(null), { once: true }),
    )
    const asked = embedTexts(this.#embedder, [query], { kind: 'query', signal }).catch(() => null)
    const vectors = await Promise.race([asked, expired])
    const [vector] = vectors ?? []
    if (vector === undefined) {
      if (this.#restsUntil.size >= mostResting) this.#restsUntil.clear()
      this.#restsUntil.set(userId, performance.now() + restMs)
      return null
    }
    this.#restsUntil.delete(userId)
    const { background } = this.#embedder
    return {
      query: vector,
      space: this.#space,
      ...(background === undefined ? {} : { background }),
      ...(this.#weight === undefined ? {} : { weight: this.#weight }),
    }
  }
}
