import { describe, expect, test } from 'vitest'
import { runnableOperations } from '../runnable-operations.ts'
import { isolationMatrix, type NamedOperation } from '../../src/testing/index.ts'
import { isLong } from '../fault/rounds.ts'
import { memoryOver, storeSubject, storeSubjects } from '../stores-under-test.ts'

// These are reached as one file in a thread is. `npm run fault` includes them.
const likeAnother = ['one SQLite file per user in two workers', 'one SQLite file with two readers']

for (const store of storeSubjects().filter(({ name }) => isLong || !likeAnother.includes(name))) {
  describe(`the isolation matrix on ${store.name}`, () => {
    for (const { name, run } of isolationMatrix(runnableOperations)) test(name, () => run(memoryOver(store)))
  })
}

test('an operation without a row fails', async () => {
  const unheardOf: NamedOperation = { name: 'mem_unheard_of', run: () => null }
  const [contractCase] = isolationMatrix([unheardOf])
  await expect(contractCase?.run(memoryOver(storeSubject('plain arrays')))).rejects.toThrow(
    'mem_unheard_of has no row',
  )
})
