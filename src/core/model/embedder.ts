/** Use that a vector is made for. Some models embed a question otherwise than a text. */
export type EmbeddingKind = 'query' | 'document'

/** Cosines of texts that have nothing to do with each other, as a model gives them. */
export interface EmbeddingBackground {
  /** Their mean. */
  readonly mean: number
  /** Their standard deviation. */
  readonly deviation: number
}

/** Circumstances of one call of a model. */
export interface EmbedderCall {
  /** Use of the vectors. */
  readonly kind: EmbeddingKind
  /** Ends the call. */
  readonly signal: AbortSignal
}

/**
 * A model that turns texts into vectors, so that search also finds what a text means. It receives redacted text only, and
 * in one call the texts of one user only.
 */
export interface Embedder {
  /** Names the vector space: model, revision, dimensions, prefixes. Vectors of different spaces are never compared. */
  readonly id: string
  /** Length of every vector. */
  readonly dimensions: number
  /**
   * Most texts of one call.
   * @default 16
   */
  readonly batch?: number | undefined
  /**
   * Cosines of texts that have nothing to do with each other, measured once. They matter for users with few memories.
   * @default { mean: 0.05, deviation: 0.08 }
   */
  readonly background?: EmbeddingBackground | undefined
  /**
   * Time that a search waits for the vector of its query, in milliseconds. After it, the search goes by words alone.
   * @default 300
   */
  readonly queryTimeoutMs?: number | undefined
  /** Computes one vector of `dimensions` numbers for each text, in the order of the texts. */
  embed(texts: readonly string[], options: EmbedderCall): Promise<readonly ArrayLike<number>[]>
  /** Releases what the model holds. */
  close?(): Promise<void>
}
