import * as z from 'zod/mini'
import { observationId } from './observation.ts'

/** Checks a `Draft`. */
export const draftSchema = z.strictObject({
  type: z.string().check(z.describe('profile, preference, decision, discovery or pattern')),
  title: z.string().check(z.describe('Short')),
  content: z.string().check(z.describe('The fact. Text in <private></private> is not stored')),
  topicKey: z.nullish(z.string()).check(z.describe('Key of an evolving topic, as in ui/theme')),
})

/** Checks `SaveOptions`. */
export const saveOptionsSchema = z.strictObject({
  idempotencyKey: z.optional(z.string().check(z.regex(/^[\x21-\x7e]{1,255}$/))),
})

/** Checks a `SaveResult`. */
export const saveResultSchema = z.strictObject({
  id: observationId,
  outcome: z
    .enum(['created', 'updated', 'deduped'])
    .check(z.describe('New, a revision under its topic key, or the same text as before')),
  sessionId: z.string(),
  topicKey: z.nullable(z.string()),
})
