import * as z from 'zod/mini'
import { parseInput, requireText } from '../core/input/input.ts'
import { largestObservationId } from '../core/largest-numbers.ts'
import { observationId } from '../core/schemas/observation.ts'
import { journalEntrySchema } from '../core/schemas/user/journal.ts'
import type { JournalRecord } from '../core/store/store.ts'
import { cleanPurpose } from './clean-fields.ts'
import { lazily } from '../core/input/lazily.ts'

/** Numbers and ids that an import brings at most: more than any export holds. */
const mostIds = 1_000
const largestNumber = 2 ** 31 - 1
const longestContextId = 255

const operations = ['context', 'search', 'get', 'timeline', 'list', 'session_start'] as const
const shape = lazily(() => {
  const { at, contextId, purpose } = journalEntrySchema().shape
  const id = observationId().check(z.maximum(largestObservationId))
  return z.strictObject({
    kind: z.literal('journal'),
    at,
    number: z.int().check(z.positive(), z.maximum(largestNumber)),
    operation: z.enum(operations),
    ids: z.array(z.nullable(id)).check(z.maxLength(mostIds)),
    context_id: contextId,
    purpose,
  })
})

/** One entry of the journal as a line of an export. */
export function journalLine(entry: JournalRecord): string {
  const { kind, at: time, number, operation: name, ids, contextId: context, purpose: why } = entry
  return JSON.stringify({ kind, at: time, number, operation: name, ids, context_id: context, purpose: why })
}

/** Reads an entry of the journal from a line, and redacts it. Errors: `invalid_input` with the line's number. */
export function readJournalLine(value: unknown, line: number): JournalRecord {
  const { context_id: context, purpose: given, ...entry } = parseInput(shape(), value, { line })
  if (context !== null) requireText(context, 'context_id', longestContextId, line)
  return { ...entry, contextId: context, purpose: given === null ? null : cleanPurpose(given, line) }
}
