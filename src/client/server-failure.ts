import { errorCodes, MemoryError, type ErrorCode } from '../core/errors.ts'
import { operations } from '../wire/operations.ts'
import { toSnakeCase } from '../wire/wire-names.ts'

/** Why an attempt did not succeed. */
export interface Failure {
  readonly error: MemoryError
  /**
   * Whether to try again: `never` where the answer would be the same; `always` where nothing can have been done; `careful`
   * where it may have been done, so that only what may be repeated is.
   */
  readonly again: 'never' | 'careful' | 'always'
  /** Milliseconds that the server asks to wait; null where it does not say. */
  readonly retryAfterMs: number | null
  /** Says that what the operation is about is not there; only a server of ours says it. */
  readonly isAbsence: boolean
}

const codes: ReadonlySet<string> = new Set(errorCodes)

/** What an answer without a code of ours comes to, by its status; every other one is `storage`. */
const byStatus: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  401: ['unauthorized', 'the server, or what stands before it, does not know this credential'],
  403: ['forbidden', 'the server, or what stands before it, does not allow this'],
  404: ['not_found', 'there is no memory server at this address: check the address given to connect'],
  413: ['invalid_input', 'what was sent is too large for the server, or for what stands before it'],
  429: ['rate_limited', 'too many requests: try again later'],
  503: ['busy', 'the server is not available: try again later'],
}

/** Reads what a server answered instead of a result. */
export function failureOf(status: number, text: string, retryAfterMs: number | null): Failure {
  const problem = readProblem(text)
  if (problem !== null) {
    // A server that is closing has not closed the memory here; to the caller it is one that cannot be reached just now.
    const code = problem.code === 'closed' ? 'busy' : problem.code
    return {
      error: new MemoryError(code, problem.detail),
      again: code === 'busy' || code === 'rate_limited' ? 'always' : passing(status),
      retryAfterMs,
      isAbsence: status === 404 && code === 'not_found',
    }
  }
  const [code, message] = byStatus[status] ?? ['storage', unexpected(status)]
  return {
    error: new MemoryError(code, message),
    again: passing(status),
    retryAfterMs,
    isAbsence: false,
  }
}

/** Only a refusal to look at the request at all says for certain that nothing was done. */
function passing(status: number): Failure['again'] {
  if (status === 429) return 'always'
  return status === 502 || status === 503 || status === 504 ? 'careful' : 'never'
}

function unexpected(status: number): string {
  return status === 0 || (status >= 300 && status < 400)
    ? 'the server sends on to another address: give that one to connect'
    : `the server answered with the status ${status}, which no operation has`
}

/** Code and text of a problem document of ours; null for everything else. */
function readProblem(text: string): { readonly code: ErrorCode; readonly detail: string } | null {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null) return null
  const { type, code, detail } = value as Record<string, unknown>
  if (typeof type !== 'string' || typeof code !== 'string' || typeof detail !== 'string') return null
  const isOurs = codes.has(code) && type === `urn:ilab-memory:error:${code}`
  return isOurs ? { code: code as ErrorCode, detail: inCamelCase(inOneLine(detail.slice(0, 1_000))) } : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** The names of fields as the library has them, by those of the wire. */
const fieldNames: ReadonlyMap<string, string> = new Map(
  ['idempotencyKey', ...operations.flatMap(({ input }) => Object.keys(input.shape))].map((name) => [
    toSnakeCase(name),
    name,
  ]),
)

/** What a server says ends up in logs and terminals, which it must neither steer nor add lines to. */
function inOneLine(detail: string): string {
  return detail.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
}

/** A server's messages name fields as the wire does. */
function inCamelCase(detail: string): string {
  return detail.replaceAll(/\b[a-z]+(?:_[a-z]+)+\b/g, (name) => fieldNames.get(name) ?? name)
}
