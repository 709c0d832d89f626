import * as z from 'zod/mini'
import type { TimeInput } from '../model/filter.ts'
import { mostKeywords } from '../input/keywords.ts'
import { anyObject, natural, observationId, observationStatus } from './observation.ts'
import { lazily } from '../input/lazily.ts'

const keywords = lazily(() => z.array(z.string()).check(z.maxLength(mostKeywords)))

/** A time that `requireTime` reads; null: never. */
const expiresAt = lazily(() => z.nullish(z.custom<TimeInput>()))
const ttlMs = lazily(() => z.optional(z.int().check(z.positive())))

/** Checks a `Draft`. */
export const draftSchema = lazily(() =>
  z.strictObject({
    type: z.string(),
    title: z.string(),
    content: z.string(),
    topicKey: z.nullish(z.string()),
    data: z.optional(anyObject()),
    source: z.optional(z.string()),
    keywords: z.optional(keywords()),
    pinned: z.optional(z.boolean()),
    expiresAt: expiresAt(),
    ttlMs: ttlMs(),
    status: z.optional(observationStatus()),
  }),
)

/** A time as text, which is how the wire carries it. */
const expiresAtAsText = lazily(() => z.nullish(z.string()))

/** Checks a `Draft` on the wire. */
export const draftFieldsSchema = lazily(() => z.extend(draftSchema(), { expiresAt: expiresAtAsText() }))

/** Drafts of one batch at most. */
export const mostDrafts = 100

/** Checks the drafts of a batch on the wire. */
export const draftsSchema = lazily(() => z.array(draftFieldsSchema()).check(z.maxLength(mostDrafts)))

/** Checks `KeyOptions`. */
export const keyOptionsSchema = lazily(() =>
  z.strictObject({
    idempotencyKey: z.optional(z.string().check(z.regex(/^[\x21-\x7e]{1,255}$/))),
  }),
)

const sessionKey = lazily(() => z.optional(z.string()))

/** Checks `InSession`. */
export const inSessionSchema = lazily(() => z.strictObject({ sessionKey: sessionKey() }))

/** Checks `SummaryOptions` and `BatchOptions`. */
export const summaryOptionsSchema = lazily(() => z.extend(keyOptionsSchema(), { sessionKey: sessionKey() }))

/** Checks `UpdateOptions`. */
export const updateOptionsSchema = lazily(() =>
  z.strictObject({
    ifRevision: z.optional(z.int().check(z.positive())),
    sessionKey: sessionKey(),
  }),
)

/** Checks `SaveOptions`. */
export const saveOptionsSchema = lazily(() =>
  z.extend(keyOptionsSchema(), { ifRevision: z.optional(natural()), sessionKey: sessionKey() }),
)

/** Checks `Changes`. */
export const changesSchema = lazily(() =>
  z.strictObject({
    type: z.optional(z.string()),
    title: z.optional(z.string()),
    content: z.optional(z.string()),
    topicKey: z.nullish(z.string()),
    data: z.nullish(anyObject()),
    source: z.nullish(z.string()),
    keywords: z.nullish(keywords()),
    pinned: z.optional(z.boolean()),
    expiresAt: expiresAt(),
    ttlMs: ttlMs(),
  }),
)

/** Checks `Changes` on the wire. */
export const changesFieldsSchema = lazily(() => z.extend(changesSchema(), { expiresAt: expiresAtAsText() }))

/** Checks a `SaveResult`. */
export const saveResultSchema = lazily(() =>
  z.strictObject({
    id: observationId(),
    outcome: z.enum(['created', 'updated', 'deduped']),
    revision: observationId(),
    sessionId: z.nullable(z.string()),
    topicKey: z.nullable(z.string()),
  }),
)
