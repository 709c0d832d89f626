import * as z from 'zod/mini'
import { natural } from '../observation.ts'

/** Checks `ImportCounts`. */
export const importCountsSchema = z.strictObject({
  observations: natural,
  sessions: natural,
  threadItems: natural,
  unchanged: natural,
})
