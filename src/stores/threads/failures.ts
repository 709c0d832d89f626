import { MemoryError, type ErrorCode } from '../../core/errors.ts'

/** A failure as it crosses between threads, where an error's class and its own fields would be lost. */
export interface PlainFailure {
  readonly code: ErrorCode
  readonly reason: string
  readonly field?: string | undefined
  readonly line?: number | undefined
  readonly cause: PlainCause | null
}

/** Names and numbers only: the message of a cause may quote what a user wrote. */
interface PlainCause {
  readonly name: string
  readonly code?: string
  readonly errcode?: number
}

/** Takes apart whatever was thrown inside a thread. */
export function toPlainFailure(error: unknown): PlainFailure {
  if (!(error instanceof MemoryError)) {
    return { code: 'storage', reason: 'the storage failed', cause: toPlainCause(error) }
  }
  const { code, reason, field, line, cause } = error
  return { code, reason, field, line, cause: toPlainCause(cause) }
}

/** The same failure as an error again. */
export function toMemoryError({ code, reason, field, line, cause }: PlainFailure): MemoryError {
  return new MemoryError(code, reason, { field, line, ...(cause === null ? {} : { cause }) })
}

/** What calls fail with whose thread is gone, as nobody knows how far they came. */
export function threadEnded(cause: unknown): MemoryError {
  return new MemoryError(
    'storage',
    'the thread that keeps the memory ended during this call: whether it was carried out is unknown, read before repeating it',
    { cause: toPlainCause(cause) },
  )
}

function toPlainCause(error: unknown): PlainCause | null {
  if (!(error instanceof Error)) return null
  const { code, errcode } = error as { code?: unknown; errcode?: unknown }
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof errcode === 'number' ? { errcode } : {}),
  }
}
