import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { doctorPostgres } from '../../src/maintenance/index.ts'
import { userTables } from '../../src/stores/postgres/tables/schema.ts'
import { hostileUserIds } from './hostile-user-ids.ts'
import { newPlace, type Place } from './schemas.ts'
import { clusterUrls } from './urls.ts'

async function rowsAt<Row>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text, values)).rows as Row[]
  } finally {
    await client.end()
  }
}

describe('on each node', () => {
  let place: Place
  let memory: ILabMemory

  beforeAll(async () => {
    place = await newPlace()
    memory = await ILabMemory.fromPostgres(place.pool, { schema: place.schema })
    const users = Array.from({ length: 40 }, (_, i) => memory.forUser(`user-${i}`))
    await Promise.all(users.map((user) => user.save({ type: 'pattern', title: 'Note', content: 'words' })))
  })

  afterAll(() => memory?.close())

  test.for(userTables)(
    'row security is on and forced, with its policy, on every shard of %s',
    async (table) => {
      const { rows } = await place.owner.query(
        `select success, result from run_command_on_shards('${place.schema}.${table}', $$
        select relrowsecurity and relforcerowsecurity and
          (select count(*) from pg_policy where polrelid = '%1$s'::regclass and polqual is not null
            and polwithcheck is not null) = 1
          from pg_class where oid = '%1$s'::regclass $$)`,
      )
      const results = rows as { success: boolean; result: string }[]
      expect(results.length).toBeGreaterThan(1)
      expect(new Set(results.map(({ success, result }) => `${success} ${result}`))).toEqual(
        new Set(['true t']),
      )
    },
  )

  test('doctor finds nothing wrong, and then a shard without forced row security', async () => {
    const check = () => doctorPostgres(clusterUrls().owner, { schema: place.schema })
    expect(await check()).toMatchObject({
      isHealthy: true,
      users: 40,
      versions: { citus: expect.any(String) },
    })
    const onShards = (force: string) =>
      place.owner.query(
        `select run_command_on_shards('${place.schema}.thread', 'alter table %s ${force} row level security')`,
      )
    await onShards('no force')
    const { findings } = await check()
    await onShards('force')
    expect(findings.map((finding) => finding.check)).toEqual(['row_security'])
    expect(await check()).toMatchObject({ isHealthy: true })
  })

  test('the application sees nothing before it names a user', async () => {
    const { workers } = clusterUrls()
    const counts = userTables.map((table) => `(select count(*) from "${place.schema}".${table})`).join(' + ')
    for (const worker of workers) {
      const [node] = await rowsAt<{ shards: string[] }>(
        worker,
        `select array_agg(shard_name::text) as shards from citus_shards where citus_table_type = 'distributed'
          and nodeport = inet_server_port() and starts_with(shard_name::text, $1)`,
        [`${place.schema}.`],
      )
      expect(node?.shards.length).toBeGreaterThan(userTables.length)
      const ofNode = node!.shards.map((shard) => `(select count(*) from ${shard})`).join(' + ')
      expect(await rowsAt(worker, `select ${ofNode} as seen, ${counts} as through_tables`)).toEqual([
        { seen: '0', through_tables: '0' },
      ])
    }
  })

  test('both nodes hold users, so that what is seen there would be of someone', async () => {
    const { rows } = await place.owner.query(
      `select count(distinct nodeport)::integer as nodes from citus_shards where starts_with(shard_name::text, $1)
        and shard_size > 8192 and citus_table_type = 'distributed'`,
      [`${place.schema}.observation`],
    )
    expect((rows as { nodes: number }[])[0]?.nodes).toBeGreaterThan(1)
  })

  test('a copy of a table by its owner fails, and every row stays', async () => {
    const { schema, owner } = place
    const count = async (): Promise<unknown> =>
      (await Array.fromAsync({ length: 40 }, (_, i) => memory.forUser(`user-${i}`).stats())).map(
        ({ observations }) => observations,
      )
    const before = await count()
    const { rows } = await owner.query(
      `select s.shardid as shard, n.nodeport as port, n.nodename as host, o.nodeport as "toPort", o.nodename as "toHost"
        from citus_shards s join pg_dist_node n using (nodename, nodeport)
        join pg_dist_node o on o.nodeid <> n.nodeid and o.groupid <> 0
        where s.table_name = '${schema}.observation'::regclass order by s.shard_size desc limit 1`,
    )
    const [{ shard, host, port, toHost, toPort }] = rows as [
      { shard: number; host: string; port: number; toHost: string; toPort: number },
    ]
    for (const copy of [
      `alter_distributed_table('${schema}.observation', shard_count => 4, cascade_to_colocated => true)`,
      `undistribute_table('${schema}.user_state', cascade_via_foreign_keys => true)`,
      `citus_move_shard_placement(${shard}, '${host}', ${port}, '${toHost}', ${toPort}, shard_transfer_mode => 'block_writes')`,
    ])
      await expect(owner.query(`select ${copy}`)).rejects.toThrow('run this as a superuser')
    expect(await count()).toEqual(before)
  })

  test('a user id that looks like SQL, a setting or a shard is a user like any other', async () => {
    for (const [i, userId] of hostileUserIds.entries())
      await memory.forUser(userId).save({ type: 'pattern', title: 'Note', content: `number ${i}` })
    for (const [i, userId] of hostileUserIds.entries()) {
      const { observations } = await memory.forUser(userId).list()
      expect(observations.map(({ content }) => content)).toEqual([`number ${i}`])
    }
    expect((await memory.forUser('user-1').list()).observations).toHaveLength(1)
  })
})
