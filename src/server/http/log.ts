import { createHmac, randomBytes } from 'node:crypto'
import { pino, type DestinationStream, type Logger } from 'pino'
import { MemoryError } from '../../core/errors/errors.ts'
import type { Exchange } from './request/request-state.ts'

/** Log of a server; a logger of `pino` is one. */
export interface RequestLog {
  /** Takes a request that succeeded. */
  info(fields: object, message: string): void
  /** Takes a request that was refused. */
  warn(fields: object, message: string): void
  /** Takes a request that failed in the server. */
  error(fields: object, message: string): void
}

/** Least level that is logged. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** Creates a log of JSON lines, one line an event. Default: on standard output. */
export function createLog(level: LogLevel = 'info', destination?: DestinationStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  return destination === undefined ? pino(options) : pino(options, destination)
}

/**
 * Writes one line for each request: the operation and never the address that was asked for, which may hold a user's
 * words; a digest of the user's id under a key of this process and never the id; no header and no body.
 */
export function requestWriter(log: RequestLog): (exchange: Exchange, durationMs: number) => void {
  const key = randomBytes(16)
  const digestOf = (userId: string): string =>
    createHmac('sha256', key).update(userId).digest('hex').slice(0, 12)
  return (exchange, durationMs) => {
    const { requestId, operation, tools, status, userId, caller, code, error, traceId } = exchange
    const fields = {
      requestId,
      operation,
      ...(tools.length === 0 ? {} : { tools: [...new Set(tools)] }),
      status,
      durationMs: Math.round(durationMs * 100) / 100,
      ...(traceId === null ? {} : { traceId }),
      ...(userId === null ? {} : { user: digestOf(userId) }),
      ...(caller?.credential == null ? {} : { credential: caller.credential }),
      ...(code === null ? {} : { code }),
    }
    if (status >= 500) log.error({ ...fields, error: describe(error) }, 'request failed')
    else if (code === null) log.info(fields, 'request')
    else log.warn({ ...fields, ...causeOf(error) }, 'request refused')
  }
}

/** Describes an error for the operator. Messages of other libraries may quote a user's text, so they are left out. */
export function describe(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error }
  return {
    name: error.name,
    ...(error instanceof MemoryError
      ? { code: error.code, message: error.message }
      : { at: framesOf(error) }),
    ...causeOf(error),
  }
}

function causeOf(error: unknown): object {
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof Error)) return {}
  const codes = cause as { code?: unknown; errcode?: unknown }
  const known = Object.entries({ code: codes.code, errcode: codes.errcode }).filter(
    ([, value]) => typeof value === 'string' || typeof value === 'number',
  )
  return { cause: { name: cause.name, ...Object.fromEntries(known), at: framesOf(cause) } }
}

/** Returns the stack without the message above it. */
function framesOf({ stack = '', message }: Error): string[] {
  // A message may have lines that look like frames.
  return stack
    .replace(message, () => '')
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim())
}
