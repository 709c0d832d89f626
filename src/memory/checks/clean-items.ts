import { invalidInput } from '../../core/errors/errors.ts'
import { parseInput, requireText } from '../../core/input/input.ts'
import { requireJson } from '../../core/input/json-value.ts'
import { longestThreadName, threadItemsSchema } from '../../core/schemas/thread.ts'
import { redactJson } from '../../privacy/redact-json.ts'
import { redact, type RedactedText } from '../../privacy/redact.ts'

/** Checks a thread's name and redacts it. Errors: `invalid_input`. */
export function cleanThreadName(name: unknown): RedactedText {
  if (typeof name !== 'string') return invalidInput('must be of type string', { field: 'thread' })
  const clean = redact(name)
  requireText(clean, 'thread', longestThreadName)
  return clean
}

/** Checks items and writes each as JSON, redacted. Errors: `invalid_input` with the path of what is wrong. */
export function cleanItems(items: unknown, itemBytes: number): RedactedText[] {
  return parseInput(threadItemsSchema, items, { field: 'items' }).map((item, index) => {
    const field = `items.${index}`
    requireJson(item, field, itemBytes)
    const json = redactJson(item)
    if (Buffer.byteLength(json) > itemBytes)
      invalidInput(`must be at most ${itemBytes} bytes long as JSON`, { field })
    return json
  })
}
