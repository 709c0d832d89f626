import type { Embedder, EmbeddingKind } from '../../core/model/embedder.ts'
import { MemoryError } from '../../core/errors/errors.ts'
import { packVector, type PackedVector } from '../../search/sense/packed-vector.ts'

/**
 * Computes the vectors of texts, all or none. Errors: `busy` where the embedder fails, and where it returns another number
 * of vectors, other dimensions, or a vector without a direction.
 */
export async function embedTexts(
  embedder: Embedder,
  texts: readonly string[],
  options: { readonly kind: EmbeddingKind; readonly signal: AbortSignal },
): Promise<PackedVector[]> {
  const { dimensions } = embedder
  const vectors = await embedder.embed(texts, options).catch((cause: unknown): never => {
    if (cause instanceof MemoryError) throw cause
    throw new MemoryError('busy', 'the embedder failed: its error is the cause', { cause })
  })
  if (vectors.length !== texts.length) refuse(`${vectors.length} vectors of ${texts.length} texts`)
  return vectors.map((vector) => {
    if (vector.length !== dimensions) refuse(`a vector of ${vector.length} dimensions, not ${dimensions}`)
    return packVector(vector) ?? refuse('a vector without a direction')
  })
}

function refuse(found: string): never {
  throw new MemoryError('busy', `the embedder returned ${found}: it is refused, and tried again later`)
}
