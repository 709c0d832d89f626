import type { PackedVector } from './packed-vector.ts'

/** Vectors of one user's observations, as a store keeps them: many in one piece of memory. */
export interface VectorBlock {
  /** Observation of each vector, ascending. A long observation has several in a row, one for each window of its text. */
  readonly ids: ArrayLike<number>
  /** Scale of each vector. */
  readonly scales: ArrayLike<number>
  /** The vectors' values, one vector after the other. */
  readonly values: Int8Array
}

/** Cosines of texts that have nothing to do with each other, as a model gives them. */
export interface Background {
  /** Mean of the cosines. */
  readonly mean: number
  /** Standard deviation of the cosines. */
  readonly deviation: number
}

/** Ranking by sense: the query's vector and the user's own vectors, all of one model. */
export interface Sense {
  /** Vector of the query. */
  readonly query: PackedVector
  /** In any order; an observation lies in one block. A vector of an observation that is not in the table counts nothing. */
  readonly vectors: Iterable<VectorBlock>
  /**
   * Counts as ten memories more, so that a user's first memories have something to stand out from.
   * @default { mean: 0.05, deviation: 0.08 }
   */
  readonly background?: Background | undefined
  /**
   * The share of relevance that one deviation above the first adds; four count at most.
   * @default 0.075, in conversation mode 0.05
   */
  readonly weight?: number | undefined
}
