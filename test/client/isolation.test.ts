import { describe, expect, test } from 'vitest'
import { operations } from '../../src/operations.ts'
import { findInterference, isolationMatrix } from '../../src/testing/index.ts'
import { storeSubjects } from '../stores-under-test.ts'
import { remoteSubject } from './remote-subject.ts'

const file = storeSubjects().find(({ name }) => name === 'one SQLite file')!

describe('R3: the isolation matrix over a socket', () => {
  for (const { name, run } of isolationMatrix(operations)) test(name, () => run(remoteSubject(file)))
})

test('R13: no answer over a socket shows that another user exists', { timeout: 120_000 }, async () => {
  expect(await findInterference(remoteSubject(file), { seed: 20_261_123, runs: 40 })).toBeNull()
})
