import type { Caller } from '../access/caller.ts'
import type { ErrorCode } from '../errors.ts'
import type { OperationName } from '../operations.ts'
import { toProblem } from './problem.ts'

/** What is known of one request while it is answered, and afterwards for log and metrics. */
export interface Exchange {
  readonly requestId: string
  /** The client's address, where it is known. */
  readonly address: string | null
  /** Of `performance.now()`. */
  readonly startedAt: number
  /** What every answer of this exchange carries. */
  readonly headers: Record<string, string>
  /** Names the route; null until one is found. */
  operation: OperationName | 'me' | 'mcp' | 'metrics' | 'page' | null
  caller: Caller | null
  userId: string | null
  status: number
  code: ErrorCode | null
  /** What was thrown, for the operator's log. */
  error: unknown
  /** Called when the answer has begun, or nobody waits for one any more. */
  end: () => void
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
  exchange.status = status
  return new Response(body, { status, headers: { ...exchange.headers, ...headers } })
}

/** Ends an exchange with a problem document. */
export function refuse(exchange: Exchange, error: unknown): Response {
  const problem = toProblem(error, exchange.requestId)
  exchange.code = problem.code
  exchange.error = error
  return answer(exchange, problem.status, problem.body, problem.headers)
}
