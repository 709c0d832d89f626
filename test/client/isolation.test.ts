import { describe, expect, test } from 'vitest'
import { runnableOperations } from '../runnable-operations.ts'
import {
  findInterference,
  isolationMatrix,
  type MemoryCase,
  type MemorySubject,
} from '../../src/testing/index.ts'
import { patience, rounds } from '../fault/rounds.ts'
import { plantedLeaks } from '../planted-leaks/leaks.ts'
import { memoryOver, storeSubject } from '../stores-under-test.ts'
import { remoteSubject } from './remote-subject.ts'

const file = storeSubject('one SQLite file')
const plain = storeSubject('plain arrays')

describe('R3: the isolation matrix over a socket', () => {
  for (const { name, run } of isolationMatrix(runnableOperations)) test(name, () => run(remoteSubject(file)))
})

test('R13: no answer over a socket shows that another user exists', { timeout: patience }, async () => {
  expect(await findInterference(remoteSubject(file), { seed: 20_261_123, runs: rounds(15) })).toBeNull()
})

describe('what is planted into the server', () => {
  const leaks = plantedLeaks.filter(({ foundBy }) => foundBy.includes('isolation matrix'))

  test.each(leaks.map(({ name }) => name))(
    'is found over a socket: %s',
    { timeout: patience },
    async (name) => {
      const { plant } = leaks.find((leak) => leak.name === name)!
      const leaky = { open: async () => plant(await plain.open()) }
      // The row of the matrix that finds it in the process finds it behind the server, too.
      const row = await firstToFail(memoryOver(leaky))
      await expect(row?.run(remoteSubject(leaky))).rejects.toBeInstanceOf(Error)
    },
  )
})

async function firstToFail(subject: MemorySubject): Promise<MemoryCase | undefined> {
  for (const row of isolationMatrix(runnableOperations)) {
    try {
      await row.run(subject)
    } catch {
      return row
    }
  }
  return undefined
}
