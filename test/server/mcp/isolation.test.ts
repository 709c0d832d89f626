import { describe, expect, test } from 'vitest'
import { anyone } from '../../../src/server/access/caller/caller.ts'
import { toolNames } from '../../../src/memory/tools/offers.ts'
import { runnableOperations } from '../../runnable-operations.ts'
import { findInterference, isolationMatrix } from '../../../src/testing/index.ts'
import { patience, rounds } from '../../fault/rounds.ts'
import { storeSubject } from '../../stores-under-test.ts'
import { connectInMemory, connectOverHttp } from './connected.ts'
import { memoryOverTools, type Connect } from './tool-memory.ts'

const ways: readonly { name: string; connect: Connect }[] = [
  {
    name: 'a server bound to the user',
    connect: (memory, userId) => connectInMemory({ memory, tools: toolNames }, userId),
  },
  {
    name: 'one user after the other named to the HTTP handler',
    connect: (memory, userId) =>
      connectOverHttp({ memory, tools: toolNames }, anyone, { 'x-user-id': userId }),
  },
]
const arrays = storeSubject('plain arrays')
const file = storeSubject('one SQLite file')

/** Fixed, so that a red run can be repeated. */
const seed = 20_261_123
const runs = rounds(12)

describe.for(ways)('tools of $name', ({ connect }) => {
  for (const { name, run } of isolationMatrix(runnableOperations)) {
    test(`R3: ${name}`, () => run(memoryOverTools(file, connect)))
  }

  test(
    `R13: no answer of ${runs} random histories shows that another user exists`,
    { timeout: patience },
    async () => {
      expect(await findInterference(memoryOverTools(arrays, connect), { seed, runs })).toBeNull()
    },
  )
})
