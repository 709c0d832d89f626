/**
 * Every way an operation can fail. Callers branch on the code, never on the message.
 *
 * | code | meaning |
 * |---|---|
 * | `invalid_input` | an argument is not what the operation takes |
 * | `no_active_session` | the operation needs an open session and there is none |
 * | `not_found` | a file or other named resource is not there |
 * | `unauthorized` | no credential, or one that is not known |
 * | `forbidden` | the credential does not allow this |
 * | `rate_limited` | too many calls; try later |
 * | `quota_exceeded` | the user's quota of observations or bytes is used up |
 * | `busy` | the storage is in use by others; trying again may work |
 * | `storage_full` | the disk, or the file's size limit, is full |
 * | `storage` | the storage failed; see `cause` |
 * | `newer_schema` | the file was written by a newer version of this library |
 * | `corrupt` | the file is damaged or is not ours |
 * | `unsupported_runtime` | this Node or SQLite version cannot be used safely |
 * | `closed` | the memory was closed |
 */
export const errorCodes = [
  'invalid_input',
  'no_active_session',
  'not_found',
  'unauthorized',
  'forbidden',
  'rate_limited',
  'quota_exceeded',
  'busy',
  'storage_full',
  'storage',
  'newer_schema',
  'corrupt',
  'unsupported_runtime',
  'closed',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/**
 * The one error class of this library.
 *
 * The message names what is wrong and what to do about it. It never repeats text that a user wrote.
 *
 * @example
 * ```ts
 * try {
 *   await alice.endSession('done')
 * } catch (error) {
 *   if (error instanceof MemoryError && error.code === 'no_active_session') return
 *   throw error
 * }
 * ```
 */
export class MemoryError extends Error {
  override readonly name = 'MemoryError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}

/** Throws `invalid_input` with a fixed text. */
export function invalidInput(message: string): never {
  throw new MemoryError('invalid_input', message)
}
