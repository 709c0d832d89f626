import * as z from 'zod/mini'
import { natural } from '../observation.ts'
import { lazily } from '../../input/lazily.ts'

/** Checks `ImportCounts`. */
export const importCountsSchema = lazily(() =>
  z.strictObject({
    observations: natural(),
    sessions: natural(),
    threadItems: natural(),
    unchanged: natural(),
  }),
)
