import { invalidInput } from '../../core/errors/errors.ts'
import { parseInput } from '../../core/input/input.ts'
import { threadItemsSchema } from '../../core/schemas/thread.ts'
import type { RedactedText } from '../../privacy/redact.ts'
import { cleanItem, cleanThreadName } from '../../wire/clean-fields.ts'

/** Checks a thread's name and redacts it. Errors: `invalid_input`. */
export function requireThreadName(name: unknown): RedactedText {
  if (typeof name !== 'string') return invalidInput('must be of type string', { field: 'thread' })
  return cleanThreadName(name)
}

/** Checks items and writes each as JSON, redacted. Errors: `invalid_input` with the path of what is wrong. */
export function cleanItems(items: unknown, itemBytes: number): RedactedText[] {
  const given = parseInput(threadItemsSchema(), items, { field: 'items' })
  return given.map((item, index) => cleanItem(item, `items.${index}`, itemBytes))
}
