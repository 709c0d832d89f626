import * as z from 'zod/mini'
import { natural, time } from '../observation.ts'

/** Checks `Stats`. */
export const statsSchema = z.strictObject({
  observations: natural,
  pending: natural,
  sessions: natural,
  bytes: natural,
  byType: z.record(z.string(), z.int().check(z.positive())),
  lastActivityAt: z.nullable(time),
  embedded: z.optional(natural),
})
