import * as z from 'zod/mini'
import { parseInput } from '../core/input/input.ts'
import { time } from '../core/schemas/observation.ts'
import { largestItemNumber } from '../core/largest-numbers.ts'
import type { ThreadItemRecord } from '../core/store/store.ts'
import { cleanItem, cleanThreadName } from './clean-fields.ts'
import { lazily } from '../core/input/lazily.ts'

const shape = lazily(() =>
  z.strictObject({
    kind: z.literal('thread_item'),
    thread: z.string(),
    number: z.int().check(z.positive(), z.maximum(largestItemNumber)),
    item: z.unknown(),
    created_at: time(),
  }),
)

/**
 * Tells whether a line begins as an item of a thread. An item is any JSON, so its line may nest deeper and hold more
 * values than others.
 */
export function isThreadLine(line: string): boolean {
  return /^\s*\{\s*"kind"\s*:\s*"thread_item"/.test(line)
}

/** One item of a thread as a line of an export. */
export function threadLine({ kind, thread, number, item, createdAt }: ThreadItemRecord): string {
  return JSON.stringify({ kind, thread, number, item: JSON.parse(item) as unknown, created_at: createdAt })
}

/** Reads an item of a thread from a line, and redacts it. Errors: `invalid_input` with the line's number. */
export function readThreadLine(value: unknown, line: number, itemBytes: number): ThreadItemRecord {
  const { kind, thread, number, item, created_at: createdAt } = parseInput(shape(), value, { line })
  const name = cleanThreadName(thread, line)
  return { kind, thread: name, number, item: cleanItem(item, 'item', itemBytes, line), createdAt }
}
