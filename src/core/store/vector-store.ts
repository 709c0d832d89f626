import type { PackedVector } from '../../search/sense/packed-vector.ts'
import type { UsersToSweep } from './requests.ts'

/** A request for texts that have no vector of a space yet. */
export interface TextsToEmbedRequest {
  /** Number of the vector space. */
  readonly space: number
  /** Id after which the page begins; 0: from the first observation on. */
  readonly after: number
  /** Texts at most, from 1. */
  readonly limit: number
  /** Time of the call, in milliseconds since the epoch. */
  readonly now: number
}

/** A text to embed, private parts redacted. */
export interface TextToEmbed {
  /** Id of the observation. */
  readonly id: number
  /** Digest of the text, by which {@link VectorStore.putVectors} finds that it has not changed. */
  readonly digest: number
  /** Short name of the fact. */
  readonly title: string
  /** The fact itself. */
  readonly content: string
}

/** Vectors of one observation, one for each window of its text. */
export interface EmbeddedText extends Pick<TextToEmbed, 'id' | 'digest'> {
  /** The windows' vectors, at least one. */
  readonly windows: readonly PackedVector[]
}

/** The part of a store that keeps vectors. Each belongs to a text as it is now, and goes with it. */
export interface VectorStore {
  /** Lists active observations without a vector of a space, ascending by id. An empty page is the last one. */
  textsToEmbed(userId: string, request: TextsToEmbedRequest): Promise<readonly TextToEmbed[]>

  /**
   * Keeps vectors in one transaction, each only where its observation still has the text of the digest. Vectors of another
   * space give way, all of them. Returns true once every observation has one. An empty list finds that out, and keeps nothing.
   */
  putVectors(userId: string, space: number, vectors: readonly EmbeddedText[], now: number): Promise<boolean>

  /** Counts the user's observations with a vector of a space. */
  countVectors(userId: string, space: number, now: number): Promise<number>

  /**
   * Lists users with observations that may have no vector of a space, in an order of the store's own.
   *
   * @param after - `next` of the page before; null: the first page
   */
  usersToEmbed(space: number, after: string | null): Promise<UsersToSweep>
}
