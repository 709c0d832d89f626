import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MemoryError } from '../../src/core/errors/errors.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { largestObservationId } from '../../src/core/largest-numbers.ts'
import type { ExportRecord, Store } from '../../src/core/store/store.ts'
import { maxId } from '../../src/stores/sqlite/tables/schema.ts'
import { openWorkerStore } from '../../src/stores/threads/store.ts'
import { at, draft, folders, outcomes, saveMany, search, watchThreads } from './threads.ts'

const newFolder = folders()
const threads = watchThreads()
const newPath = (): string => join(newFolder(), 'memory.db')

test("R37 a call is answered before all but a few of another user's flood", async () => {
  await using store = await openWorkerStore({ kind: 'file', path: newPath() })
  await store.saveObservation('bob', draft('tea'), at)
  let flooded = 0
  const flood = saveMany(store, 'alice', 250).map((save) => save.then(() => flooded++))
  await store.searchObservations('bob', search('tea'))
  expect(flooded).toBeLessThanOrEqual(8)
  const seen = flooded
  await store.saveObservation('bob', draft('coffee'), at)
  expect(flooded - seen).toBeLessThanOrEqual(16)
  await Promise.all(flood)
  expect(flooded).toBe(250)
})

test('R37 a save is not kept waiting by searches that never run out', async () => {
  await using store = await openWorkerStore({ kind: 'file', path: newPath() })
  const users = Array.from({ length: 48 }, (_, i) => `user-${i}`)
  await Promise.all(users.flatMap((user) => saveMany(store, user, 20)))
  let searched = 0
  let isOver = false
  const searchOn = async (user: string): Promise<void> => {
    while (!isOver) {
      await store.searchObservations(user, search('tea'))
      searched++
    }
  }
  const searchers = users.map(searchOn)
  const between: number[] = []
  for (let i = 0; i < 10; i++) {
    const before = searched
    await store.saveObservation('bob', draft(`coffee ${i}`), at)
    between.push(searched - before)
  }
  isOver = true
  await Promise.all(searchers)
  // Those that were there before it, and two turns of others.
  expect(Math.max(...between)).toBeLessThan(128)
})

