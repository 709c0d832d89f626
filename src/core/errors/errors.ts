/**
 * Codes of every failure. Callers branch on the code, never on the message.
 *
 * | code | meaning |
 * |---|---|
 * | `invalid_input` | an argument is not what the operation takes |
 * | `no_active_session` | the operation needs an open session and there is none |
 * | `not_found` | a file or other named resource is not there |
 * | `conflict` | the observation is at another revision than the caller expects |
 * | `unauthorized` | no credential, or one that is not known |
 * | `forbidden` | the credential does not allow this |
 * | `rate_limited` | too many calls; try later |
 * | `paused` | the user has paused saving |
 * | `quota_exceeded` | the user's quota of observations or bytes is used up |
 * | `busy` | the storage is in use by others; trying again may work |
 * | `storage_full` | the disk, or the file's size limit, is full |
 * | `storage` | the storage failed; `cause` holds the error underneath, where there is one |
 * | `newer_schema` | the file was written by a newer version of this library |
 * | `corrupt` | the file is damaged or is not ours |
 * | `unsupported_runtime` | this Node or SQLite version cannot be used safely |
 * | `closed` | the memory was closed |
 */
export const errorCodes = [
  'invalid_input',
  'no_active_session',
  'not_found',
  'conflict',
  'unauthorized',
  'forbidden',
  'rate_limited',
  'paused',
  'quota_exceeded',
  'busy',
  'storage_full',
  'storage',
  'newer_schema',
  'corrupt',
  'unsupported_runtime',
  'closed',
] as const

/** One of the {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number]

/** Facts about a failure that a program may need beside its code. */
export interface MemoryErrorDetails {
  /** The error underneath. */
  readonly cause?: unknown
  /** The field of the input that is wrong, by its path: `topicKey`, `types.0`, `limits.rate.seconds`. */
  readonly field?: string | undefined
  /** The line of an import that is wrong, counted from 1. */
  readonly line?: number | undefined
  /** The revision that a conflicting observation has; 0: there is none. */
  readonly revision?: number | undefined
}

/** An error as JSON: what a program or a log may show of it. */
export interface MemoryErrorJson {
  /** Name of the class. */
  readonly name: 'MemoryError'
  /** Code to branch on. */
  readonly code: ErrorCode
  /** The text for people. */
  readonly message: string
  /** The message without line and field. */
  readonly reason: string
  /** The field of the input that is wrong; absent where no single field is. */
  readonly field?: string
  /** The line of an import that is wrong; absent where no single line is. */
  readonly line?: number
  /** The revision that a conflicting observation has; absent for other codes. */
  readonly revision?: number
}

/**
 * The one error class of this library.
 *
 * The message is for people: it names what is wrong and what to do about it, and never repeats text that a user wrote.
 * Programs read `code`, `field`, `line` and `revision`.
 *
 * @example
 * ```ts
 * try {
 *   await alice.save(draft)
 * } catch (error) {
 *   if (!(error instanceof MemoryError) || error.code !== 'invalid_input') throw error
 *   console.error(error.field, error.reason)
 * }
 * ```
 */
export class MemoryError extends Error {
  /** Name of the class, for logs. */
  override readonly name = 'MemoryError'
  /** Code to branch on. */
  readonly code: ErrorCode
  /** The message without line and field, for a text that names them in its own way. */
  readonly reason: string
  // `declare` keeps a fact that is not there from being a property, so that a printed error shows what it has.
  /** The field of the input that is wrong, by its path; undefined where no single field is. */
  declare readonly field: string | undefined
  /** The line of an import that is wrong, counted from 1; undefined where no single line is. */
  declare readonly line: number | undefined
  /** The revision that the observation has, of a `conflict`; 0: there is none. Undefined for other codes. */
  declare readonly revision: number | undefined

  /**
   * Makes an error. Its message is the reason, with line and field before it.
   *
   * @param reason - what is wrong and what to do
   */
  constructor(code: ErrorCode, reason: string, details: MemoryErrorDetails = {}) {
    super(messageOf(reason, details), details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.reason = reason
    if (details.field !== undefined) this.field = details.field
    if (details.line !== undefined) this.line = details.line
    if (details.revision !== undefined) this.revision = details.revision
  }

  /** Returns what `JSON.stringify` writes: the message and the facts, without stack and cause. */
  toJSON(): MemoryErrorJson {
    const { name, code, message, reason, field, line, revision } = this
    return {
      name,
      code,
      message,
      reason,
      ...(field === undefined ? {} : { field }),
      ...(line === undefined ? {} : { line }),
      ...(revision === undefined ? {} : { revision }),
    }
  }
}

/** Puts line and field before a reason: `line 4: topicKey: must not be empty`. */
export function messageOf(reason: string, { field, line }: MemoryErrorDetails): string {
  return [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(field === undefined ? [] : [field]),
    reason,
  ].join(': ')
}

/** Throws `invalid_input` with a fixed text. */
export function invalidInput(reason: string, details?: MemoryErrorDetails): never {
  throw new MemoryError('invalid_input', reason, details)
}
