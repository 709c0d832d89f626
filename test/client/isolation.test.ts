import { describe, expect, test } from 'vitest'
import { runnableOperations } from '../runnable-operations.ts'
import { findInterference, isolationMatrix } from '../../src/testing/index.ts'
import { patience, rounds } from '../fault/rounds.ts'
import { plantedLeaks } from '../planted-leaks/leaks.ts'
import { storeSubject } from '../stores-under-test.ts'
import { remoteSubject } from './remote-subject.ts'

const file = storeSubject('one SQLite file')

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
      const leaky = remoteSubject({ open: async () => plant(await file.open()) })
      expect(await isFound(leaky)).toBe(true)
    },
  )
})

/** Tells whether any row of the matrix fails. */
async function isFound(subject: ReturnType<typeof remoteSubject>): Promise<boolean> {
  for (const { run } of isolationMatrix(runnableOperations)) {
    try {
      await run(subject)
    } catch {
      return true
    }
  }
  return false
}
