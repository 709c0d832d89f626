import * as z from 'zod/mini'
import { lazily } from '../input/lazily.ts'

/** Checks the options of a page of any list: its length and the cursor where it begins. */
export const pageOptionsSchema = lazily(() =>
  z.strictObject({
    limit: z.optional(z.int().check(z.minimum(1))),
    cursor: z.nullish(z.string().check(z.maxLength(200))),
  }),
)
