import { describe, expect, test } from 'vitest'
import { skipReason, storeContract } from '../../src/testing/index.ts'
import { storeSubjects } from '../stores-under-test.ts'

const subjects = storeSubjects()

for (const subject of subjects) {
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

test('every store that there is ran', () => {
  expect(subjects.map(({ name }) => name)).toEqual([
    'plain arrays',
    'one SQLite file',
    'one SQLite file per user',
    'one SQLite file in a worker',
    'one SQLite file per user in two workers',
    'PostgreSQL',
  ])
})
