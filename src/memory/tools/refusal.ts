import { errorForms } from '../../core/errors/error-forms.ts'
import { MemoryError, messageOf } from '../../core/errors/errors.ts'
import { onTheWire } from '../../wire/wire-names.ts'
import type { ToolResult } from './result.ts'

/** Takes a failure that a model can do nothing about, for the operator: one line of fixed text, and the error itself. */
export type Report = (line: string, error: MemoryError) => void

/**
 * Makes a result of an error: `code: text`. The text is fixed; it names fields as the wire does and repeats nothing that
 * the call gave. An error that a model can do nothing about goes to the operator, and the model gets a fixed sentence.
 */
export function refusal(tool: string, error: unknown, report: Report): ToolResult {
  const known =
    error instanceof MemoryError ? error : new MemoryError('storage', 'an unexpected error', { cause: error })
  const { toModel } = errorForms[known.code]
  if (toModel !== undefined) report(`${tool}: ${known.code}: ${known.message}${placeOf(known.cause)}`, known)
  return {
    content: [
      {
        type: 'text',
        text: `${known.code}: ${toModel ?? messageOf(known.reason, onTheWire({ field: known.field, line: known.line }))}`,
      },
    ],
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
