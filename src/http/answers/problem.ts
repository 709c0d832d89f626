import { MemoryError, type ErrorCode } from '../../core/errors.ts'
import { toSnakeCase } from '../../wire/wire-names.ts'

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

/**
 * There is no such path, or no such method at it. It has no code, so that a wrong address is never taken for an
 * observation that is not there.
 */
export class NoSuchRoute extends Error {
  readonly allow: string | null

  /** @param allow - the methods that the path has; null where there is no such path */
  constructor(allow: string | null) {
    super('there is no such route')
    this.allow = allow
  }
}

/** An error as RFC 9457 has it. */
export interface Problem {
  readonly status: number
  readonly code: ErrorCode | null
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Whatever was thrown as a problem document. It holds fixed texts only: of our own errors the message, which never
 * repeats what a user wrote, and of everything else nothing.
 */
export function toProblem(error: unknown, requestId: string): Problem {
  if (error instanceof NoSuchRoute) return noSuchRoute(error, requestId)
  const known = error instanceof MemoryError ? error : new MemoryError('storage', failed)
  const { title, detail, retryAfter, ...type } = problemTypes[known.code]
  const status = known instanceof RequestError ? known.status : type.status
  return {
    status,
    code: known.code,
    headers: {
      ...contentType,
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(known.code === 'unauthorized' ? { 'www-authenticate': 'Bearer' } : {}),
      ...(known instanceof RequestError ? known.headers : {}),
    },
    body: JSON.stringify({
      type: `urn:ilab-memory:error:${known.code}`,
      title,
      status,
      detail: detail ?? onTheWire(known.message),
      code: known.code,
      request_id: requestId,
    }),
  }
}

const contentType = { 'content-type': 'application/problem+json' }

function noSuchRoute({ allow }: NoSuchRoute, requestId: string): Problem {
  const [status, title, detail] =
    allow === null
      ? [404, 'Not Found', 'there is no such path']
      : [405, 'Method Not Allowed', `this path takes ${allow}`]
  return {
    status,
    code: null,
    headers: { ...contentType, ...(allow === null ? {} : { allow }) },
    body: JSON.stringify({ type: 'about:blank', title, status, detail, request_id: requestId }),
  }
}

/** The library's messages name fields as the library does. */
function onTheWire(message: string): string {
  return message.replaceAll(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, toSnakeCase)
}
