import * as z from 'zod/mini'
import { natural, time } from '../observation.ts'

/** Checks an `ErasureReceipt`. */
export const erasureReceiptSchema = z.strictObject({
  observations: natural,
  sessions: natural,
  erasedAt: time,
})
