import * as z from 'zod/mini'
import { observationSchema } from './observation.ts'

/** Checks `ListOptions`. */
export const listOptionsSchema = z.strictObject({
  limit: z.optional(z.int().check(z.minimum(1))),
  cursor: z.nullish(z.string().check(z.maxLength(200))).check(z.describe('next_cursor of the page before')),
  types: z.optional(z.array(z.string()).check(z.minLength(1))),
  topicKeyPrefix: z.optional(z.string().check(z.minLength(1))),
})

/** Checks a `ListPage`. */
export const listPageSchema = z.strictObject({
  observations: z.array(observationSchema),
  nextCursor: z.nullable(z.string()).check(z.describe('For the next page; null on the last one')),
})

/** Checks `TimelineOptions`. */
export const timelineOptionsSchema = z.strictObject({
  before: z.optional(z.int().check(z.minimum(0))),
  after: z.optional(z.int().check(z.minimum(0))),
})
