import assert from 'node:assert/strict'
import type { HistoryOptions } from '../../../core/model.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { memoryCase } from '../../world.ts'
import { theme, withHistory } from './theme-history.ts'

/** Pages of versions. */
export const historyPageCases: readonly MemoryCase[] = [
  memoryCase('lists versions a page at a time, from before any number', async (world) => {
    const alice = await withHistory(world)
    const page = async (options: HistoryOptions): Promise<[number[], number | null]> => {
      const { versions, nextBefore } = await alice.history('ui/theme', options)
      return [versions.map(({ revision }) => revision), nextBefore]
    }
    assert.deepEqual(await page({ limit: 1 }), [[3], 3])
    assert.deepEqual(await page({ limit: 2 }), [[3, 2], 2])
    assert.deepEqual(await page({ limit: 1, before: 3 }), [[2], 2])
    assert.deepEqual(await page({ limit: 1, before: 2 }), [[1], null])
    assert.deepEqual(await page({ limit: 3 }), [[3, 2, 1], null])
    assert.deepEqual(await page({ before: 1 }), [[], null])
    assert.deepEqual(await page({ before: 2 ** 40 }), [[3, 2, 1], null])
    for (const options of [{ limit: 0 }, { before: 0 }, { before: 1.5 }])
      await failsWith('invalid_input', () => alice.history('ui/theme', options))
  }),

  memoryCase(
    'lists 20 versions where the caller names no limit, and goes on before any number',
    async (world) => {
      const alice = world.actor('alice')
      for (let number = 1; number <= 45; number++) await alice.save({ ...theme, content: `colour ${number}` })
      assert.equal((await alice.history(1)).versions.length, 20)
      assert.deepEqual(
        (await alice.history(1, { limit: 45 })).versions.map(({ revision }) => revision),
        Array.from({ length: 45 }, (_, index) => 45 - index),
      )
      const { versions, nextBefore } = await alice.history(1, { limit: 5, before: 31 })
      assert.deepEqual([versions[0]?.content, nextBefore], ['colour 30', 26])
    },
    { config: { history: { revisions: 1_000 } } },
  ),
]
