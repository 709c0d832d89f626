// Schemas of zod/mini: the client carries them into browsers, and the full zod is three times as large.
import * as z from 'zod/mini'

/** ISO 8601, UTC, milliseconds: `2026-11-23T19:30:00.000Z`. */
export const time: z.ZodMiniISODateTime = z.iso.datetime({ precision: 3 })

/** As many observations as one user can have: what fits into 27 bits. */
export const largestObservationId: number = 2 ** 27 - 1

/** A positive integer. */
export const observationId: z.ZodMiniNumberFormat = z.int().check(z.positive())

/** An integer from 0. */
export const natural: z.ZodMiniNumberFormat = z.int().check(z.nonnegative())

/** Checks an `Observation`. */
export const observationSchema = z.strictObject({
  id: observationId.check(z.maximum(largestObservationId), z.describe('Counted for each user, from 1')),
  sessionId: z.string().check(z.describe('The session that saved it last')),
  userId: z.string(),
  type: z.string(),
  title: z.string(),
  content: z.string(),
  topicKey: z.nullable(z.string()).check(z.describe('A save under it revises this observation; null: none')),
  revision: z.int().check(z.positive(), z.describe('Number of this version, from 1')),
  createdAt: time,
  updatedAt: time,
})

/** `[start, end)` in UTF-16 units of the snippet. */
const highlight = z.tuple([natural, natural])

/** Checks a `Compact`. */
export const compactSchema = z.strictObject({
  id: observationId,
  type: z.string(),
  title: z.string(),
  topicKey: z.nullable(z.string()),
  score: z
    .number()
    .check(z.minimum(0), z.maximum(1), z.describe('Of a search or of a context, which do not compare')),
  snippet: z.string().check(z.describe('The passage of the content that matches best')),
  highlights: z.array(highlight).check(z.describe('[start, end) of matches in the snippet, in UTF-16 units')),
  updatedAt: time,
})
