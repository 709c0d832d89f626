import * as z from 'zod/mini'
import { filterFieldsSchema, filterSchema } from './filter.ts'
import { observationSchema } from './observation.ts'
import { pageOptionsSchema } from './page.ts'
import { withPurpose } from './purpose.ts'
import { lazily } from '../input/lazily.ts'

const pageShape = lazily(() => ({
  ...pageOptionsSchema().shape,
  order: z.optional(z.enum(['newest', 'oldest'])),
  ...withPurpose(),
}))

/** Checks `ListOptions`. */
export const listOptionsSchema = lazily(() => z.extend(filterSchema(), pageShape()))

/** Checks `ListOptions` on the wire. */
export const listFieldsSchema = lazily(() => z.extend(filterFieldsSchema(), pageShape()))

/** Checks a `ListPage`. */
export const listPageSchema = lazily(() =>
  z.strictObject({
    observations: z.array(observationSchema()),
    nextCursor: z.nullable(z.string()),
  }),
)

/** Checks `TimelineOptions`. */
export const timelineOptionsSchema = lazily(() =>
  z.strictObject({
    before: z.optional(z.int().check(z.minimum(0))),
    after: z.optional(z.int().check(z.minimum(0))),
    ...withPurpose(),
  }),
)
