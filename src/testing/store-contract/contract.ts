import type { StoreCase } from '../contract-case.ts'
import { storeErasureCases } from './erasure.ts'
import { storeExpiryCases } from './expiry.ts'
import { storeIdempotencyCases } from './idempotency.ts'
import { storeJournalCases } from './journal.ts'
import { storeQuotaCases } from './quota.ts'
import { storeReadCases } from './reads.ts'
import { storeSaveCases } from './save.ts'
import { storeSessionChangeCases } from './session-changes.ts'
import { storeSessionCases } from './sessions.ts'
import { storeThreadCases } from './threads.ts'
import { storeTransferCases } from './transfer.ts'
import { storeVectorCases } from './vectors.ts'

/**
 * Cases of every store, below the facade: atomicity, order, ids, cursors, exports and imports.
 * The memory contract over the store proves the rest.
 */
export const storeContract: readonly StoreCase[] = [
  ...storeSaveCases,
  ...storeIdempotencyCases,
  ...storeQuotaCases,
  ...storeReadCases,
  ...storeSessionCases,
  ...storeSessionChangeCases,
  ...storeThreadCases,
  ...storeJournalCases,
  ...storeTransferCases,
  ...storeErasureCases,
  ...storeExpiryCases,
  ...storeVectorCases,
]
