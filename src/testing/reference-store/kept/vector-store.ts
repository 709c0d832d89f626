import type {
  EmbeddedText,
  TextsToEmbedRequest,
  TextToEmbed,
  UsersToSweep,
  VectorStore,
} from '../../../core/store/store.ts'
import { KeptUsers } from './users.ts'
import { countVectors, putVectors, textsToEmbed } from './vectors.ts'

/** The part of the reference store that keeps vectors. */
export class ReferenceVectorStore implements VectorStore {
  protected readonly kept: KeptUsers = new KeptUsers()

  async textsToEmbed(userId: string, request: TextsToEmbedRequest): Promise<TextToEmbed[]> {
    return textsToEmbed(this.kept.read(userId, request.now), request)
  }

  async putVectors(
    userId: string,
    space: number,
    vectors: readonly EmbeddedText[],
    now: number,
  ): Promise<boolean> {
    if (!this.kept.has(userId)) return true
    return this.kept.write(userId, now, (kept) => putVectors(kept, space, vectors))
  }

  async countVectors(userId: string, space: number, now: number): Promise<number> {
    return countVectors(this.kept.read(userId, now), space)
  }

  async usersToEmbed(space: number): Promise<UsersToSweep> {
    return { users: this.kept.toEmbed(space), next: null }
  }
}
