import type { Embedder, EmbeddingKind } from '../core/model/embedder.ts'

/** Ways in which a model fails. `delay` waits for the promise; the call's signal ends the wait. */
export type EmbedderFault =
  | 'throws'
  | 'wrong dimensions'
  | 'not a number'
  | 'zero vector'
  | 'too few'
  | {
      /** Promise that the call waits for. */
      readonly delay: Promise<unknown>
    }

/** One call of the model. */
export interface AskedTexts {
  /** Number of the call, from 1. */
  readonly number: number
  /** The texts of the call. */
  readonly texts: readonly string[]
  /** Use of the vectors. */
  readonly kind: EmbeddingKind
}

/** Options of {@link wordEmbedder}. */
export interface WordEmbedderOptions {
  /**
   * Name of the vector space.
   * @default 'words'
   */
  readonly id?: string | null | undefined
  /**
   * Length of each vector.
   * @default 64
   */
  readonly dimensions?: number | null | undefined
  /**
   * Most texts of one call.
   * @default 16
   */
  readonly batch?: number | null | undefined
  /**
   * Words of one meaning, a group each: they get the same vector.
   * @default []
   */
  readonly synonyms?: readonly (readonly string[])[] | null | undefined
  /**
   * Decides how a call fails; undefined: it does not.
   * @default () => undefined
   */
  readonly faultOf?: ((call: AskedTexts) => EmbedderFault | undefined) | null | undefined
}

/** A model that is the same on every machine, and that tells what it was asked. */
export interface WordEmbedder extends Embedder {
  /** Every call so far, the failed ones too. */
  readonly calls: readonly AskedTexts[]
  /** Tells whether `close` was called. */
  readonly isClosed: boolean
}

function hashOf(word: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193) >>> 0
  return hash
}

/** Adds a direction for one word: numbers in [-1, 1) that follow from the word alone. */
function addWord(vector: Float64Array, word: string): void {
  let state = hashOf(word)
  for (let i = 0; i < vector.length; i++) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0
    state = (state ^ (state >>> 13)) >>> 0
    vector[i]! += state / 2 ** 31 - 1
  }
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']

function spoil(vectors: Float64Array[], fault: EmbedderFault | undefined): Float64Array[] {
  const last = vectors.length - 1
  if (fault === 'too few') return vectors.slice(0, last)
  if (fault === 'wrong dimensions') return vectors.with(last, vectors[last]!.slice(1))
  if (fault === 'zero vector') vectors[last]!.fill(0)
  if (fault === 'not a number') vectors[last]![0] = Number.NaN
  return vectors
}

async function waitFor(delay: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>()
  const abort = (): void => aborted.reject(signal.reason as Error)
  signal.addEventListener('abort', abort)
  try {
    await Promise.race([delay, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/**
 * Makes a model for tests: a text's vector is the sum of its words' vectors, so that texts that share words, or synonyms,
 * are near to each other. It fails as told.
 *
 * @example
 * ```ts
 * const embedder = wordEmbedder({
 *   synonyms: [['car', 'automobile']],
 *   faultOf: ({ number }) => (number === 2 ? 'throws' : undefined),
 * })
 * ```
 */
export function wordEmbedder(options: WordEmbedderOptions = {}): WordEmbedder {
  const { faultOf } = options
  const dimensions = options.dimensions ?? 64
  const meaningOf = new Map(
    (options.synonyms ?? []).flatMap((group) =>
      group.map((word) => [word.toLowerCase(), group[0]!.toLowerCase()] as const),
    ),
  )
  const calls: AskedTexts[] = []
  let isClosed = false
  const vectorOf = (text: string): Float64Array => {
    const vector = new Float64Array(dimensions)
    for (const word of wordsOf(text)) addWord(vector, meaningOf.get(word) ?? word)
    return vector
  }
  return {
    id: options.id ?? 'words',
    dimensions,
    batch: options.batch ?? 16,
    calls,
    get isClosed() {
      return isClosed
    },
    async embed(texts, { kind, signal }) {
      signal.throwIfAborted()
      const call = { number: calls.length + 1, texts: [...texts], kind }
      calls.push(call)
      const fault = faultOf?.(call)
      if (typeof fault === 'object') await waitFor(fault.delay, signal)
      if (fault === 'throws') throw new Error('The model failed.')
      return spoil(texts.map(vectorOf), fault)
    },
    close() {
      isClosed = true
      return Promise.resolve()
    },
  }
}
