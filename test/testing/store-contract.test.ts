import { describe, test } from 'vitest'
import { skipReason, storeContract } from '../../src/testing/index.ts'
import { storeSubjects } from '../stores-under-test.ts'

for (const subject of storeSubjects()) {
  describe(`the store contract on ${subject.name}`, () => {
    for (const contractCase of storeContract) {
      test(contractCase.name, async ({ skip }) => {
        const reason = skipReason(contractCase, subject)
        if (reason !== null) skip(reason)
        await contractCase.run(subject)
      })
    }
  })
}
