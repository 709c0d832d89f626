import { MemoryError, type ErrorCode } from '../../core/errors/errors.ts'

/** A failure as it crosses between threads, where an error's class and its own fields would be lost. */
export interface PlainFailure {
  readonly code: ErrorCode
  readonly reason: string
  readonly field?: string | undefined
  readonly line?: number | undefined
  readonly revision?: number | undefined
  readonly cause: PlainCause | null
}

/** The cause's names and numbers. Its message is left out: it may quote a user's text. */
interface PlainCause {
  readonly name: string
  readonly code?: string
  readonly errcode?: number
}

/** Takes apart an error from inside a thread. */
export function toPlainFailure(error: unknown): PlainFailure {
  if (!(error instanceof MemoryError)) {
    return { code: 'storage', reason: 'the storage failed', cause: toPlainCause(error) }
  }
  const { code, reason, field, line, revision, cause } = error
  return { code, reason, field, line, revision, cause: toPlainCause(cause) }
}

/** Rebuilds the error from its parts. */
export function toMemoryError({ code, reason, cause, ...place }: PlainFailure): MemoryError {
  return new MemoryError(code, reason, { ...place, ...(cause === null ? {} : { cause }) })
}

/** Makes the error of calls that wait for a thread which does not start. */
export function threadNotStarted(cause: unknown): MemoryError {
  return new MemoryError(
    'storage',
    `the thread that keeps the memory did not start${nameOf(cause)}: nothing was carried out`,
    causeOf(cause),
  )
}

/** Makes the error of a call that cannot be handed to its thread. */
export function callNotTaken(cause: unknown): MemoryError {
  return new MemoryError(
    'storage',
    `the call could not be handed to the thread that keeps the memory${nameOf(cause)}: nothing was carried out`,
    causeOf(cause),
  )
}

/** Makes the error of calls inside a thread that ended: they may or may not have run. */
export function threadEnded(cause: unknown): MemoryError {
  return new MemoryError(
    'storage',
    'the thread that keeps the memory ended during this call: whether it was carried out is unknown, read before repeating it',
    causeOf(cause),
  )
}

/** The code of a cause, as a message names it. */
function nameOf(error: unknown): string {
  const cause = toPlainCause(error)
  return cause === null ? '' : ` (${cause.code ?? cause.name})`
}

function causeOf(error: unknown): { readonly cause?: PlainCause } {
  const cause = toPlainCause(error)
  return cause === null ? {} : { cause }
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
