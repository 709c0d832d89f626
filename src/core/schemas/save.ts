import * as z from 'zod/mini'
import type { TimeInput } from '../model/filter.ts'
import { mostKeywords } from '../input/keywords.ts'
import { anyObject, natural, observationId, observationStatus } from './observation.ts'

const keywords = z.array(z.string()).check(z.maxLength(mostKeywords))

/** A time that `requireTime` reads; null: never. */
const expiresAt = z.nullish(z.custom<TimeInput>())
const ttlMs = z.optional(z.int().check(z.positive()))

/** Checks a `Draft`. */
export const draftSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  content: z.string(),
  topicKey: z.nullish(z.string()),
  data: z.optional(anyObject),
  source: z.optional(z.string()),
  keywords: z.optional(keywords),
  pinned: z.optional(z.boolean()),
  expiresAt,
  ttlMs,
  status: z.optional(observationStatus),
})

/** A time as text, which is how the wire carries it. */
const expiresAtAsText = z.nullish(z.string())

/** Checks a `Draft` on the wire. */
export const draftFieldsSchema = z.extend(draftSchema, { expiresAt: expiresAtAsText })

/** Drafts of one batch at most. */
export const mostDrafts = 100

/** Checks the drafts of a batch on the wire. */
export const draftsSchema = z.array(draftFieldsSchema).check(z.maxLength(mostDrafts))

/** Checks `KeyOptions`. */
export const keyOptionsSchema = z.strictObject({
  idempotencyKey: z.optional(z.string().check(z.regex(/^[\x21-\x7e]{1,255}$/))),
})

const sessionKey = z.optional(z.string())

/** Checks `InSession`. */
export const inSessionSchema = z.strictObject({ sessionKey })

/** Checks `SummaryOptions` and `BatchOptions`. */
export const summaryOptionsSchema = z.extend(keyOptionsSchema, { sessionKey })

/** Checks `UpdateOptions`. */
export const updateOptionsSchema = z.strictObject({
  ifRevision: z.optional(z.int().check(z.positive())),
  sessionKey,
})

/** Checks `SaveOptions`. */
export const saveOptionsSchema = z.extend(keyOptionsSchema, { ifRevision: z.optional(natural), sessionKey })

/** Checks `Changes`. */
export const changesSchema = z.strictObject({
  type: z.optional(z.string()),
  title: z.optional(z.string()),
  content: z.optional(z.string()),
  topicKey: z.nullish(z.string()),
  data: z.nullish(anyObject),
  source: z.nullish(z.string()),
  keywords: z.nullish(keywords),
  pinned: z.optional(z.boolean()),
  expiresAt,
  ttlMs,
})

/** Checks `Changes` on the wire. */
export const changesFieldsSchema = z.extend(changesSchema, { expiresAt: expiresAtAsText })

/** Checks a `SaveResult`. */
export const saveResultSchema = z.strictObject({
  id: observationId,
  outcome: z.enum(['created', 'updated', 'deduped']),
  revision: observationId,
  sessionId: z.nullable(z.string()),
  topicKey: z.nullable(z.string()),
})
