import { MemoryError, type ErrorCode } from '../../../core/errors/errors.ts'

interface SqliteFailure extends Error {
  readonly code: 'ERR_SQLITE_ERROR'
  /** Extended result code. */
  readonly errcode: number
}

const busyCodes = new Set([5, 6])

/** Error codes and texts by SQLite's primary result code. Texts are fixed: SQLite's own may quote a user's text. */
const failures: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  5: ['busy', 'another process is writing to the file: try again'],
  6: ['busy', 'the file is locked: try again'],
  8: ['storage', 'the file cannot be written: it, its folder or its disk is read-only'],
  10: ['storage', 'reading or writing the file failed'],
  11: ['corrupt', 'the file is damaged: restore a backup'],
  13: ['storage_full', 'the disk is full: free some space and try again'],
  14: ['storage', 'the file cannot be opened: check its path and permissions'],
  26: ['corrupt', 'the file is not an iLAB Memory file'],
}

/** Result code where the disk is too full for the log's index. */
const failedIndex = 4874
/** Result code of a failed write although the disk has room: a size limit or quota of the system. */
const failedWrite = 778
const failureToGrow = [
  'storage_full',
  'the file cannot grow: a size limit, a quota or the disk is used up',
] as const

function isSqliteFailure(error: unknown): error is SqliteFailure {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR' && 'errcode' in error
}

/** True if trying again later may work. */
export function isBusy(error: unknown): boolean {
  if (error instanceof MemoryError) return error.code === 'busy'
  return isSqliteFailure(error) && busyCodes.has(error.errcode & 0xff)
}

/** True if the write found no room. */
export function isFull(error: unknown): boolean {
  return toMemoryError(error).code === 'storage_full'
}

/** Turns an error from inside the store into a `MemoryError` with the original as its `cause`. */
export function toMemoryError(error: unknown): MemoryError {
  if (error instanceof MemoryError) return error
  if (!isSqliteFailure(error)) return new MemoryError('storage', 'the storage failed', { cause: error })
  const isOutOfRoom = error.errcode === failedWrite || error.errcode === failedIndex
  const known = isOutOfRoom ? failureToGrow : failures[error.errcode & 0xff]
  const [code, message] = known ?? ['storage', 'the storage failed']
  return new MemoryError(code, message, { cause: error })
}
