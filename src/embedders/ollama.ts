import type { Embedder } from '../core/model/embedder.ts'
import { MemoryError } from '../core/errors/errors.ts'
import { described } from './described.ts'
import { endpointOf } from './http/endpoint.ts'
import type { HttpModelOptions } from './http/options.ts'
import { post, vectorsIn } from './http/post.ts'
import { prefixesInId, withPrefix, type Prefixes } from './prefixes.ts'

/** Options of {@link ollama}. */
export interface OllamaOptions extends HttpModelOptions {
  /** Name of the model, as in `nomic-embed-text`. */
  readonly model: string
  /**
   * Length of its vectors. Known for the models that Ollama names in its documentation.
   * @default the model's own
   */
  readonly dimensions?: number | null | undefined
  /**
   * Address of Ollama: https, or http on localhost.
   * @default 'http://127.0.0.1:11434'
   */
  readonly baseURL?: string | null | undefined
  /**
   * Words that the model wants before each text.
   * @default the model's own
   */
  readonly prefixes?: Prefixes | null | undefined
}

interface KnownModel {
  readonly dimensions: number
  readonly prefixes?: Prefixes
}

const knownModels: Readonly<Record<string, KnownModel>> = {
  'all-minilm': { dimensions: 384 },
  'bge-m3': { dimensions: 1024 },
  embeddinggemma: {
    dimensions: 768,
    prefixes: { query: 'task: search result | query: ', document: 'title: none | text: ' },
  },
  'mxbai-embed-large': {
    dimensions: 1024,
    prefixes: { query: 'Represent this sentence for searching relevant passages: ', document: '' },
  },
  'nomic-embed-text': {
    dimensions: 768,
    prefixes: { query: 'search_query: ', document: 'search_document: ' },
  },
}

function dimensionsOf(known: KnownModel | undefined, given: number | null | undefined): number {
  const dimensions = given ?? known?.dimensions
  if (dimensions !== undefined) return dimensions
  throw new MemoryError('invalid_input', 'dimensions: give the length of the vectors of this model', {
    field: 'dimensions',
  })
}

/**
 * A model that Ollama runs, by default on this machine.
 *
 * @example
 * ```ts
 * const embedder = ollama({ model: 'nomic-embed-text' })
 * ```
 */
export function ollama(options: OllamaOptions): Embedder {
  const { model } = options
  const known = knownModels[model.replace(/:.*$/, '')]
  const dimensions = dimensionsOf(known, options.dimensions)
  const prefixes = options.prefixes ?? known?.prefixes
  const url = endpointOf(options.baseURL ?? 'http://127.0.0.1:11434', 'api/embed')
  return {
    ...described(`ollama:${model}:${dimensions}${prefixesInId(prefixes)}`, dimensions, options),
    async embed(texts, call) {
      const body = { model, input: withPrefix(texts, call.kind, prefixes), truncate: true }
      const answer = await post({ url, headers: {}, body }, options, call)
      return vectorsIn(answer, ({ embeddings }: { readonly embeddings: unknown }) => embeddings)
    },
  }
}
