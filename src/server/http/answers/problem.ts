import { errorForms } from '../../../core/errors/error-forms.ts'
import {
  MemoryError,
  messageOf,
  type ErrorCode,
  type MemoryErrorDetails,
} from '../../../core/errors/errors.ts'
import { onTheWire } from '../../../wire/wire-names.ts'

/** A refusal that HTTP has a status of its own for, under the code that says most about it. */
export class RequestError extends MemoryError {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(
    code: ErrorCode,
    reason: string,
    {
      status = errorForms[code].status,
      headers = {},
      ...details
    }: MemoryErrorDetails & {
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
    } = {},
  ) {
    super(code, reason, details)
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
 * Turns an error into a problem document. It holds fixed texts only: of our own errors the message, which never
 * repeats what a user wrote, and of everything else nothing.
 */
export function toProblem(error: unknown, requestId: string): Problem {
  if (error instanceof NoSuchRoute) return noSuchRoute(error, requestId)
  const known = error instanceof MemoryError ? error : new MemoryError('storage', 'an unexpected error')
  const { title, toClient, retryAfter, ...form } = errorForms[known.code]
  const status = known instanceof RequestError ? known.status : form.status
  return {
    status,
    code: known.code,
    headers: {
      ...contentType,
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(known instanceof RequestError ? known.headers : {}),
    },
    body: JSON.stringify({
      type: `urn:ilab-memory:error:${known.code}`,
      title,
      status,
      code: known.code,
      ...(toClient === undefined ? told(known) : { detail: toClient }),
      request_id: requestId,
    }),
  }
}

/** The message in the wire's names, and its parts where it has any. */
function told({ reason, line, field: name, revision }: MemoryError): object {
  const { field } = onTheWire({ field: name })
  const detail = messageOf(reason, { field, line })
  return field === undefined && line === undefined ? { detail } : { detail, reason, field, line, revision }
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
