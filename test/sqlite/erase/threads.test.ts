import { expect, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { doctor } from '../../../src/maintenance/index.ts'
import { freshPath } from '../fresh-folder.ts'
import { expectIntact, pagesWithRemains, tracesOf } from '../inspect.ts'

/** An item of its own words: short ones fit into a page, long ones take several. */
function itemOf(number: number): { item: unknown; words: string[] } {
  const words = Array.from({ length: number % 3 === 0 ? 900 : 12 }, (_, at) => `marker${number}x${at}y`)
  return { item: { role: 'user', [`key${number}k`]: words.join(' ') }, words: [...words, `key${number}k`] }
}

test('R45 nothing is left in any file of items that were popped, cleared or erased', async () => {
  const path = freshPath()
  const memory = await ILabMemory.fromPath(path)
  const ada = memory.forUser('ada')
  const items = Array.from({ length: 40 }, (_, number) => itemOf(number))
  for (const [number, { item }] of items.entries()) {
    const name = number < 20 ? 'popped thread' : 'cleared thread'
    await ada.thread(name).append([item], number % 2 === 0 ? { idempotencyKey: `key-${number}` } : {})
    await ada.save({ type: 'pattern', title: 'Note', content: `kept${number}` })
  }
  await ada.thread('kept thread').append(['kept item'])
  expect(
    tracesOf(
      items.map(({ words }) => words[0]!),
      path,
    ),
  ).toHaveLength(40)

  for (const { words } of items.slice(0, 20).toReversed()) {
    expect(await ada.thread('popped thread').pop()).not.toBeNull()
    expect(tracesOf(words, path)).toEqual([])
  }
  expect(tracesOf(['popped thread'], path)).toEqual([])
  expect(await ada.thread('cleared thread').clear()).toBe(20)
  expect(tracesOf(['cleared thread', ...items.flatMap(({ words }) => words)], path)).toEqual([])
  expect(pagesWithRemains(path)).toEqual([])
  expectIntact(path)
  expect((await doctor(path)).findings).toEqual([])
  expect((await ada.listThreads()).threads).toMatchObject([{ name: 'kept thread', items: 1 }])
  await memory.close()
  expect(
    tracesOf(
      items.flatMap(({ words }) => words),
      path,
    ),
  ).toEqual([])
})

test('R45 a user with many items is erased in steps, and no byte of a thread is left', async () => {
  const path = freshPath()
  const memory = await ILabMemory.fromPath(path)
  const words: string[] = []
  for (let thread = 0; thread < 3; thread++) {
    const items = Array.from({ length: 150 }, (_, number) => `erased${thread}x${number}y`)
    words.push(...items, `name${thread}n`)
    await memory
      .forUser('ada')
      .thread(`name${thread}n`)
      .append(items, { idempotencyKey: `key-${thread}` })
  }
  await memory.forUser('bob').thread('name0n of bob').append(['kept'])
  await memory.forUser('ada').erase()
  expect(
    tracesOf(
      words.filter((word) => word !== 'name0n'),
      path,
    ),
  ).toEqual([])
  expect(pagesWithRemains(path)).toEqual([])
  expect((await memory.forUser('bob').thread('name0n of bob').read()).items).toMatchObject([{ item: 'kept' }])
  await memory.close()
  expectIntact(path)
  expect((await doctor(path)).findings).toEqual([])
})
