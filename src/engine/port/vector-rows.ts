import type { EmbeddedText } from '../../core/store/store.ts'
import type { VectorBlock } from '../../search/sense/sense.ts'
import type { Awaitable } from './steps.ts'

/** State of a user's vectors. */
export interface Embedding {
  /** Number of the space that the vectors are of. */
  readonly space: number
  /** True if every active observation has a vector of it. */
  readonly isComplete: boolean
}

/** The vectors of one user as a write changes them. */
export interface VectorRows {
  /** Keeps vectors in the place of those that their observations had; each is one of this user's. */
  put(vectors: readonly Omit<EmbeddedText, 'digest'>[]): void
  /** Removes every vector of the user. */
  clear(): void
}

/** The vectors of one user in a read transaction. */
export interface VectorReader {
  /** Every vector of the user; all are of the space that {@link Embedding} names. */
  blocks(): Awaitable<readonly VectorBlock[]>
  /** Ids of observations with a vector. */
  ids(): Awaitable<ReadonlySet<number>>
}
