import { errorCodes, MemoryError, type ErrorCode } from '../../core/errors/errors.ts'
import type { Place } from '../../core/input/input.ts'
import { toCamelCase } from '../../wire/wire-names.ts'

/** Reason for an attempt without success. */
export interface Failure {
  readonly error: MemoryError
  /**
   * Advice on another attempt. `never`: the answer would be the same. `always`: nothing was done. `careful`: it may have
   * been done, so only repeatable calls are sent again.
   */
  readonly again: 'never' | 'careful' | 'always'
  /** Milliseconds that the server asks to wait; null where it does not say. */
  readonly retryAfterMs: number | null
  /** Says that the object of the operation is not there; only an iLAB Memory server says it. */
  readonly isAbsence: boolean
}

const codes: ReadonlySet<string> = new Set(errorCodes)

/** Errors for answers without a code of ours, by status. Every other status is `storage`. */
const byStatus: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  401: ['unauthorized', 'the server or a proxy does not know this credential'],
  403: ['forbidden', 'the server or a proxy does not allow this'],
  404: ['not_found', 'there is no memory server at this address: check the address given to connect'],
  413: ['invalid_input', 'the body is too large for the server or a proxy'],
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
      error: new MemoryError(code, problem.reason, problem.place),
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

interface KnownProblem {
  readonly code: ErrorCode
  readonly reason: string
  readonly place: Place & { readonly revision?: number | undefined }
}

/** Reads a problem document of ours; null for everything else. */
function readProblem(text: string): KnownProblem | null {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null) return null
  const { type, code, detail, reason, ...place } = value as Record<string, unknown>
  if (typeof type !== 'string' || typeof code !== 'string' || typeof detail !== 'string') return null
  if (!codes.has(code) || type !== `urn:ilab-memory:error:${code}`) return null
  // Without a reason the detail says everything, and nothing is put before it.
  return typeof reason === 'string'
    ? {
        code: code as ErrorCode,
        reason: inOneLine(reason),
        place: { ...placeIn(place), revision: revisionIn(place) },
      }
    : { code: code as ErrorCode, reason: inOneLine(detail), place: {} }
}

/** Reads line and field. A field of a line is called as in the line, any other as the library calls it. */
function placeIn({ field, line }: Readonly<Record<string, unknown>>): Place {
  const known = typeof line === 'number' && Number.isSafeInteger(line) && line > 0 ? line : undefined
  const isName = typeof field === 'string' && /^[a-z]\w{0,63}(?:\.\w{1,64}){0,8}$/.test(field)
  return { line: known, field: isName ? (known === undefined ? toCamelCase(field) : field) : undefined }
}

function revisionIn({ revision }: Readonly<Record<string, unknown>>): number | undefined {
  return typeof revision === 'number' && Number.isSafeInteger(revision) && revision >= 0
    ? revision
    : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Makes a server's message safe for logs and terminals: it must not steer them or add lines. */
function inOneLine(text: string): string {
  return text.slice(0, 1_000).replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
}
