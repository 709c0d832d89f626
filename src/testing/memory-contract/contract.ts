import type { MemoryCase } from '../contract-case.ts'
import { batchCases } from './batches.ts'
import { clockCases } from './clock.ts'
import { contextCases } from './sessions/context.ts'
import { edgeCases } from './input/edges.ts'
import { endCases } from './expiry/ends.ts'
import { goneCases } from './expiry/gone.ts'
import { erasureCases } from './erasure.ts'
import { historyCases } from './history/history.ts'
import { historyPageCases } from './history/pages.ts'
import { fieldCases } from './fields.ts'
import { idempotencyCases } from './idempotency.ts'
import { fieldConditionCases } from './search/field-conditions.ts'
import { filterCases } from './search/filters.ts'
import { journalCases } from './journal/journal.ts'
import { journalLifeCases } from './journal/life.ts'
import { keptVersionCases } from './history/kept-versions.ts'
import { approvalCases } from './proposals/approval.ts'
import { proposalCases } from './proposals/proposals.ts'
import { identityCases } from './input/identity.ts'
import { inputCases } from './input/input.ts'
import { limitCases } from './input/limits.ts'
import { namedSessionCases } from './sessions/named-sessions.ts'
import { pauseCases } from './pause.ts'
import { quietCases } from './sessions/quiet.ts'
import { promptContextCases } from './search/prompt-context.ts'
import { readingCases } from './reading.ts'
import { revisionCases } from './revisions.ts'
import { saveCases } from './save.ts'
import { searchCases } from './search/search.ts'
import { searchOptionCases } from './search/search-options.ts'
import { sessionChangeCases } from './sessions/session-changes.ts'
import { sessionCases } from './sessions/sessions.ts'
import { shapeCases } from './input/shapes.ts'
import { textCases } from './input/text.ts'
import { threadItemCases } from './threads/items.ts'
import { threadLifeCases } from './threads/life.ts'
import { threadTransferCases } from './threads/transfer.ts'
import { transferCases } from './transfer.ts'

/**
 * Cases of a memory of many users, which any test runner can run against any product.
 *
 * @example
 * ```ts
 * for (const contractCase of memoryContract) {
 *   test.skipIf(skipReason(contractCase, subject) !== null)(contractCase.name, () => contractCase.run(subject))
 * }
 * ```
 */
export const memoryContract: readonly MemoryCase[] = [
  ...saveCases,
  ...batchCases,
  ...revisionCases,
  ...historyCases,
  ...historyPageCases,
  ...keptVersionCases,
  ...fieldCases,
  ...endCases,
  ...goneCases,
  ...idempotencyCases,
  ...limitCases,
  ...sessionCases,
  ...sessionChangeCases,
  ...namedSessionCases,
  ...contextCases,
  ...searchCases,
  ...searchOptionCases,
  ...promptContextCases,
  ...readingCases,
  ...filterCases,
  ...fieldConditionCases,
  ...proposalCases,
  ...approvalCases,
  ...threadItemCases,
  ...threadLifeCases,
  ...threadTransferCases,
  ...quietCases,
  ...pauseCases,
  ...journalCases,
  ...journalLifeCases,
  ...erasureCases,
  ...transferCases,
  ...identityCases,
  ...inputCases,
  ...edgeCases,
  ...textCases,
  ...clockCases,
  ...shapeCases,
]
