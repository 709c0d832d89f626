import * as z from 'zod/mini'
import type { JournaledOperation } from '../../model/user/journal.ts'
import { natural, time } from '../observation.ts'

/** Takes any name: a newer server may record more operations than the client knows. */
const journaledOperation = z.string() as z.ZodMiniType<string> as z.ZodMiniType<JournaledOperation>

/** Checks a `JournalEntry`. */
export const journalEntrySchema = z.strictObject({
  at: time,
  operation: journaledOperation,
  ids: z.array(z.nullable(natural)),
  contextId: z.nullable(z.string()),
  purpose: z.nullable(z.string()),
})

/** Checks a `JournalPage`. */
export const journalPageSchema = z.strictObject({
  entries: z.array(journalEntrySchema),
  nextCursor: z.nullable(z.string()),
})
