import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { freshPath } from '../sqlite/fresh-folder.ts'

test('R59 a read gives nothing out where its entry cannot be written, and one that finds nothing succeeds', async () => {
  const path = freshPath()
  const memory = await ILabMemory.fromPath(path, { journal: true, busyTimeoutMs: 20 })
  const ada = memory.forUser('ada')
  await ada.save({ type: 'preference', title: 'Tea', content: 'green tea' })
  await ada.startSession()
  const before = await ada.journal()
  const other = new DatabaseSync(path)
  other.exec('begin immediate')
  const reads = [
    () => ada.search('tea'),
    () => ada.search('tea', { explain: true, full: true }),
    () => ada.context(),
    () => ada.get(1),
    () => ada.get(1, { revision: 1 }),
    () => ada.timeline(1),
    () => ada.list(),
    () => ada.startSession(),
  ]
  for (const read of reads) await expect(read()).rejects.toMatchObject({ code: 'busy' })
  expect(await ada.search('absent')).toEqual([])
  expect(await ada.get(2)).toBeNull()
  other.exec('commit')
  other.close()
  expect(await ada.journal()).toEqual(before)
  expect(await ada.search('tea')).toHaveLength(1)
  await memory.close()
})

test('R59 an entry is in the file before its read answers', async () => {
  const path = freshPath()
  const memory = await ILabMemory.fromPath(path, { journal: true })
  const ada = memory.forUser('ada')
  await ada.save({ type: 'preference', title: 'Tea', content: 'green tea' })
  const other = new DatabaseSync(path, { readOnly: true })
  const count = (): unknown => other.prepare('select count(*) as n from journal').get()?.['n']
  for (let read = 1; read <= 5; read++) {
    await ada.get(1)
    expect(count()).toBe(read)
  }
  await Promise.all(Array.from({ length: 40 }, () => ada.search('tea')))
  expect(count()).toBe(45)
  other.close()
  await memory.close()
})

test('entries of an earlier time with the journal on stay where it is off', async () => {
  const path = freshPath()
  await using on = await ILabMemory.fromPath(path, { journal: true })
  await on.forUser('ada').save({ type: 'preference', title: 'Tea', content: 'green tea' })
  await on.forUser('ada').get(1, { purpose: 'then' })
  await using off = await ILabMemory.fromPath(path)
  const ada = off.forUser('ada')
  await ada.get(1, { purpose: 'now' })
  expect((await ada.journal()).entries.map(({ purpose }) => purpose)).toEqual(['then'])
  expect((await Array.fromAsync(ada.export())).at(-1)).toContain('"kind":"journal"')
  await ada.forget(1)
  expect((await ada.journal()).entries).toMatchObject([{ ids: [null] }])
})
