import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '../../src/core/store/store.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { redact } from '../../src/privacy/redact.ts'
import type { PostgresClient, PostgresPool } from '../../src/stores/postgres/connection/pool.ts'
import { openPostgresStore } from '../../src/stores/postgres/store.ts'
import { cleanDraft, listOf, searchFor, writeAt } from '../../src/testing/store-contract/requests.ts'
import { beginning, hour } from '../../src/testing/world.ts'
import { migratedDatabase, openPool } from './databases.ts'

const trips = { count: 0 }
/** Reads that were sent. */
const sent: string[] = []
let store: Store
let pool: pg.Pool

/** Counts a round trip for each query that is sent while no answer is awaited. */
function counted(source: pg.Pool): PostgresPool {
  const clientOf = (client: pg.PoolClient): PostgresClient => {
    let awaited = 0
    return {
      query: async (input) => {
        if (/^\s*select/.test(input.text)) sent.push(input.text)
        if (awaited++ === 0 && input.text !== 'rollback') trips.count++
        try {
          return await client.query(input as pg.QueryConfig)
        } finally {
          awaited--
        }
      },
      // The store listens to each wrapper, of which a connection may have many.
      on: (...input) => (client.listenerCount('error') > 1 ? client : client.on(...input)),
      release: (destroy) => client.release(destroy),
    }
  }
  return { end: () => source.end(), connect: async () => clientOf(await source.connect()) }
}

beforeAll(async () => {
  const database = await migratedDatabase()
  pool = openPool(database, { max: 1 })
  store = await openPostgresStore(counted(pool))
}, 120_000)

afterAll(async () => {
  await store?.close()
  await pool?.end()
})

async function tripsOf(work: () => Promise<unknown>): Promise<number> {
  trips.count = 0
  await work()
  return trips.count
}

test('a read that the journal records takes two round trips more, and one without takes none', async () => {
  const at = Date.UTC(2026, 0, 5)
  const entry = { at, operation: 'get', ids: [1, 2, 3], contextId: null, purpose: null } as const
  const reads = async (journal: boolean): Promise<number> => {
    const memory = new ILabMemory(store, { journal })
    return tripsOf(() => memory.forUser('leo').get(1))
  }
  await new ILabMemory(store).forUser('leo').save({ type: 'profile', title: 'Tea', content: 'green' })
  const plain = await reads(false)
  expect([await reads(false), await reads(true), await reads(true)]).toEqual([plain, plain + 2, plain + 2])
  expect(
    await tripsOf(() =>
      store.appendToJournal(
        'leo',
        Array.from({ length: 500 }, () => entry),
      ),
    ),
  ).toBe(2)
})

test('an append takes two round trips, with and without a key, of one item and of many', async () => {
  const append = (items: number, idempotencyKey?: string): Promise<number> =>
    tripsOf(() =>
      store.appendToThread(
        'alice',
        redact('chat'),
        Array.from({ length: items }, (_, number) => redact(String(number))),
        { now: 1, quota: {}, idempotencyKey },
      ),
    )
  await append(1)
  expect([await append(1), await append(500), await append(2, 'key-1'), await append(2, 'key-1')]).toEqual([
    2, 2, 2, 2,
  ])
  expect(await tripsOf(() => store.popFromThread('alice', redact('chat')))).toBe(2)
  expect(await tripsOf(() => store.clearThread('alice', redact('chat')))).toBe(2)
})

test('a batch takes two round trips, with and without a key, of one draft and of 100', async () => {
  const save = (count: number, title: string, idempotencyKey?: string): Promise<number> => {
    const drafts = Array.from({ length: count }, (_, number) => cleanDraft(`number ${number}`, { title }))
    return tripsOf(() => store.saveObservations('bob', drafts, writeAt(1, { idempotencyKey })))
  }
  await save(1, 'first')
  const taken = [await save(1, 'one'), await save(100, 'many')]
  taken.push(await save(100, 'keyed', 'key-1'), await save(100, 'keyed', 'key-1'))
  expect(taken).toEqual([2, 2, 2, 2])
})

test('a proposal takes two round trips, with and without a topic', async () => {
  const propose = (content: string, topicKey: string | null): Promise<number> => {
    const key = topicKey === null ? null : redact(topicKey)
    const draft = { ...cleanDraft(content), topicKey: key, status: 'pending' } as const
    return tripsOf(() => store.saveObservation('carol', draft, writeAt(1)))
  }
  await propose('first', null)
  const taken = [await propose('second', null), await propose('third', 'a/b'), await propose('fourth', 'a/b')]
  expect(taken).toEqual([2, 2, 2])
})

test('a search looks up the words like those that a user never wrote by one statement', async () => {
  await store.saveObservation('typist', cleanDraft('the harbour keeps a lantern for winter'), writeAt(1))
  const lookUps = async (query: string): Promise<number> => {
    sent.length = 0
    expect((await store.searchObservations('typist', searchFor(query))).results).toHaveLength(1)
    return sent.length
  }
  const known = await lookUps('lantern')
  const unknown = [await lookUps('lantrn'), await lookUps('harbuor lantrn wintre')]
  expect(unknown.map((statements) => statements - known)).toEqual([2, 2])
})

test('ends cost no round trip until one has come', async () => {
  const end = beginning + hour
  const save = (userId: string, content: string, now: number, ends: boolean): Promise<number> =>
    tripsOf(() =>
      store.saveObservation(userId, cleanDraft(content, ends ? { expiry: { at: end } } : {}), writeAt(now)),
    )
  const reads = async (userId: string, now: number): Promise<number[]> => [
    await tripsOf(() => store.getObservation(userId, 2, now)),
    await tripsOf(() => store.listObservations(userId, listOf({ now }))),
    await tripsOf(() => store.searchObservations(userId, searchFor('ferry', { now }))),
    await tripsOf(() => store.readStats(userId, now)),
    await tripsOf(() => store.readTimeline(userId, 2, { before: 1, after: 1 }, now)),
  ]
  await save('plain', 'a first ferry', beginning, false)
  await save('ending', 'a first ferry', beginning, true)
  expect(await save('plain', 'a ferry', beginning, false)).toBe(2)
  expect(await save('ending', 'a ferry', beginning, false)).toBe(2)
  expect(await save('ending', 'another ferry', beginning, true)).toBe(2)
  const usual = await reads('plain', end)
  expect(await reads('ending', end - 1)).toEqual(usual)
  // Then what has expired is asked for; lists and single observations carry their ends.
  expect((await reads('ending', end)).slice(0, 2)).toEqual(usual.slice(0, 2))
})

test('a first save, one that closes a stale session and one that repeats a revised text take one round trip more', async () => {
  const save = (content: string, now: number): Promise<number> =>
    tripsOf(() => store.saveObservation('dora', cleanDraft(content), writeAt(now)))
  const taken = [await save('tea', 1), await save('tea', 2), await save('rice', 3)]
  await store.updateObservation('dora', 1, { title: redact('Tea') }, writeAt(4))
  const again = cleanDraft('tea', { title: 'Tea' })
  taken.push(await tripsOf(() => store.saveObservation('dora', again, writeAt(5))))
  taken.push(await save('new day', 40 * 24 * hour), await save('same day', 40 * 24 * hour))
  expect(taken).toEqual([3, 2, 2, 3, 3, 2])
})
