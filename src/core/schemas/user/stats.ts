import * as z from 'zod/mini'
import { natural, time } from '../observation.ts'
import { lazily } from '../../input/lazily.ts'

/** Checks `Stats`. */
export const statsSchema = lazily(() =>
  z.strictObject({
    observations: natural(),
    pending: natural(),
    sessions: natural(),
    bytes: natural(),
    byType: z.record(z.string(), z.int().check(z.positive())),
    lastActivityAt: z.nullable(time()),
    embedded: z.optional(natural()),
  }),
)
