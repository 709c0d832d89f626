import type { StoreCase } from '../contract-case.ts'
import { storeErasureCases } from './erasure.ts'
import { storeIdempotencyCases } from './idempotency.ts'
import { storeReadCases } from './reads.ts'
import { storeSaveCases } from './save.ts'
import { storeSessionCases } from './sessions.ts'
import { storeTransferCases } from './transfer.ts'

/**
 * What every store does, below what the facade sees of it: atomicity, order, ids, cursors, exports and their import.
 * The memory contract over the store proves the rest.
 */
export const storeContract: readonly StoreCase[] = [
  ...storeSaveCases,
  ...storeIdempotencyCases,
  ...storeReadCases,
  ...storeSessionCases,
  ...storeTransferCases,
  ...storeErasureCases,
]
