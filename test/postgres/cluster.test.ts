import type pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { migratePostgres } from '../../src/stores/postgres/migration/migrate.ts'
import { userTables } from '../../src/stores/postgres/tables/schema.ts'
import { isolationMatrix } from '../../src/testing/index.ts'
import { runnableOperations } from '../runnable-operations.ts'
import { memoryOver } from '../stores-under-test.ts'
import {
  applicationRole,
  asSuperuser,
  emptyDatabase,
  freshStores,
  migratedDatabase,
  ownerRole,
  undoLater,
  urlOf,
  type Database,
} from './databases.ts'
import { clusterNodes, isCluster, query, urlOn } from './own-server.ts'

const workers = clusterNodes().filter(({ isCoordinator }) => !isCoordinator)

/** Statements that one transaction sent to the nodes, as the coordinator reports them. */
interface Sent {
  readonly nodes: Set<string>
  /** Numbers of the shards that the statements name. */
  readonly shards: Set<number>
}

/** Records what each transaction of a pool sends to the nodes. */
function recorder(): { sent: Sent[]; watch: (pool: pg.Pool) => void } {
  const sent: Sent[] = []
  const present = new Map<object, Sent>()
  const watch = (pool: pg.Pool): void => {
    pool.on('connect', (client) =>
      client.on('notice', ({ message = '', detail = '' }) => {
        const node = /^on server (?:\S+@)?(\S+)/.exec(detail)?.[1]
        if (!message.startsWith('issuing ') || node === undefined) return
        const transaction = present.get(client) ?? { nodes: new Set(), shards: new Set() }
        if (!present.has(client)) sent.push(transaction)
        present.set(client, transaction)
        transaction.nodes.add(node)
        for (const [, shard] of message.matchAll(/\bilab_memory\.[a-z_]+_(\d+)\b/g))
          transaction.shards.add(Number(shard))
        if (/^issuing (?:COMMIT|ROLLBACK)/.test(message)) present.delete(client)
      }),
    )
  }
  return { sent, watch }
}

/** The range of users that each shard holds, by its number: shards of one range lie on one node. */
async function rangesOf(database: Database): Promise<Map<number, string>> {
  const rows = await asSuperuser<{ shard: string; range: string }>(
    database,
    `select shardid as shard, shardminvalue as range from pg_dist_shard where shardminvalue is not null`,
  )
  return new Map(rows.map(({ shard, range }) => [Number(shard), range]))
}

