// Schemas of zod/mini: the client carries them into browsers, and the full zod is three times as large.
import * as z from 'zod/mini'
import { largestObservationId } from '../largest-numbers.ts'
import type { JsonObject } from '../model/json.ts'
import { lazily } from '../input/lazily.ts'

/** ISO 8601, UTC, milliseconds: `2026-11-23T19:30:00.000Z`. */
export const time: () => z.ZodMiniISODateTime = lazily(() => z.iso.datetime({ precision: 3 }))

/** A positive integer. */
export const observationId: () => z.ZodMiniNumberFormat = lazily(() => z.int().check(z.positive()))

/** An integer from 0. */
export const natural: () => z.ZodMiniNumberFormat = lazily(() => z.int().check(z.nonnegative()))

/** Makes a schema that takes any object; another function checks what is in it. */
export function objectOf<Value extends object>(): z.ZodMiniCustom<Value, Value> {
  const schema = z.custom<Value>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  )
  // oxlint-disable-next-line no-underscore-dangle -- the name that zod gives to its own part
  schema._zod.toJSONSchema = () => ({ type: 'object' })
  return schema
}

/** An object that a caller gives. */
export const anyObject: () => z.ZodMiniCustom<object, object> = lazily(() => objectOf())

/** An object that was checked. */
const jsonObject: () => z.ZodMiniCustom<JsonObject, JsonObject> = lazily(() => objectOf())

/** State of an observation. */
export const observationStatus: () => z.ZodMiniEnum<{ active: 'active'; pending: 'pending' }> = lazily(() =>
  z.enum(['active', 'pending']),
)

/** Checks an `Observation`. */
export const observationSchema = lazily(() =>
  z.strictObject({
    id: observationId().check(z.maximum(largestObservationId)),
    sessionId: z.nullable(z.string()),
    userId: z.string(),
    type: z.string(),
    title: z.string(),
    content: z.string(),
    topicKey: z.nullable(z.string()),
    data: z.nullable(jsonObject()),
    source: z.nullable(z.string()),
    keywords: z.array(z.string()),
    pinned: z.boolean(),
    expiresAt: z.nullable(time()),
    status: observationStatus(),
    revision: z.int().check(z.positive()),
    createdAt: time(),
    updatedAt: time(),
  }),
)

/** `[start, end)` in UTF-16 units of the snippet. */
const highlight = lazily(() => z.tuple([natural(), natural()]))

/** Checks a `Compact`. */
export const compactSchema = lazily(() =>
  z.strictObject({
    id: observationId(),
    type: z.string(),
    title: z.string(),
    topicKey: z.nullable(z.string()),
    pinned: z.boolean(),
    score: z.number().check(z.minimum(0), z.maximum(1)),
    snippet: z.string(),
    highlights: z.array(highlight()),
    updatedAt: time(),
  }),
)
