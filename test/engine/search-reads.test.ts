import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EngineStore } from '../../src/engine/engine-store.ts'
import type { StoreBackend } from '../../src/engine/port/backend.ts'
import type { UserReader } from '../../src/engine/port/reader.ts'
import { SqliteBackend } from '../../src/stores/sqlite/backend.ts'
import { cleanDraft, searchFor, writeAt } from '../../src/testing/store-contract/requests.ts'

type Call = readonly [method: string, ...input: unknown[]]

/** The same reader; it also notes each call. */
function noting(reader: UserReader, calls: Call[]): UserReader {
  return new Proxy(reader, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...input: unknown[]): unknown => {
        calls.push([String(name), ...input])
        return Reflect.apply(member, target, input)
      }
    },
  })
}

/** A store of one SQLite file that notes the calls of its reads. */
function openNotingStore(path: string, calls: Call[]): EngineStore {
  const file = new SqliteBackend(path, {})
  const backend: StoreBackend = {
    language: file.language,
    write: (...input) => file.write(...input),
    read: (userId, work) =>
      file.read(userId, (reader) => work(reader === null ? null : noting(reader, calls))),
    erase: (...input) => file.erase(...input),
    usersToSweep: (...input) => file.usersToSweep(...input),
    openSnapshot: (userId) => file.openSnapshot(userId),
    close: () => file.close(),
  }
  return new EngineStore(backend)
}

test('a search reads the texts of what it returns, and no others', async () => {
  const calls: Call[] = []
  await using store = openNotingStore(join(mkdtempSync(join(tmpdir(), 'reads-')), 'memory.db'), calls)
  await store.saveObservation('ada', cleanDraft('a ferry to the island'), writeAt(0))
  for (let number = 0; number < 20; number++)
    await store.saveObservation('ada', cleanDraft(`the ferry of day ${number}`), writeAt(0))
  const readBy = async (changes: Parameters<typeof searchFor>[1]): Promise<readonly Call[]> => {
    calls.length = 0
    await store.searchObservations('ada', searchFor('island ferry', changes))
    return calls.filter(([method]) => !['user', 'documents', 'postings', 'vocabulary'].includes(method))
  }
  expect(await readBy({ full: true, minShare: 0.9 })).toEqual([['observations', [1]]])
  expect(await readBy({ full: true, limit: 1 })).toEqual([['observations', [1]]])
  expect(await readBy({ minShare: 0.9 })).toEqual([['resultRows', [1]]])
  expect(await readBy({ full: true, filter: { types: ['profile'] } })).toEqual([])
  expect(await readBy({ filter: { types: ['profile'] } })).toEqual([])
  expect(await readBy({ limit: 1, filter: { session: 'none' } })).toEqual([['sessionNumber', 'none']])
  const [[asked] = []] = await readBy({ filter: { topicKeyPrefix: 'ui/' } })
  expect(asked).toBe('idsPassing')
  const [[method, ids] = []] = await readBy({ full: true, limit: 5 })
  expect([method, (ids as readonly number[]).length]).toEqual(['observations', 5])
})
