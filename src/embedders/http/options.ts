import type { EmbeddingBackground } from '../../core/model/embedder.ts'

/** Options of every model behind HTTP. */
export interface HttpModelOptions {
  /**
   * Most texts of one request.
   * @default 16
   */
  readonly batch?: number | null | undefined
  /**
   * Milliseconds after which one request is given up.
   * @default 30000
   */
  readonly timeoutMs?: number | null | undefined
  /**
   * Times that a request is repeated after status 429 or 5xx and after a lost connection. A query is never repeated, since
   * a search does not wait that long.
   * @default 3
   */
  readonly retries?: number | null | undefined
  /**
   * Time that a search waits for the vector of its query, in milliseconds.
   * @default 300
   */
  readonly queryTimeoutMs?: number | null | undefined
  /**
   * Cosines of unrelated texts, from `measureBackground`.
   * @default { mean: 0.05, deviation: 0.08 }
   */
  readonly background?: EmbeddingBackground | null | undefined
  /**
   * Function that makes requests.
   * @default globalThis.fetch
   */
  readonly fetch?: typeof fetch | null | undefined
}