describe.runIf(isCluster)('R43 on a cluster', () => {
  const databases: Database[] = []
  const { sent, watch } = recorder()
  const open = freshStores({
    alter: (database) =>
      asSuperuser(
        database,
        `alter database ${database.name} set citus.log_remote_commands = on;
          alter database ${database.name} set client_min_messages = log`,
      ),
    watch: (pool, database) => {
      databases.push(database)
      watch(pool)
    },
  })

  // Those that need nothing of a store look at the table of rows only.
  test.for(isolationMatrix(runnableOperations).filter(({ needs }) => needs.length > 0))(
    'every transaction reaches one shard of one node: $name',
    { timeout: 120_000 },
    async ({ run }) => {
      sent.length = 0
      await run(memoryOver({ open }))
      const ranges = await Promise.all(databases.map(rangesOf))
      // The same shard numbers, since each database numbers its shards alike.
      const rangeOf = (shard: number): string => ranges.map((range) => range.get(shard)).join()
      const outside = sent.filter(
        ({ nodes, shards }) => nodes.size !== 1 || new Set([...shards].map(rangeOf)).size !== 1,
      )
      expect(outside).toEqual([])
      expect(sent.length).toBeGreaterThan(3)
    },
  )

  describe('row security', () => {
    let database: Database

    beforeAll(async () => {
      database = await migratedDatabase()
      await using memory = await ILabMemory.fromPostgres(urlOf(database, applicationRole))
      const users = Array.from({ length: 40 }, (_, i) => memory.forUser(`user-${i}`))
      await Promise.all(users.map((user) => user.save({ type: 'pattern', title: 'Note', content: 'words' })))
    })

    test.for(userTables)('is on and forced, with its policy, on every shard of %s', async (table) => {
      const results = await asSuperuser<{ nodeport: number; success: boolean; result: string }>(
        database,
        `select success, result from run_command_on_shards('ilab_memory.${table}', $$
          select relrowsecurity and relforcerowsecurity and
            (select count(*) from pg_policy where polrelid = '%1$s'::regclass and polqual is not null
              and polwithcheck is not null) = 1
            from pg_class where oid = '%1$s'::regclass $$)`,
      )
      expect(results.length).toBeGreaterThan(1)
      expect(new Set(results.map(({ success, result }) => `${success} ${result}`))).toEqual(
        new Set(['true t']),
      )
    })

    test.for(workers)(
      'lets the application see nothing on $host:$port before it names a user',
      async (worker) => {
        const shards = await asSuperuser<{ name: string }>(
          database,
          `select shard_name as name from citus_shards where nodename = $1 and nodeport = $2
          and table_name::text = any ($3)`,
          [worker.host, worker.port, userTables.map((table) => `ilab_memory.${table}`)],
        )
        expect(shards.length).toBeGreaterThan(userTables.length)
        const counts = shards.map(({ name }) => `(select count(*)::integer from ${name})`).join(' + ')
        const seenBy = (role?: string): Promise<unknown> =>
          query(urlOn(worker, urlOf(database, role), database.name), `select ${counts} > 0 as any`)
        expect(await seenBy()).toEqual([{ any: true }])
        expect(await seenBy(applicationRole)).toEqual([{ any: false }])
      },
    )
  })
  describe('migrating', () => {
    const draft = { type: 'pattern', title: 'Note', content: 'words' }
    const names = Array.from({ length: 30 }, (_, i) => `user-${i}`)

    const exportsOf = (memory: ILabMemory): Promise<unknown[]> =>
      Promise.all(names.map((name) => Array.fromAsync(memory.forUser(name).export())))

    async function onCoordinator(database: Database): Promise<number> {
      const sizes = userTables.map((table) => `pg_relation_size('ilab_memory.${table}')`).join(' + ')
      const [row] = await asSuperuser<{ size: string }>(database, `select ${sizes} as size`)
      return Number(row?.size)
    }

    async function distributedTables(database: Database): Promise<string[]> {
      const rows = await asSuperuser<{ name: string }>(
        database,
        'select table_name::text as name from citus_tables order by 1',
      )
      return rows.map(({ name }) => name)
    }

    const all = [...userTables, 'schema_version'].map((table) => `ilab_memory.${table}`).toSorted()

    test('distributes a database with users in it, and leaves no row on the coordinator', async () => {
      const database = await emptyDatabase()
      const owner = urlOf(database, ownerRole)
      await migratePostgres(owner, { applicationRole })
      const before = await ILabMemory.fromPostgres(urlOf(database, applicationRole))
      for (const name of names) await before.forUser(name).save(draft, { idempotencyKey: 'key' })
      const expected = await exportsOf(before)
      await before.close()
      expect(await onCoordinator(database)).toBeGreaterThan(0)

      await migratePostgres(owner, { applicationRole, distribute: true })
      await using after = await ILabMemory.fromPostgres(urlOf(database, applicationRole))
      expect(await exportsOf(after)).toEqual(expected)
      expect(await after.forUser('user-3').search('words')).toHaveLength(1)
      expect(await distributedTables(database)).toEqual(all)
      expect(await onCoordinator(database)).toBe(0)
    })

    test('distributes a new table beside distributed ones, without being asked again', async () => {
      const database = await migratedDatabase()
      for (const undo of [...undoLater.split(';'), 'drop table ilab_memory.keyed_save'])
        await asSuperuser(database, undo)
      await asSuperuser(database, 'delete from ilab_memory.schema_version where id > 1')
      await migratePostgres(urlOf(database, ownerRole), { applicationRole })
      expect(await distributedTables(database)).toEqual(all)
    })

    test('names the node that lacks the role of the application', async () => {
      const database = await emptyDatabase()
      const role = `memory_test_${database.name.slice(-8)}`
      await asSuperuser(database, `set citus.enable_create_role_propagation = off; create role ${role} login`)
      const migrating = migratePostgres(urlOf(database, ownerRole), {
        applicationRole: role,
        distribute: true,
      })
      await expect(migrating).rejects.toMatchObject({
        code: 'storage',
        message: expect.stringMatching(/^node \S+:\d+ of the cluster has no application role/),
      })
      await asSuperuser(database, `drop role ${role}`)
    })

    test('leaves tables as they are where none is distributed', async () => {
      const database = await emptyDatabase()
      await migratePostgres(urlOf(database, ownerRole), { applicationRole })
      expect(await distributedTables(database)).toEqual([])
    })
  })
})
