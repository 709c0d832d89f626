import { MemoryError, type ErrorCode } from '../errors.ts'
import { toSnakeCase } from '../wire.ts'

/** How one code is told over HTTP. */
interface ProblemType {
  readonly status: number
  readonly title: string
  /** Said instead of the error's own message, which is for the operator. */
  readonly detail?: string
  /** Seconds after which trying again makes sense. */
  readonly retryAfter?: number
}

const failed = 'The server could not do this. The operator finds more in the log under this request id.'

/** Every code's status and title, once; a code without a line does not compile. */
export const problemTypes: Readonly<Record<ErrorCode, ProblemType>> = {
  invalid_input: { status: 400, title: 'The request is not what the operation takes' },
  no_active_session: { status: 404, title: 'There is no active session' },
  not_found: { status: 404, title: 'There is nothing here' },
  unauthorized: { status: 401, title: 'A valid credential is needed' },
  forbidden: { status: 403, title: 'The credential does not allow this' },
  rate_limited: { status: 429, title: 'Too many requests' },
  quota_exceeded: { status: 403, title: "The user's quota is used up" },
  busy: { status: 503, title: 'The storage is busy', detail: 'Try again.', retryAfter: 1 },
  storage_full: {
    status: 507,
    title: 'The storage is full',
    detail: 'Nothing was written. Reading and forgetting go on.',
  },
  storage: { status: 500, title: 'The storage failed', detail: failed },
  newer_schema: { status: 500, title: 'The storage is of a newer version', detail: failed },
  corrupt: { status: 500, title: 'The storage is damaged', detail: failed },
  unsupported_runtime: { status: 500, title: 'The server runs on an unsupported runtime', detail: failed },
  closed: { status: 503, title: 'The server is closing', detail: 'Try again.', retryAfter: 1 },
}

/** A refusal that HTTP has a status of its own for, under the code that says most about it. */
export class RequestError extends MemoryError {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(
    code: ErrorCode,
    message: string,
    status: number = problemTypes[code].status,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(code, message)
    this.status = status
    this.headers = headers
  }
}

/** An error as RFC 9457 has it. */
export interface Problem {
  readonly status: number
  readonly code: ErrorCode
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Whatever was thrown as a problem document. It holds fixed texts only: of our own errors the message, which never
 * repeats what a user wrote, and of everything else nothing.
 *
 * @param page - where the reference page is, whose anchors are the problem types
 */
export function toProblem(error: unknown, requestId: string, page: string): Problem {
  const known = error instanceof MemoryError ? error : new MemoryError('storage', failed)
  const type = problemTypes[known.code]
  const status = known instanceof RequestError ? known.status : type.status
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json',
    ...(type.retryAfter === undefined ? {} : { 'retry-after': String(type.retryAfter) }),
    ...(known.code === 'unauthorized' ? { 'www-authenticate': 'Bearer' } : {}),
    ...(known instanceof RequestError ? known.headers : {}),
  }
  const body = {
    type: `${page}#error-${known.code}`,
    title: type.title,
    status,
    detail: type.detail ?? onTheWire(known.message),
    code: known.code,
    request_id: requestId,
  }
  return { status, code: known.code, headers, body: JSON.stringify(body) }
}

/** The library's messages name fields as the library does. */
function onTheWire(message: string): string {
  return message.replaceAll(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, toSnakeCase)
}
