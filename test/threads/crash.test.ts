import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Language } from '../../src/search/corpus.ts'
import { openWorkerStore } from '../../src/stores/threads/store.ts'
import { at, draft, folders, outcomes, saveMany, watchThreads } from './threads.ts'

const newFolder = folders()
const threads = watchThreads()

test('calls inside a thread that dies fail with `storage`, those that wait go to the next thread, and nothing acknowledged is lost', async () => {
  const path = join(newFolder(), 'memory.db')
  const store = await openWorkerStore({ kind: 'file', path })
  await Promise.all(saveMany(store, 'alice', 10))
  const before = threads.length
  const calls = saveMany(store, 'bob', 50)
  void threads.at(-1)!.terminate()
  const results = await outcomes(calls)
  const failed = results.filter((result) => typeof result === 'string')
  expect(new Set(failed)).toEqual(new Set(['storage']))
  expect(failed.length).toBeLessThanOrEqual(4)
  expect(threads.length).toBe(before + 1)
  expect((await store.readStats('alice', 0)).observations).toBe(10)
  const { observations } = await store.readStats('bob', 0)
  expect(observations).toBeGreaterThanOrEqual(50 - failed.length)
  expect(observations).toBeLessThanOrEqual(50)
  await store.close()
})

test('survives one death after another', async () => {
  const store = await openWorkerStore({ kind: 'file', path: join(newFolder(), 'memory.db') })
  const acknowledged: number[] = []
  for (let round = 0; round < 5; round++) {
    const calls = saveMany(store, `user-${round}`, 3)
    await calls[0]
    await threads.at(-1)!.terminate()
    const results = await outcomes(calls)
    acknowledged.push(results.filter((result) => typeof result === 'number').length)
    expect((await store.readStats(`user-${round}`, 0)).observations).toBeGreaterThanOrEqual(
      acknowledged[round]!,
    )
  }
  await store.close()
})

test('one of two threads dies, and the other one notices nothing', async () => {
  const store = await openWorkerStore({ kind: 'folder', path: newFolder(), threads: 2 })
  const users = Array.from({ length: 12 }, (_, i) => `user-${i}`)
  for (const user of users) await store.saveObservation(user, draft('one'), at)
  const calls = users.flatMap((user) => saveMany(store, user, 1))
  void threads.at(-1)!.terminate()
  const results = await outcomes(calls)
  expect(new Set(results.filter((result) => result !== 2))).toEqual(new Set(['storage']))
  expect(results.filter((result) => result === 2).length).toBeGreaterThan(0)
  for (const user of users) expect((await store.readStats(user, 0)).observations).toBeGreaterThan(0)
  await store.close()
})

test('a thread that runs out of memory is started again', { timeout: 60_000 }, async () => {
  const resourceLimits = { maxOldGenerationSizeMb: 40 }
  const store = await openWorkerStore({ kind: 'file', path: join(newFolder(), 'memory.db'), resourceLimits })
  await store.saveObservation('alice', draft('one'), at)
  const words = Array.from({ length: 2_000_000 }, (_, i) => `w${i.toString(36)}`).join(' ')
  const failure = await store.saveObservation('alice', draft(words), at).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'storage', cause: { code: 'ERR_WORKER_OUT_OF_MEMORY' } })
  expect((await store.readStats('alice', 0)).observations).toBe(1)
  await store.close()
})

test('where the file does not open again, calls say so, and the next one tries anew', async () => {
  const path = join(newFolder(), 'memory.db')
  const store = await openWorkerStore({ kind: 'file', path })
  await threads.at(-1)!.terminate()
  writeFileSync(path, 'not a database at all, but long enough to be looked at '.repeat(100))
  const calls = saveMany(store, 'alice', 20)
  expect(new Set(await outcomes(calls))).toEqual(new Set(['corrupt']))
  writeFileSync(path, '')
  expect(await store.saveObservation('alice', draft('one'), at)).toMatchObject({ id: 1 })
  await store.close()
})

test('an export whose thread died ends with an error, not with a part of the memory', async () => {
  const store = await openWorkerStore({ kind: 'file', path: join(newFolder(), 'memory.db') })
  await Promise.all(saveMany(store, 'alice', 200))
  const pages = store.exportUser('alice', 0)[Symbol.asyncIterator]()
  expect((await pages.next()).value).toMatchObject([{ kind: 'header' }])
  await threads.at(-1)!.terminate()
  await expect(pages.next()).rejects.toMatchObject({ code: 'storage' })
  await store.close()
})

test('closing while a thread dies does not hang', async () => {
  const store = await openWorkerStore({ kind: 'file', path: join(newFolder(), 'memory.db') })
  await store.saveObservation('alice', draft('one'), at)
  const closed = store.close()
  void threads.at(-1)!.terminate()
  await closed
  await store.close()
})

test('a thread that does not start says so, and that nothing was carried out', async () => {
  const language = (() => 'english') as unknown as Language
  const path = join(newFolder(), 'memory.db')
  const failure = await openWorkerStore({ kind: 'file', path, language }).catch((error: unknown) => error)
  expect(failure).toMatchObject({
    code: 'storage',
    message: 'the thread that keeps the memory did not start (DataCloneError): nothing was carried out',
  })
})

test('a call that no thread can take says that nothing was carried out', async () => {
  const store = await openWorkerStore({ kind: 'file', path: join(newFolder(), 'memory.db') })
  const unclonable = { ...at, quota: { observations: (() => 1) as unknown as number } }
  await expect(store.saveObservation('alice', draft('one'), unclonable)).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringMatching(/handed to the thread.*nothing was carried out$/),
  })
  expect((await store.readStats('alice', 0)).observations).toBe(0)
  await store.close()
})
