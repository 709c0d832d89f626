import type { Embedder } from '../core/model/embedder.ts'
import { authorization, endpointOf } from './http/endpoint.ts'
import type { HttpModelOptions } from './http/options.ts'
import { post, vectorsIn } from './http/post.ts'
import { prefixesInId, withPrefix, type Prefixes } from './prefixes.ts'
import { described } from './described.ts'

/** Options of {@link openAICompatible}. */
export interface OpenAICompatibleOptions extends HttpModelOptions {
  /** Address of the server up to its version, as in `https://api.openai.com/v1`: https, or http on localhost. */
  readonly baseURL: string
  /** Name of the model. */
  readonly model: string
  /** Length of its vectors. */
  readonly dimensions: number
  /**
   * Key, sent as a bearer token. No error repeats it.
   * @default null
   */
  readonly apiKey?: string | null | undefined
  /**
   * Asks the server for vectors of `dimensions`. Models of other lengths take it; others refuse it.
   * @default false
   */
  readonly shortens?: boolean | null | undefined
  /**
   * Words that the model wants before each text.
   * @default null
   */
  readonly prefixes?: Prefixes | null | undefined
}

interface Answer {
  readonly data: readonly { readonly index: number; readonly embedding: readonly number[] }[]
}

/**
 * A model behind the embeddings route that OpenAI, vLLM, TEI, LM Studio and Ollama have.
 *
 * **Texts of users leave the machine**, unless the server runs on it.
 *
 * @example
 * ```ts
 * const embedder = openAICompatible({
 *   baseURL: 'https://api.openai.com/v1',
 *   model: 'text-embedding-3-small',
 *   dimensions: 1536,
 *   apiKey: process.env.OPENAI_API_KEY,
 * })
 * ```
 */
export function openAICompatible(options: OpenAICompatibleOptions): Embedder {
  const { model, dimensions, prefixes } = options
  const url = endpointOf(options.baseURL, 'embeddings')
  const headers = authorization(options.apiKey)
  const shortened = options.shortens === true ? { dimensions } : {}
  return {
    ...described(`openai:${model}:${dimensions}${prefixesInId(prefixes)}`, dimensions, options),
    async embed(texts, call) {
      const input = withPrefix(texts, call.kind, prefixes)
      const body = { model, input, encoding_format: 'float', ...shortened }
      const answer = await post({ url, headers, body }, options, call)
      return vectorsIn(answer, ({ data }: Answer) =>
        data.toSorted((one, other) => one.index - other.index).map(({ embedding }) => embedding),
      )
    },
  }
}
