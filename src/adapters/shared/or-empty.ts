import { MemoryError } from '../../core/errors/errors.ts'
import { reportTo, type OnError } from './on-error.ts'

/**
 * Does one call of a store, for adapters that acknowledge writes. A pause of the user answers `empty`, and so does a
 * failure of the memory where `onError` is there to be told. Wrong input always rejects; without `onError` any failure does.
 */
export async function orEmpty<Result>(
  work: () => Promise<Result>,
  empty: Result,
  onError: OnError | undefined,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const code = error instanceof MemoryError ? error.code : undefined
    if (code === 'invalid_input' || (code !== 'paused' && onError === undefined)) throw error
    reportTo({ onError }, error)
    return empty
  }
}
