import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { openSqliteStore } from '../../src/stores/sqlite/store.ts'
import { openWorkerStore } from '../../src/stores/threads/store.ts'
import { at, draft, folders, outcomes, saveMany, search, watchThreads } from './threads.ts'

const newFolder = folders()
const threads = watchThreads()

const openWith = (readers: number, path = join(newFolder(), 'memory.db')) =>
  openWorkerStore({ kind: 'file', path, readers })

/** Tells whether a thread has a text anywhere in its memory. */
async function holds(thread: Worker, text: string): Promise<boolean> {
  const parts: Buffer[] = []
  for await (const part of await thread.getHeapSnapshot()) parts.push(Buffer.from(part as Buffer))
  return Buffer.concat(parts).includes(text)
}

test('a read sees every save that was acknowledged before it', async () => {
  await using store = await openWith(2)
  const live = async (user: string): Promise<void> => {
    for (let saved = 1; saved <= 30; saved++) {
      await store.saveObservation(user, draft(`lemon number ${user} ${saved}`), at)
      const { results } = await store.searchObservations(user, { ...search('lemon'), limit: 100 })
      expect(results).toHaveLength(saved)
      expect((await store.readStats(user, at.now)).observations).toBe(saved)
    }
  }
  await Promise.all(['alice', 'bob', 'carol', 'dave'].map(live))
})

test('a read sees what another connection has written, changed and removed', async () => {
  const path = join(newFolder(), 'memory.db')
  await using store = await openWith(1, path)
  await using other = await openSqliteStore(path)
  const snippets = async (): Promise<string[]> =>
    (await store.searchObservations('alice', search('lemon'))).results.map(({ snippet }) => snippet)
  const { id } = await store.saveObservation('alice', draft('yellow lemon'), at)
  expect(await snippets()).toEqual(['yellow lemon'])
  await other.saveObservation('alice', draft('another lemon'), at)
  expect(await snippets()).toHaveLength(2)
  await other.forgetObservation('alice', id, at.now)
  expect(await snippets()).toEqual(['another lemon'])
  await other.eraseUser('alice', at)
  expect(await snippets()).toEqual([])
  await other.saveObservation('bob', draft('the lemon of bob'), at)
  expect(await snippets()).toEqual([])
})

test('nothing of what was removed is left in the memory of a reader when that is acknowledged', async () => {
  await using store = await openWith(1)
  const reader = threads.at(-1)!
  await store.saveObservation('alice', draft('lemon quincewordone'), at)
  const { id } = await store.saveObservation('bob', draft('lemon quincewordtwo'), at)
  for (const user of ['alice', 'bob']) await store.searchObservations(user, search('lemon'))
  expect(await holds(reader, 'quincewordone')).toBe(true)
  expect(await holds(reader, 'quincewordtwo')).toBe(true)
  await store.eraseUser('alice', at)
  expect(await holds(reader, 'quincewordone')).toBe(false)
  await store.searchObservations('bob', search('lemon'))
  expect(await holds(reader, 'quincewordtwo')).toBe(true)
  await store.forgetObservation('bob', id, at.now)
  expect(await holds(reader, 'quincewordtwo')).toBe(false)
})

test('a reader that dies fails its reads, harms no save, and is started again', async () => {
  await using store = await openWith(1)
  await Promise.all(saveMany(store, 'alice', 5))
  const before = threads.length
  const reads = Array.from({ length: 30 }, () => store.searchObservations('alice', search('number')))
  const saves = saveMany(store, 'alice', 5)
  void threads.at(-1)!.terminate()
  const failed = (await outcomes(reads)).filter((outcome) => typeof outcome === 'string')
  expect(new Set(failed)).toEqual(new Set(['storage']))
  expect((await outcomes(saves)).every((id) => typeof id === 'number')).toBe(true)
  expect((await store.readStats('alice', at.now)).observations).toBe(10)
  expect(threads.length).toBe(before + 1)
})

test('only one file has readers', async () => {
  const folder = openWorkerStore({ kind: 'folder', path: newFolder(), readers: 1 })
  await expect(folder).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(openWith(-1)).rejects.toMatchObject({ code: 'invalid_input' })
})
