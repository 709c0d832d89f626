import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openPerUserStore } from '../../../src/stores/per-user/store.ts'
import { CacheRoom } from '../../../src/stores/sqlite/index/cache-room.ts'
import { SearchCache } from '../../../src/stores/sqlite/index/search-cache.ts'
import { at, draft, search } from '../../threads/threads.ts'
import { freshFolder } from '../fresh-folder.ts'

const listOf = (occurrences: number) => ({
  ids: new Int32Array(occurrences).fill(1),
  positions: new Int32Array(occurrences),
})

/** Keeps a list, and tells whether it had to be read. */
function isRead(cache: SearchCache, term: string): boolean {
  let read = false
  cache.ofUser(1, 1).list(term, () => {
    read = true
    return listOf(100)
  })
  return read
}

test('the caches of several files have one limit, and the one used longest ago gives way', () => {
  const room = new CacheRoom(40_000)
  const caches = Array.from({ length: 40 }, () => new SearchCache(room.mostBytes, 0, room))
  for (const cache of caches) expect(isRead(cache, 'lemon')).toBe(true)
  expect(room.bytes).toBeGreaterThan(20_000)
  expect(room.bytes).toBeLessThanOrEqual(40_000)
  expect(isRead(caches.at(-1)!, 'lemon')).toBe(false)
  expect(caches[0]!.bytes).toBe(0)
  expect(isRead(caches[0]!, 'lemon')).toBe(true)
  for (const cache of caches) cache.clear()
  expect(room.bytes).toBe(0)
})

test('a cache that may keep nothing keeps nothing', () => {
  const room = new CacheRoom(0)
  const cache = new SearchCache(room.mostBytes, 0, room)
  isRead(cache, 'lemon')
  expect(isRead(cache, 'lemon')).toBe(true)
  expect(room.bytes).toBe(0)
})

test('a user in a file of its own finds what another process has saved since', async () => {
  const folder = join(freshFolder(), 'memory')
  await using one = await openPerUserStore(folder)
  await using other = await openPerUserStore(folder)
  const found = async (): Promise<number> =>
    (await one.searchObservations('alice', search('lemon'))).results.length
  await one.saveObservation('alice', draft('a lemon'), at)
  expect(await found()).toBe(1)
  await other.saveObservation('alice', draft('another lemon'), at)
  expect(await found()).toBe(2)
  await other.eraseUser('alice', at)
  expect(await found()).toBe(0)
})
