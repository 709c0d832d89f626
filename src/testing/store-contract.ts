import type { StoreCase } from './contract-case.ts'
import { storeErasureCases } from './store-contract/erasure.ts'
import { storeIdempotencyCases } from './store-contract/idempotency.ts'
import { storeReadCases } from './store-contract/reads.ts'
import { storeSaveCases } from './store-contract/save.ts'
import { storeSessionCases } from './store-contract/sessions.ts'
import { storeTransferCases } from './store-contract/transfer.ts'

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
