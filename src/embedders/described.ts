import type { Embedder } from '../core/model/embedder.ts'
import { MemoryError } from '../core/errors/errors.ts'

/** Options that describe a model beside its space. */
interface Description {
  readonly batch?: number | null | undefined
  readonly queryTimeoutMs?: number | null | undefined
  readonly background?: Embedder['background'] | null
}

const mostDimensions = 16_384

/** Makes the describing part of an embedder. Errors: `invalid_input` for a length that no vector has. */
export function described(
  id: string,
  dimensions: number,
  { batch, queryTimeoutMs, background }: Description,
): Omit<Embedder, 'embed' | 'close'> {
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > mostDimensions)
    throw new MemoryError('invalid_input', `dimensions: must be a whole number from 1 to ${mostDimensions}`, {
      field: 'dimensions',
    })
  return {
    id,
    dimensions,
    batch: batch ?? undefined,
    queryTimeoutMs: queryTimeoutMs ?? undefined,
    background: background ?? undefined,
  }
}
