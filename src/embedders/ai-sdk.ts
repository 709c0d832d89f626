import type { Embedder, EmbeddingBackground } from '../core/model/embedder.ts'
import { described } from './described.ts'
import { prefixesInId, withPrefix, type Prefixes } from './prefixes.ts'

/** An embedding model of the AI SDK, versions 6 and 7. */
export interface EmbeddingModelForm {
  /** Most texts of one call. */
  readonly maxEmbeddingsPerCall: number | undefined | PromiseLike<number | undefined>
  /** Computes the vectors of texts. */
  doEmbed(options: {
    /** The texts. */
    values: string[]
    /** Ends the call. */
    abortSignal?: AbortSignal
  }): PromiseLike<{
    /** A vector for each text. */
    embeddings: number[][]
  }>
}

/** Options of {@link aiSdk}. */
export interface AiSdkOptions {
  /** Name of the vector space: provider, model and settings that change vectors. */
  readonly id: string
  /** Length of the vectors. */
  readonly dimensions: number
  /**
   * Most texts of one call; the model's own limit counts, too.
   * @default 16
   */
  readonly batch?: number | null | undefined
  /**
   * Time that a search waits for the vector of its query, in milliseconds.
   * @default 300
   */
  readonly queryTimeoutMs?: number | null | undefined
  /**
   * Words that the model wants before each text.
   * @default null
   */
  readonly prefixes?: Prefixes | null | undefined
  /**
   * Cosines of unrelated texts, from `measureBackground`.
   * @default { mean: 0.05, deviation: 0.08 }
   */
  readonly background?: EmbeddingBackground | null | undefined
}

/**
 * A model of the AI SDK. **Texts of users leave the machine** where the provider is elsewhere.
 *
 * @example
 * ```ts
 * const embedder = aiSdk(openai.embeddingModel('text-embedding-3-small'), {
 *   id: 'openai:text-embedding-3-small:1536',
 *   dimensions: 1536,
 * })
 * ```
 */
export function aiSdk(model: EmbeddingModelForm, options: AiSdkOptions): Embedder {
  const { id, dimensions, prefixes } = options
  return {
    ...described(id + prefixesInId(prefixes), dimensions, options),
    async embed(texts, { kind, signal }) {
      const most = (await model.maxEmbeddingsPerCall) ?? texts.length
      const size = Math.max(1, Math.min(most, texts.length))
      const values = withPrefix(texts, kind, prefixes)
      const vectors: number[][] = []
      for (let start = 0; start < values.length; start += size) {
        const part = { values: values.slice(start, start + size), abortSignal: signal }
        const { embeddings } = await model.doEmbed(part)
        vectors.push(...embeddings)
      }
      return vectors
    },
  }
}
