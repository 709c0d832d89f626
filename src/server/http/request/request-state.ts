import type { Caller } from '../../access/caller/caller.ts'
import type { ErrorCode } from '../../../core/errors/errors.ts'
import type { OperationName } from '../../../wire/operations.ts'
import { partBytes, partsOf, type PartSource } from '../answers/paced-stream.ts'
import { toProblem } from '../answers/problem.ts'

/**
 * Hands an answer over, and counts its bytes until it was taken.
 *
 * Errors: `rate_limited` where too much is waiting to be taken.
 */
export type HandOver = (parts: PartSource, bytes: number) => ReadableStream<Uint8Array>

/** The state of one request while it is answered, and afterwards for log and metrics. */
export interface Exchange {
  readonly requestId: string
  /** The client's address, where it is known. */
  readonly address: string | null
  /** Of `performance.now()`. */
  readonly startedAt: number
  /** Headers of every answer of this exchange. */
  readonly headers: Record<string, string>
  /** Names the route; null until one is found. */
  operation: OperationName | 'me' | 'mcp' | 'metrics' | 'page' | 'user_page' | null
  /** The tools that a request to `/mcp` calls. */
  readonly tools: string[]
  /** Makes the value of `WWW-Authenticate`, where a credential lacks. */
  readonly challenge: () => string
  caller: Caller | null
  userId: string | null
  /** Id of the trace that the request belongs to; null where it is in none that is kept. */
  traceId: string | null
  status: number
  code: ErrorCode | null
  /** The error, for the operator's log. */
  error: unknown
  /** True unless the answer has no body, as one to `HEAD`. */
  readonly hasBody: boolean
  /** Ends the request for the limits; may be called more than once. */
  end: () => void
  /** Closes the connection of the request, where there is one. */
  readonly closeConnection: () => void
  /** Makes a stream of an answer, which ends the exchange. Null until the user is known. */
  handOver: HandOver | null
  /** True where the answer is such a stream. */
  isHandedOver: boolean
  /** Gets what fails after the answer has begun. */
  readonly onLateError: (error: unknown) => void
}

/** Ends an exchange with an answer. */
export function answer(
  exchange: Exchange,
  status: number,
  body: string | ReadableStream<Uint8Array> | null,
  headers: Readonly<Record<string, string>>,
): Response {
  // A short text goes into one write with the headers; bytes would be a second one.
  const sent = typeof body === 'string' && body.length > partBytes / 4 ? Buffer.from(body) : body
  if (Buffer.isBuffer(sent) && sent.length > partBytes && exchange.hasBody && exchange.handOver !== null) {
    const parts = exchange.handOver(partsOf(sent), sent.length)
    return answer(exchange, status, parts, { ...headers, 'content-length': String(sent.length) })
  }
  exchange.status = status
  return new Response(sent, { status, headers: { ...exchange.headers, ...headers } })
}

/** Ends an exchange with a problem document. */
export function refuse(exchange: Exchange, error: unknown): Response {
  const problem = toProblem(error, exchange.requestId)
  exchange.code = problem.code
  exchange.error = error
  const challenge = problem.code === 'unauthorized' ? { 'www-authenticate': exchange.challenge() } : {}
  return answer(exchange, problem.status, problem.body, { ...problem.headers, ...challenge })
}
