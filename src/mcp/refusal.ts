import type { CallToolResult } from '@modelcontextprotocol/server'
import { MemoryError, type ErrorCode } from '../core/errors.ts'
import { toSnakeCase } from '../wire/wire-names.ts'

const unusable = 'the memory cannot be used now; go on without it and tell the user'

/** What is said instead of the error's own text where that is for the operator and no other call would help. */
const instead: Readonly<Partial<Record<ErrorCode, string>>> = {
  storage: unusable,
  newer_schema: unusable,
  corrupt: unusable,
  unsupported_runtime: unusable,
  closed: unusable,
  storage_full: 'nothing was saved, the storage is full; reading and forgetting still work',
}

/**
 * An error as a result: `code: text`. The text is fixed; it names fields as the wire does and repeats nothing that
 * was given. What is hidden from the model goes to the operator.
 */
export function refusal(tool: string, error: unknown, log: (line: string) => void): CallToolResult {
  const known =
    error instanceof MemoryError ? error : new MemoryError('storage', 'an unexpected error', { cause: error })
  const said = instead[known.code]
  if (said !== undefined) log(`${tool}: ${known.code}: ${known.message}${placeOf(known.cause)}`)
  return {
    content: [{ type: 'text', text: `${known.code}: ${said ?? onTheWire(known.message)}` }],
    isError: true,
  }
}

/** Name, code and place of what is behind an error; its message may quote what a user wrote. */
function placeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return ''
  const { name, code } = cause as Error & { code?: unknown }
  const place = /^ +at .*$/m.exec(cause.stack?.replace(cause.message, '') ?? '')?.[0] ?? ''
  return ` (${[name, ...(typeof code === 'string' ? [code] : [])].join(' ')}${place.replace(/ +/, ' ')})`
}

/** The library's messages name fields as the library does. */
function onTheWire(message: string): string {
  return message.replaceAll(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, toSnakeCase)
}
