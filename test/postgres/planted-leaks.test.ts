import { describe, expect, test } from 'vitest'
import { runnableOperations } from '../runnable-operations.ts'
import { isolationMatrix } from '../../src/testing/index.ts'
import { plantedLeaks } from '../planted-leaks/leaks.ts'
import { memoryOver } from '../stores-under-test.ts'
import { freshStores } from './databases.ts'

const open = freshStores()
const foundByMatrix = plantedLeaks.filter(({ foundBy }) => foundBy.includes('isolation matrix'))

describe('R14 planted into the PostgreSQL store', () => {
  test.for(foundByMatrix)(
    '$name is found by the isolation matrix',
    { timeout: 60_000 },
    async ({ plant }) => {
      const subject = memoryOver({ open }, plant)
      let found = false
      for (const { run } of isolationMatrix(runnableOperations))
        found ||= await run(subject).then(
          () => false,
          () => true,
        )
      expect(found).toBe(true)
    },
  )
})
