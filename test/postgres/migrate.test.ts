import { hash } from 'node:crypto'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { migratePostgres } from '../../src/stores/postgres/migration/migrate.ts'
import { migrations, userTables } from '../../src/stores/postgres/tables/schema.ts'
import { openPostgresStore } from '../../src/stores/postgres/store.ts'
import {
  applicationRole,
  asSuperuser,
  emptyDatabase,
  migratedDatabase,
  ownerRole,
  undoLater,
  urlOf,
  type Database,
} from './databases.ts'
import { isCluster } from './own-server.ts'

/** A connection of the superuser in the middle of a transaction. */
async function holdingClient(
  database: Database,
  statement: string,
): Promise<AsyncDisposable & { end: () => Promise<void> }> {
  const client = new pg.Client(urlOf(database, 'postgres'))
  await client.connect()
  await client.query('begin')
  await client.query(statement)
  let ended: Promise<void> | undefined
  const end = (): Promise<void> => (ended ??= client.end())
  return { end, [Symbol.asyncDispose]: end }
}

describe('migrating', () => {
  test('twenty at once leave one whole schema', { timeout: 60_000 }, async () => {
    const database = await emptyDatabase()
    const migrate = (): Promise<void> => migratePostgres(urlOf(database, ownerRole), { applicationRole })
    await Promise.all(Array.from({ length: 20 }, migrate))
    const rows = await asSuperuser(database, 'select id from ilab_memory.schema_version order by id')
    expect(rows).toEqual(migrations.map(({ id }) => ({ id })))
  })

  test('a schema of a newer version is refused, by the migration and at opening', async () => {
    const database = await migratedDatabase()
    await asSuperuser(
      database,
      `insert into ilab_memory.schema_version (id, name) values (99, 'of the future')`,
    )
    const migrating = migratePostgres(urlOf(database, ownerRole), { applicationRole })
    await expect(migrating).rejects.toMatchObject({ code: 'newer_schema' })
    const opening = openPostgresStore(urlOf(database, applicationRole))
    await expect(opening).rejects.toMatchObject({ code: 'newer_schema' })
  })

  test('opening changes nothing: without tables it says what to run', async () => {
    const database = await emptyDatabase()
    const opening = ILabMemory.fromPostgres(urlOf(database, applicationRole))
    await expect(opening).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('run the migration'),
    })
    const schemas = await asSuperuser(database, `select 1 from pg_namespace where nspname = 'ilab_memory'`)
    expect(schemas).toEqual([])
  })

  test('tables in which sessions and keyed saves did not count are counted anew', async () => {
    const database = await migratedDatabase()
    const url = urlOf(database, applicationRole)
    const fill = async (): Promise<unknown> => {
      await using memory = await ILabMemory.fromPostgres(url)
      for (const userId of ['alice', 'bob']) {
        const user = memory.forUser(userId)
        await user.save({ type: 'pattern', title: 'Note', content: userId }, { idempotencyKey: 'one' })
        await user.endSession(`über ${userId}`)
        await user.save({ type: 'pattern', title: 'Note', content: 'later' })
      }
      return await memory.forUser('alice').stats()
    }
    const expected = await fill()
    expect(expected).toMatchObject({
      bytes: 'NotealiceNotelater'.length + 2 * 64 + 'u_ber alice'.length + 64,
    })
    await asSuperuser(
      database,
      `update ilab_memory.user_state u set bytes = (select sum(octet_length(title) + octet_length(content))
        from ilab_memory.observation o where o.user_key = u.user_key)`,
    )
    await asSuperuser(database, 'delete from ilab_memory.schema_version where id > 2')
    await asSuperuser(database, undoLater)
    await migratePostgres(urlOf(database, ownerRole), { applicationRole })
    await using memory = await ILabMemory.fromPostgres(url)
    expect(await memory.forUser('alice').stats()).toEqual(expected)
    const open = await asSuperuser(
      database,
      `select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where nspname = 'ilab_memory' and relkind = 'r' and relname <> 'schema_version' and not relforcerowsecurity`,
    )
    expect(open).toEqual([])
  })

  test('a counting that is interrupted changes nothing, and the next one counts once', async () => {
    const database = await migratedDatabase()
    const url = urlOf(database, applicationRole)
    {
      await using memory = await ILabMemory.fromPostgres(url)
      await memory.forUser('alice').save({ type: 'pattern', title: 'Note', content: 'kept' })
      await memory.forUser('alice').endSession('over')
    }
    await asSuperuser(database, 'update ilab_memory.user_state set bytes = 8')
    await asSuperuser(database, 'delete from ilab_memory.schema_version where id > 2')
    await asSuperuser(database, undoLater)
    const state = `select bytes::integer as bytes, (select max(id) from ilab_memory.schema_version) as version,
      (select count(*)::integer from pg_class where relforcerowsecurity) as forced from ilab_memory.user_state`
    const [before] = await asSuperuser(database, state)

    // The last of the three tables is held, so the migration stops with the first two opened to the owner.
    await using reader = await holdingClient(
      database,
      'lock table ilab_memory.keyed_save in access share mode',
    )
    const migrating = migratePostgres(urlOf(database, ownerRole), { applicationRole })
    const ending = migrating.catch((error: unknown) => error)
    const waiting = `select pg_terminate_backend(pid) as is_ended from pg_stat_activity
      where datname = current_database() and usename = $1 and wait_event_type = 'Lock'`
    await expect.poll(() => asSuperuser(database, waiting, [ownerRole])).toEqual([{ is_ended: true }])
    expect(await ending).toMatchObject({ code: 'storage' })
    await reader.end()
    expect(await asSuperuser(database, state)).toEqual([before])

    await migratePostgres(urlOf(database, ownerRole), { applicationRole })
    await migratePostgres(urlOf(database, ownerRole), { applicationRole })
    expect(await asSuperuser(database, state)).toEqual([
      { bytes: 76, version: migrations.length, forced: userTables.length },
    ])
  })

  test('a schema from before idempotency keys is brought up to date with everything in it', async () => {
    const database = await migratedDatabase()
    const url = urlOf(database, applicationRole)
    const draft = { type: 'pattern', title: 'Note', content: 'kept' }
    {
      await using memory = await ILabMemory.fromPostgres(url)
      await memory.forUser('alice').save(draft)
    }
    await asSuperuser(database, 'drop table ilab_memory.keyed_save')
    await asSuperuser(database, 'delete from ilab_memory.schema_version where id > 1')
    await asSuperuser(database, undoLater)
    await expect(ILabMemory.fromPostgres(url)).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('run the migration'),
    })
    await migratePostgres(urlOf(database, ownerRole), { applicationRole })
    await using memory = await ILabMemory.fromPostgres(url)
    const alice = memory.forUser('alice')
    const saved = await alice.save({ ...draft, content: 'new' }, { idempotencyKey: 'key' })
    expect(await alice.save({ ...draft, content: 'new' }, { idempotencyKey: 'key' })).toEqual(saved)
    expect(await alice.stats()).toMatchObject({ observations: 2 })
  })

  test.each([
    ['the superuser', undefined],
    ['the owner', ownerRole],
  ])('refuses to work as %s, for whom row security would not count', async (_name, role) => {
    const database = await migratedDatabase()
    await expect(openPostgresStore(urlOf(database, role))).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('application role'),
    })
  })

  test.each([
    ['does not exist', 'nobody_at_all'],
    ['is a superuser', 'postgres'],
    ['owns the tables', ownerRole],
  ])('refuses an application role that %s', async (_name, role) => {
    const database = await emptyDatabase()
    const migrating = migratePostgres(urlOf(database, ownerRole), { applicationRole: role })
    await expect(migrating).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('application role'),
    })
  })

  test.skipIf(isCluster)('distributing without Citus says what is missing', async () => {
    const database = await emptyDatabase()
    const migrating = migratePostgres(urlOf(database, ownerRole), { applicationRole, distribute: true })
    await expect(migrating).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('citus'),
    })
  })

  // Red means: a migration that others may have run already was edited. Add a new one instead.
  test('shipped migrations stay as they are', () => {
    const digests = migrations.map(({ sql }) => hash('sha256', JSON.stringify(sql)).slice(0, 16))
    expect(digests).toMatchInlineSnapshot(`
      [
        "7a3ecb123b0569df",
        "a58b6d2f8e883714",
        "26e5ade0545c6747",
        "b04ee550195a8be1",
        "b4f5641fe90ede1b",
        "442e94229ce77144",
        "9a0140c0c573e21d",
        "6f71f10dd087f4ca",
        "4576b7b38c841581",
        "751e8fe3f0f3ab42",
        "20de31446abfad98",
      ]
    `)
  })
})

test('the facade opens by URL, keeps, finds, and closes', async () => {
  const database = await migratedDatabase()
  await using memory = await ILabMemory.fromPostgres(urlOf(database, applicationRole), { connections: 2 })
  const alice = memory.forUser('alice')
  await alice.save({ type: 'preference', title: 'UI theme', content: 'dark', topicKey: 'ui/theme' })
  expect(await alice.search('theme')).toMatchObject([{ title: 'UI theme' }])
  expect(await memory.forUser('bob').search('theme')).toEqual([])
})

test('a user whose index another analyser made is brought up to date by the first search', async () => {
  const database = await migratedDatabase()
  const save = { type: 'discovery', title: 'Note', content: 'She was running along the river' }
  {
    await using memory = await ILabMemory.fromPostgres(urlOf(database, applicationRole), { language: 'none' })
    await memory.forUser('alice').save(save)
    expect(await memory.forUser('alice').search('run', { explain: true })).toMatchObject({ results: [] })
  }
  await using memory = await ILabMemory.fromPostgres(urlOf(database, applicationRole))
  expect(await memory.forUser('alice').search('run')).toHaveLength(1)
})