test('R37 one call too many of a user is `busy`, and nobody else is kept out', async () => {
  await using store = await openWorkerStore({ kind: 'file', path: newPath(), mostInFlightPerUser: 8 })
  const results = await outcomes([...saveMany(store, 'alice', 10), ...saveMany(store, 'bob', 8)])
  expect(results.slice(0, 10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 'busy', 'busy'])
  expect(results.slice(10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(await outcomes(saveMany(store, 'alice', 1))).toEqual([9])
})

test('errors keep their code and message, and their cause holds no text', async () => {
  await using store = await openWorkerStore({ kind: 'file', path: newPath() })
  const session = store.endSession('alice', draft('over').content, at)
  await expect(session).rejects.toThrow(MemoryError)
  await expect(session).rejects.toMatchObject({ code: 'no_active_session', message: /no active session/ })
  const path = newPath()
  writeFileSync(path, 'canary words in a file that is not ours '.repeat(200))
  const failure = (await openWorkerStore({ kind: 'file', path }).catch(
    (error: unknown) => error,
  )) as MemoryError
  expect(failure).toMatchObject({ name: 'MemoryError', code: 'corrupt' })
  expect(failure.message).not.toBe('')
  expect(Object.keys(failure.cause ?? {})).not.toContain('message')
})

test('what cannot be cloned fails, and the next call works', async () => {
  await using store = await openWorkerStore({ kind: 'file', path: newPath() })
  const strange = { ...draft('one'), title: (() => 'x') as unknown as ReturnType<typeof draft>['title'] }
  await expect(store.saveObservation('alice', strange, at)).rejects.toMatchObject({ code: 'storage' })
  expect(await store.saveObservation('alice', draft('one'), at)).toMatchObject({ id: 1 })
})

/** A user with several pages to export. */
async function withMany(userId: string, options: { busyTimeoutMs: number }): Promise<Store> {
  const store = await openWorkerStore({
    kind: 'file',
    path: newPath(),
    mostInFlightPerUser: 1_000,
    ...options,
  })
  await Promise.all(saveMany(store, userId, 900))
  return store
}

test('an export reads a page when it is asked for one', async () => {
  await using store = await withMany('alice', { busyTimeoutMs: 10_000 })
  let pagesSent = 0
  threads.at(-1)!.on('message', (answers: readonly { value?: readonly ExportRecord[] }[]) => {
    pagesSent += answers.filter(({ value }) => Array.isArray(value)).length
  })
  const pages = store.exportUser('alice', 0)[Symbol.asyncIterator]()
  for (let taken = 1; taken <= 3; taken++) {
    await pages.next()
    await store.readStats('alice', 0)
    expect(pagesSent).toBe(taken)
  }
  await pages.return?.()
})

test('cancelling an export releases what it saw in the thread', async () => {
  await using store = await withMany('alice', { busyTimeoutMs: 50 })
  const pages = store.exportUser('alice', 0)[Symbol.asyncIterator]()
  for (let taken = 0; taken < 3; taken++) await pages.next()
  // The snapshot keeps the log from being emptied.
  await expect(store.forgetObservation('alice', 1, 0)).rejects.toMatchObject({ code: 'busy' })
  await pages.return?.()
  expect(await store.forgetObservation('alice', 2, 0)).toBe(true)
})

test.each(['file', 'folder'] as const)(
  'closing a %s waits for calls, not for exports that nobody reads',
  async (kind) => {
    const path = newPath()
    const store = await openWorkerStore({ kind, path })
    await Promise.all(saveMany(store, 'alice', 10))
    const pages = store.exportUser('alice', 0)[Symbol.asyncIterator]()
    await pages.next()
    const saves = saveMany(store, 'alice', 100)
    await Promise.all([store.close(), store.close()])
    expect(await outcomes(saves)).toEqual(Array.from({ length: 100 }, (_, i) => i + 11))
    await expect(pages.next()).rejects.toMatchObject({ code: 'closed' })
    await expect(store.readStats('alice', 0)).rejects.toMatchObject({ code: 'closed' })
    await using again = await openWorkerStore({ kind, path })
    expect((await again.readStats('alice', 0)).observations).toBe(110)
  },
)

test('a folder spreads its users over threads, a file takes one', async () => {
  const before = threads.length
  const path = newFolder()
  const folder = await ILabMemory.fromDirectory(path, { threads: 2 })
  expect(threads.length - before).toBe(2)
  const answers = [0, 0]
  for (const [i, thread] of threads.slice(-2).entries()) thread.on('message', () => answers[i]!++)
  for (let user = 0; user < 20; user++)
    await folder.forUser(`user-${user}`).save({ type: 'profile', title: 'Name', content: `User ${user}` })
  expect(answers[0]! + answers[1]!).toBe(20)
  expect(Math.min(...answers)).toBeGreaterThan(3)
  await folder.close()
  await using unthreaded = await ILabMemory.fromDirectory(path)
  expect((await unthreaded.forUser('user-7').search('user'))[0]?.title).toBe('Name')
  await using file = await ILabMemory.fromPath(newPath(), { threads: 4 })
  expect(threads.length - before).toBe(3)
  await file.forUser('alice').save({ type: 'profile', title: 'Name', content: 'Alice' })
})

test.each([{ threads: 0 }, { threads: 1.5 }, { mostInFlightPerUser: 0 }])('refuses %o', async (wrong) => {
  await expect(openWorkerStore({ kind: 'file', path: newPath(), ...wrong })).rejects.toMatchObject({
    code: 'invalid_input',
  })
})

test('a folder that cannot be opened leaves no thread behind', async () => {
  const path = newPath()
  writeFileSync(path, '')
  await expect(openWorkerStore({ kind: 'folder', path, threads: 2 })).rejects.toMatchObject({
    code: 'storage',
  })
  expect(threads.slice(-2).map((thread) => thread.threadId)).toEqual([-1, -1])
  rmSync(path)
})

test('a file numbers as many observations as the model allows', () => {
  expect(maxId).toBe(largestObservationId)
})
