import { describe, test } from 'vitest'
import { skipReason, storeContract } from '../../src/testing/index.ts'
import { isLong } from '../fault/rounds.ts'
import { storeSubjects } from '../stores-under-test.ts'

// Its thread writes for the readers of another, and reads as threads with a file per user do. `npm run fault` includes it.
const likeOthers = 'one SQLite file in a worker'

for (const subject of storeSubjects().filter(({ name }) => isLong || name !== likeOthers)) {
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
