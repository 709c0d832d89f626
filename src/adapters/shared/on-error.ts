import { MemoryError } from '../../core/errors/errors.ts'

/** Function that takes a failure of the memory, which the adapter keeps from the answer. What it throws is ignored. */
export type OnError = (error: MemoryError) => void

/** Options that every adapter takes. */
export interface AdapterOptions {
  /**
   * Takes failures of the memory: the answer goes on as with an empty one.
   * @default failures are dropped
   */
  readonly onError?: OnError | null | undefined
}

/** Passes a failure of any kind to the application. It never throws. */
export function reportTo({ onError }: AdapterOptions, error: unknown): void {
  try {
    onError?.(
      error instanceof MemoryError
        ? error
        : new MemoryError('storage', 'the memory failed for an unexpected reason', { cause: error }),
    )
  } catch {
    // A broken reporter must not break the answer either.
  }
}

/** Does work on the memory. Where that fails, it reports the failure and returns `instead`. It never throws. */
export async function orElse<Result>(
  options: AdapterOptions,
  instead: Result,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    reportTo(options, error)
    return instead
  }
}
