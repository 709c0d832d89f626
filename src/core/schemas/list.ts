import * as z from 'zod/mini'
import { filterFieldsSchema, filterSchema } from './filter.ts'
import { observationSchema } from './observation.ts'

const pageShape = {
  limit: z.optional(z.int().check(z.minimum(1))),
  cursor: z.nullish(z.string().check(z.maxLength(200))),
  order: z.optional(z.enum(['newest', 'oldest'])),
}

/** Checks `ListOptions`. */
export const listOptionsSchema = z.extend(filterSchema, pageShape)

/** Checks `ListOptions` on the wire. */
export const listFieldsSchema = z.extend(filterFieldsSchema, pageShape)

/** Checks a `ListPage`. */
export const listPageSchema = z.strictObject({
  observations: z.array(observationSchema),
  nextCursor: z.nullable(z.string()),
})

/** Checks `TimelineOptions`. */
export const timelineOptionsSchema = z.strictObject({
  before: z.optional(z.int().check(z.minimum(0))),
  after: z.optional(z.int().check(z.minimum(0))),
})
