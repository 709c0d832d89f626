import pg from 'pg'
import { expect, test } from 'vitest'
import { ILabMemory, MemoryError } from '../../src/index.ts'
import { NodeShares } from '../../src/stores/postgres/connection/node-shares.ts'
import { hashOfKey, type ShardMap } from '../../src/stores/postgres/connection/shard-map.ts'
import { createPostgresStore } from '../../src/stores/postgres/store.ts'
import { userKeyOf } from '../../src/stores/postgres/user-key.ts'
import { asSuperuser, migratedDatabase, openPool, urlOf } from './databases.ts'

const note = { type: 'decision', title: 'Note', content: 'words' } as const
const keys = Array.from({ length: 1_000 }, (_, i) => userKeyOf(`user ${i}`))

/** Two nodes: one holds some users, the other one holds all others. */
function mapWith(users: readonly string[]): ShardMap {
  const there = new Set(users.map(userKeyOf))
  return { nodes: 2, nodeOf: (userKey) => (there.has(userKey) ? 1 : 2) }
}

const neverRead = (): Promise<never> => Promise.reject(new Error('the map is not old'))

test('keys are hashed as the server hashes them', async () => {
  const database = await migratedDatabase()
  const rows = await asSuperuser<{ hash: number }>(
    database,
    'select uuid_hash(key) as hash from unnest($1::uuid[]) with ordinality as k (key, place) order by place',
    [keys],
  )
  expect(rows.map(({ hash }) => hash)).toEqual(keys.map(hashOfKey))
})

test('calls that one node holds up leave connections to users of the others, and end as it answers', async () => {
  const database = await migratedDatabase()
  const held = Array.from({ length: 6 }, (_, i) => `held-${i}`)
  const pool = openPool(database, { max: 4 })
  const locks = new pg.Client(urlOf(database))
  await locks.connect()
  try {
    const nodes = new NodeShares(mapWith(held), 2)
    await using memory = new ILabMemory(createPostgresStore(pool, {}, async () => undefined, { nodes }))
    for (const userId of [...held, 'free-0', 'free-1']) await memory.forUser(userId).save(note)
    await locks.query('begin')
    for (const userId of held)
      await locks.query('select from ilab_memory.user_state where user_key = $1 for update', [
        userKeyOf(userId),
      ])
    const saves = Promise.all(
      held.map((userId) => memory.forUser(userId).save({ ...note, content: 'while the lock is held' })),
    )
    saves.catch(() => undefined)
    for (const userId of ['free-0', 'free-1']) {
      await memory.forUser(userId).save({ ...note, content: 'meanwhile' })
      expect(await memory.forUser(userId).search('meanwhile')).toHaveLength(1)
    }
    await expect.poll(() => pool.totalCount - pool.idleCount).toBe(2)
    await locks.query('rollback')
    expect((await saves).map(({ outcome }) => outcome)).toEqual(held.map(() => 'created'))
  } finally {
    await locks.end()
    await pool.end()
  }
})

test('a turn that does not come in time is told as busy, and ends what it waited for', async () => {
  const nodes = new NodeShares(mapWith(['ada']), 1)
  const [ada, bob] = ['ada', 'bob'].map(userKeyOf) as [string, string]
  const soon = performance.now() + 60_000
  const leave = await nodes.enter(ada, soon, neverRead)
  const late = await nodes.enter(ada, performance.now(), neverRead).catch((error: unknown) => error)
  expect(late).toBeInstanceOf(MemoryError)
  expect(late).toMatchObject({ code: 'busy', message: expect.stringContaining('try again') })
  const ofBob = await nodes.enter(bob, performance.now(), neverRead)
  leave?.()
  ofBob?.()
  expect(await nodes.enter(ada, performance.now(), neverRead)).toBeInstanceOf(Function)
})

test('a map that is old is read again, and a call never waits for that', async () => {
  const nodes = new NodeShares(mapWith(['ada']), 1, 0)
  const soon = performance.now() + 60_000
  const reading = Promise.withResolvers<ShardMap | null>()
  await nodes.enter(userKeyOf('ada'), soon, () => reading.promise)
  reading.resolve(null)
  await reading.promise
  // All users are on one server now, so there is nothing to share.
  expect(await nodes.enter(userKeyOf('ada'), soon, neverRead)).toBeNull()
})
