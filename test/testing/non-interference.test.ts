import { describe, expect, test } from 'vitest'
import { findInterference } from '../../src/testing/index.ts'
import { patience, rounds } from '../fault/rounds.ts'
import { memoryOver, storeSubjects } from '../stores-under-test.ts'

/** Fixed, so that a red run can be repeated. */
const seed = 20_261_123
/** As many as find every planted leak in `planted-leaks.test.ts`. */
const manyRuns = rounds(60, 5_000)
const fewRuns = rounds(6, 500)
const remoteRuns = rounds(40, 400)

describe.for(storeSubjects())('R13 non-interference on $name', (store) => {
  const runs = store.isRemote === true ? remoteRuns : store.hasThreads === true ? fewRuns : manyRuns
  test(
    `no answer of ${runs} random histories shows that another user exists`,
    { timeout: patience },
    async () => {
      expect(await findInterference(memoryOver(store), { seed, runs })).toBeNull()
    },
  )
})
