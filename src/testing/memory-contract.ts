import type { MemoryCase } from './contract-case.ts'
import { clockCases } from './memory-contract/clock.ts'
import { contextCases } from './memory-contract/context.ts'
import { erasureCases } from './memory-contract/erasure.ts'
import { idempotencyCases } from './memory-contract/idempotency.ts'
import { identityCases } from './memory-contract/identity.ts'
import { inputCases } from './memory-contract/input.ts'
import { limitCases } from './memory-contract/limits.ts'
import { readingCases } from './memory-contract/reading.ts'
import { saveCases } from './memory-contract/save.ts'
import { searchCases } from './memory-contract/search.ts'
import { sessionCases } from './memory-contract/sessions.ts'
import { shapeCases } from './memory-contract/shapes.ts'
import { textCases } from './memory-contract/text.ts'
import { transferCases } from './memory-contract/transfer.ts'

/**
 * What a memory of many users does, as cases that any test runner can run against any product.
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
  ...idempotencyCases,
  ...limitCases,
  ...sessionCases,
  ...contextCases,
  ...searchCases,
  ...readingCases,
  ...erasureCases,
  ...transferCases,
  ...identityCases,
  ...inputCases,
  ...textCases,
  ...clockCases,
  ...shapeCases,
]
