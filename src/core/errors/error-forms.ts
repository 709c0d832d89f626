import { MemoryError, type ErrorCode } from './errors.ts'

/** The form that one error code takes in each transport. */
export interface ErrorForm {
  /** The status over HTTP. */
  readonly status: number
  /** The title of the problem document over HTTP. */
  readonly title: string
  /** The exit code of the command line. 0 is success, 1 a failure without a code. */
  readonly exitCode: number
  /** Said over HTTP instead of the error's own message, which is for the operator. */
  readonly toClient?: string
  /** Said to a model instead of the error's own message, which is for the operator. */
  readonly toModel?: string
  /** Seconds after which another try makes sense. */
  readonly retryAfter?: number
}

const failed = 'The server could not do this. The operator finds more in the log under this request id.'
const unusable = 'the memory cannot be used now; go on without it and tell the user'
const forOperator = { toClient: failed, toModel: unusable } as const

/**
 * The forms of every code: status over HTTP, exit code of the command line, and text for a model over MCP.
 *
 * @example
 * ```ts
 * response.status = errorForms[error.code].status
 * ```
 */
export const errorForms: Readonly<Record<ErrorCode, ErrorForm>> = {
  invalid_input: { status: 400, title: 'The request is not what the operation takes', exitCode: 2 },
  no_active_session: { status: 404, title: 'There is no active session', exitCode: 3 },
  not_found: { status: 404, title: 'There is nothing here', exitCode: 4 },
  conflict: { status: 409, title: 'The observation is at another revision', exitCode: 17 },
  unauthorized: { status: 401, title: 'A valid credential is needed', exitCode: 5 },
  forbidden: { status: 403, title: 'This is not allowed', exitCode: 6 },
  rate_limited: { status: 429, title: 'Too many requests', exitCode: 7 },
  paused: { status: 409, title: 'The user has paused saving', exitCode: 18 },
  quota_exceeded: { status: 403, title: "The user's quota is used up", exitCode: 8 },
  busy: { status: 503, title: 'The storage is busy', exitCode: 9, toClient: 'Try again.', retryAfter: 1 },
  storage_full: {
    status: 507,
    title: 'The storage is full',
    exitCode: 10,
    toClient: 'Nothing was written. Reading and forgetting go on.',
    toModel: 'nothing was saved, the storage is full; reading and forgetting still work',
  },
  storage: { status: 500, title: 'The storage failed', exitCode: 11, ...forOperator },
  newer_schema: { status: 500, title: 'The storage is of a newer version', exitCode: 12, ...forOperator },
  corrupt: { status: 500, title: 'The storage is damaged', exitCode: 13, ...forOperator },
  unsupported_runtime: {
    status: 500,
    title: 'The server runs on an unsupported runtime',
    exitCode: 14,
    ...forOperator,
  },
  closed: {
    status: 503,
    title: 'The server is closing',
    exitCode: 15,
    toClient: 'Try again.',
    toModel: unusable,
    retryAfter: 1,
  },
}

/**
 * The HTTP status that a failure comes to, for an application that answers over HTTP itself. 500 for anything that is
 * not a `MemoryError`.
 *
 * @example
 * ```ts
 * app.onError((error, c) => c.text('failed', statusOf(error)))
 * ```
 */
export function statusOf(error: unknown): number {
  return error instanceof MemoryError ? errorForms[error.code].status : 500
}
