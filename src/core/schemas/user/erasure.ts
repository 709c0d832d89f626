import * as z from 'zod/mini'
import { natural, time } from '../observation.ts'
import { lazily } from '../../input/lazily.ts'

/** Checks an `ErasureReceipt`. */
export const erasureReceiptSchema = lazily(() =>
  z.strictObject({
    observations: natural(),
    sessions: natural(),
    erasedAt: time(),
  }),
)
