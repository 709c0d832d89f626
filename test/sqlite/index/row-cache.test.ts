import { expect, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import type { ResultRow } from '../../../src/engine/port/stored.ts'
import { RowCache } from '../../../src/stores/sqlite/index/row-cache.ts'
import { freshPath } from '../fresh-folder.ts'

const rowOf = (id: number, length = 100): ResultRow => ({
  id,
  type: 'decision',
  title: 'a',
  content: 'b'.repeat(length),
  topicKey: null,
  pinned: false,
  updatedAt: 1,
})

test('keeps rows within its limit, the newest ones', () => {
  const cache = new RowCache(6_000)
  const read: number[] = []
  const ask = (id: number): ResultRow =>
    cache.row(id, () => {
      read.push(id)
      return rowOf(id)
    })
  for (let id = 1; id <= 20; id++) expect(ask(id)).toEqual(rowOf(id))
  expect(cache.bytes).toBeGreaterThan(4_000)
  expect(cache.bytes).toBeLessThanOrEqual(6_000)
  read.length = 0
  ask(20)
  expect(read).toEqual([])
  ask(1)
  expect(read).toEqual([1])
})

test('keeps no row that would take the place of many', () => {
  const cache = new RowCache(6_000)
  cache.row(1, () => rowOf(1, 5_000))
  expect(cache.bytes).toBe(0)
})

test('a search shows what an observation has become since the last one, and nothing after an erasure', async () => {
  await using memory = await ILabMemory.fromPath(freshPath())
  const user = memory.forUser('alice')
  const { id } = await user.save({ type: 'decision', title: 'Lemon', content: 'yellow lemon' })
  const shown = async () =>
    (await user.search('lemon')).map(({ title, snippet, pinned }) => ({ title, snippet, pinned }))
  expect(await shown()).toEqual([{ title: 'Lemon', snippet: 'yellow lemon', pinned: false }])
  await user.update(id, { content: 'green lemon' })
  expect(await shown()).toEqual([{ title: 'Lemon', snippet: 'green lemon', pinned: false }])
  await user.update(id, { pinned: true })
  expect(await shown()).toEqual([{ title: 'Lemon', snippet: 'green lemon', pinned: true }])
  await user.save({ type: 'decision', title: 'Lime', content: 'lemon like' })
  expect(await shown()).toHaveLength(2)
  await user.erase()
  expect(await shown()).toEqual([])
})
