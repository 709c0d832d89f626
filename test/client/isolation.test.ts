import { describe, expect, test } from 'vitest'
import { operations } from '../../src/wire/operations.ts'
import { findInterference, isolationMatrix, plantedLeaks } from '../../src/testing/index.ts'
import { storeSubjects } from '../stores-under-test.ts'
import { remoteSubject } from './remote-subject.ts'

const file = storeSubjects().find(({ name }) => name === 'one SQLite file')!

describe('R3: the isolation matrix over a socket', () => {
  for (const { name, run } of isolationMatrix(operations)) test(name, () => run(remoteSubject(file)))
})

test('R13: no answer over a socket shows that another user exists', { timeout: 120_000 }, async () => {
  expect(await findInterference(remoteSubject(file), { seed: 20_261_123, runs: 40 })).toBeNull()
})

describe('what is planted into the server', () => {
  const leaks = plantedLeaks.filter(({ foundBy }) => foundBy.includes('isolation matrix'))

  test.each(leaks.map(({ name }) => name))(
    'is found over a socket: %s',
    { timeout: 60_000 },
    async (name) => {
      const { plant } = leaks.find((leak) => leak.name === name)!
      const leaky = remoteSubject({ open: async () => plant(await file.open()) })
      const ended = await Promise.allSettled(isolationMatrix(operations).map(({ run }) => run(leaky)))
      expect(ended.some(({ status }) => status === 'rejected')).toBe(true)
    },
  )
})
