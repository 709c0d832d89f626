import * as z from 'zod/mini'
import type { JournaledOperation } from '../../model/user/journal.ts'
import { natural, time } from '../observation.ts'
import { lazily } from '../../input/lazily.ts'

/** Takes any name: a newer server may record more operations than the client knows. */
const journaledOperation = lazily(
  () => z.string() as z.ZodMiniType<string> as z.ZodMiniType<JournaledOperation>,
)

/** Checks a `JournalEntry`. */
export const journalEntrySchema = lazily(() =>
  z.strictObject({
    at: time(),
    operation: journaledOperation(),
    ids: z.array(z.nullable(natural())),
    contextId: z.nullable(z.string()),
    purpose: z.nullable(z.string()),
  }),
)

/** Checks a `JournalPage`. */
export const journalPageSchema = lazily(() =>
  z.strictObject({
    entries: z.array(journalEntrySchema()),
    nextCursor: z.nullable(z.string()),
  }),
)
