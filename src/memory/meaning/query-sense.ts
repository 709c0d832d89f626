import type { Embedder } from '../../core/model/embedder.ts'
import type { SenseRequest } from '../../core/store/store.ts'
import { embedTexts } from './embed-texts.ts'

const defaultTimeoutMs = 300
/** Time for which searches go by words alone after the embedder has failed, in milliseconds. */
const restMs = 5_000

/** Gives queries their vectors, within the time that a search waits. */
export class QuerySense {
  readonly #embedder: Embedder
  readonly #space: number
  readonly #weight: number | undefined
  #restsUntil = 0

  constructor(embedder: Embedder, space: number, weight: number | undefined) {
    this.#embedder = embedder
    this.#space = space
    this.#weight = weight
  }

  /** Returns the sense of a query; null where the embedder fails or takes too long. A search never fails with it. */
  async of(query: string): Promise<SenseRequest | null> {
    if (performance.now() < this.#restsUntil) return null
    const signal = AbortSignal.timeout(this.#embedder.queryTimeoutMs ?? defaultTimeoutMs)
    const expired = new Promise<null>((resolve) =>
      signal.addEventListener('abort', () => resolve(null), { once: true }),
    )
    const asked = embedTexts(this.#embedder, [query], { kind: 'query', signal }).catch(() => null)
    const vectors = await Promise.race([asked, expired])
    const [vector] = vectors ?? []
    if (vector === undefined) {
      this.#restsUntil = performance.now() + restMs
      return null
    }
    const { background } = this.#embedder
    return {
      query: vector,
      space: this.#space,
      ...(background === undefined ? {} : { background }),
      ...(this.#weight === undefined ? {} : { weight: this.#weight }),
    }
  }
}
