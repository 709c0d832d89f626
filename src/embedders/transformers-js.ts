import type { Embedder, EmbeddingBackground } from '../core/model/embedder.ts'
import { described } from './described.ts'
import { prefixesInId, withPrefix, type Prefixes } from './prefixes.ts'

/** A tensor of Transformers.js: the vectors of all texts, one after the other. */
export interface TensorForm {
  /** Number of texts, then length of a vector. */
  readonly dims: readonly number[]
  /** The numbers. */
  readonly data: ArrayLike<unknown>
  /** Releases the memory of the tensor. */
  dispose?(): void
}

/** A `feature-extraction` pipeline of Transformers.js. */
export type ExtractorForm = (
  texts: string[],
  options: {
    /** Pooling: the way in which the tokens' vectors become one. */
    pooling: 'mean' | 'cls'
    /** Gives the vectors the length 1. */
    normalize: boolean
  },
) => PromiseLike<TensorForm>

/** Options of {@link transformersJs}. */
export interface TransformersJsOptions {
  /** Name of the vector space: model, revision and number format. */
  readonly id: string
  /** Length of the vectors. */
  readonly dimensions: number
  /**
   * Pooling that the model was trained with; its card says which.
   * @default 'mean'
   */
  readonly pooling?: 'mean' | 'cls' | null | undefined
  /**
   * Words that the model wants before each text.
   * @default null
   */
  readonly prefixes?: Prefixes | null | undefined
  /**
   * Most texts of one call.
   * @default 16
   */
  readonly batch?: number | null | undefined
  /**
   * Time that a search waits for the vector of its query, in milliseconds.
   * @default 1000
   */
  readonly queryTimeoutMs?: number | null | undefined
  /**
   * Cosines of unrelated texts, from `measureBackground`.
   * @default { mean: 0.05, deviation: 0.08 }
   */
  readonly background?: EmbeddingBackground | null | undefined
}

const localTimeoutMs = 1_000

/**
 * A pipeline of Transformers.js: `extractor` is what its `pipeline('feature-extraction', model)` resolves to.
 *
 * @example
 * ```ts
 * const embedder = transformersJs(extractor, {
 *   id: 'multilingual-e5-small:q8',
 *   dimensions: 384,
 *   prefixes: { query: 'query: ', document: 'passage: ' },
 * })
 * ```
 */
export function transformersJs(extractor: ExtractorForm, options: TransformersJsOptions): Embedder {
  const { id, dimensions, prefixes } = options
  const pooling = options.pooling ?? 'mean'
  const queryTimeoutMs = options.queryTimeoutMs ?? localTimeoutMs
  return {
    ...described(`${id}:${pooling}${prefixesInId(prefixes)}`, dimensions, { ...options, queryTimeoutMs }),
    async embed(texts, { kind, signal }) {
      signal.throwIfAborted()
      const tensor = await extractor(withPrefix(texts, kind, prefixes), { pooling, normalize: true })
      const numbers = Float32Array.from(tensor.data as ArrayLike<number>)
      const [count = 0, length = 0] = tensor.dims
      tensor.dispose?.()
      return Array.from({ length: count }, (_, i) => numbers.slice(i * length, (i + 1) * length))
    },
  }
}
