import { describe, test } from 'vitest'
import { memoryContract, skipReason } from '../../src/testing/index.ts'
import { isLong } from '../fault/rounds.ts'
import { memoryOver, storeSubjects } from '../stores-under-test.ts'

// A store in threads forwards to stores that are tested here without them, and each case starts its threads anew.
// `npm run fault` includes it. The store contract, the isolation matrix and random histories always do.
const stores = storeSubjects().filter(({ hasThreads }) => isLong || hasThreads !== true)

for (const store of stores) {
  const subject = memoryOver(store)
  describe(`the memory contract on ${store.name}`, () => {
    for (const contractCase of memoryContract) {
      test(contractCase.name, async ({ skip }) => {
        const reason = skipReason(contractCase, subject)
        if (reason !== null) skip(reason)
        await contractCase.run(subject)
      })
    }
  })
}
