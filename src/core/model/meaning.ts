/**
 * Part that sense took in a search: `used`; `off` for a query that is compared by letters; `pending` while the user's
 * texts have no vectors yet; `unavailable` where the embedder did not answer; `other_model` until `embed` has made the
 * vectors anew. In all but the first, words alone counted.
 */
export type MeaningUse = 'used' | 'off' | 'pending' | 'unavailable' | 'other_model'

/** Counts of an `embed`, so far and in all. */
export interface Embedded {
  /** Users with texts that were looked through. */
  readonly users: number
  /** Observations that got a vector. */
  readonly observations: number
}

/** Options of `embed`. */
export interface EmbedOptions {
  /**
   * Called after each batch of texts.
   * @default nothing is told
   */
  readonly onProgress?: ((progress: Embedded) => void) | null | undefined
  /**
   * Stops after the batch under way, when it aborts.
   * @default it runs to the end
   */
  readonly signal?: AbortSignal | null | undefined
}
