import { failureCases } from './failures.ts'
import { interferenceCases } from './interference.ts'
import { isolationCases } from './isolation.ts'
import type { AdapterCase } from './subject.ts'

/**
 * Cases for every adapter between a framework and a memory, of this product or another: two users with the same keys,
 * paths, threads and namespaces never see each other's, and a memory that fails or is paused never fails the answer.
 *
 * @example
 * ```ts
 * for (const contractCase of adapterContract)
 *   if (skipReason(contractCase, subject) === null) await contractCase.run(subject)
 * ```
 */
export const adapterContract: readonly AdapterCase[] = [
  ...isolationCases,
  ...interferenceCases,
  ...failureCases,
]
