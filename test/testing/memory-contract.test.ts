import { describe, test } from 'vitest'
import { memoryContract, skipReason } from '../../src/testing/index.ts'
import { memoryOver, storeSubjects } from '../stores-under-test.ts'

for (const store of storeSubjects()) {
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
