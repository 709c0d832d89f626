import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { migratePostgres, migrationScript, pendingMigrations } from '../../src/maintenance/index.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { migrations } from '../../src/stores/postgres/tables/schema.ts'
import { storeContract } from '../../src/testing/index.ts'
import { CommandLine } from '../cli/command.ts'
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
import { isCluster, query } from './own-server.ts'

const oddSchema = `My "odd" O'Schema \\ $1\n; select 1/0;--`

/** Runs a text of many statements as the owner, as a tool for migrations does. */
function runAsOwner(database: Database, sql: string): Promise<unknown> {
  return query(urlOf(database, ownerRole), sql)
}

/** Describes everything in a schema, without the schema's name. */
async function described(database: Database, schema: string): Promise<unknown[]> {
  const rows: unknown[] = []
  for (const text of [
    `select relname, relkind, relrowsecurity, relforcerowsecurity, reloptions, relacl::text, relowner::regrole::text
      from pg_class where relnamespace = (select oid from pg_namespace where nspname = $1) order by 1`,
    `select table_name, column_name, ordinal_position, data_type, collation_name, column_default, is_nullable
      from information_schema.columns where table_schema = $1 order by 1, 3`,
    `select indexname, replace(indexdef, quote_ident($1), 's') as definition from pg_indexes
      where schemaname = $1 order by 1`,
    `select c.relname, conname, contype, replace(pg_get_constraintdef(k.oid), quote_ident($1), 's') as definition
      from pg_constraint k join pg_class c on c.oid = k.conrelid
      where k.connamespace = (select oid from pg_namespace where nspname = $1) order by 1, 2`,
    `select tablename, policyname, permissive, roles, cmd, qual, with_check from pg_policies
      where schemaname = $1 order by 1, 2`,
    'select nspacl::text, nspowner::regrole::text from pg_namespace where nspname = $1',
  ])
    rows.push(...(await asSuperuser(database, text, [schema])))
  return rows
}

// A cluster's tables are distributed, which a script cannot do.
describe.skipIf(isCluster)('the printed script', () => {
  test.each(['ilab_memory', oddSchema])(
    'makes what the migration makes, and does nothing again: %j',
    { timeout: 60_000 },
    async (schema) => {
      const printed = await emptyDatabase()
      const sql = migrationScript({ schema, applicationRole })
      await runAsOwner(printed, sql)
      expect(await pendingMigrations(urlOf(printed, ownerRole), { schema })).toEqual([])
      const migrated = await migratedDatabase(undefined, schema)
      const made = await described(printed, schema)
      expect(made).toEqual(await described(migrated, schema))

      const state = `select c.oid::integer, relfilenode::integer, (select max(applied_at)::text
        from ${schema === 'ilab_memory' ? schema : `"${schema.replaceAll('"', '""')}"`}.schema_version) as at
        from pg_class c where relnamespace = (select oid from pg_namespace where nspname = $1) order by 1`
      const before = await asSuperuser(printed, state, [schema])
      await runAsOwner(printed, sql)
      await migratePostgres(urlOf(printed, ownerRole), { applicationRole, schema })
      expect(await asSuperuser(printed, state, [schema])).toEqual(before)
      expect(await described(printed, schema)).toEqual(made)
    },
  )

  test('each part takes effect by itself, in order', { timeout: 60_000 }, async () => {
    const database = await emptyDatabase()
    const parts = migrationScript({ applicationRole })
      .split(/^(?=do \$|grant )/m)
      .slice(1)
    expect(parts.length).toBeGreaterThan(migrations.length)
    const left: number[] = []
    for (const part of parts) {
      await runAsOwner(database, part)
      left.push((await pendingMigrations(urlOf(database, ownerRole))).length)
    }
    expect(left.slice(0, migrations.length + 1)).toEqual([
      migrations.length,
      ...migrations.map(({ id }) => migrations.length - id),
    ])
    expect(left.at(-1)).toBe(0)
  })

  const open = freshStores({
    prepare: async () => {
      const database = await emptyDatabase()
      await runAsOwner(database, migrationScript({ schema: 'memory', applicationRole }))
      return database
    },
    options: { schema: 'memory' },
  })
  test.for(storeContract.slice(0, 12))('tables of it pass: $name', async (contractCase) => {
    await contractCase.run({ open })
  })

  test('tables of an earlier version are brought up to date with the rows in them', async () => {
    const database = await migratedDatabase()
    const url = urlOf(database, applicationRole)
    const stats = async (): Promise<unknown> => {
      await using memory = await ILabMemory.fromPostgres(url)
      return await memory.forUser('ada').stats()
    }
    {
      await using memory = await ILabMemory.fromPostgres(url)
      await memory.forUser('ada').save({ type: 'pattern', title: 'Note', content: 'kept' })
      await memory.forUser('ada').endSession('over')
    }
    const expected = await stats()
    await asSuperuser(database, 'update ilab_memory.user_state set bytes = 8')
    await asSuperuser(database, 'delete from ilab_memory.schema_version where id > 2')
    await asSuperuser(database, undoLater)
    const pending = await pendingMigrations(url)
    expect(pending.map(({ id }) => id)).toEqual(migrations.slice(2).map(({ id }) => id))
    // A tool's own statements follow in the same transaction.
    const [after] = await query<{ row_security: string }>(urlOf(database, ownerRole), 'show row_security')
    await runAsOwner(
      database,
      `begin; ${migrationScript()}
      do $$ begin assert current_setting('row_security') = '${after?.row_security}'; end $$; commit`,
    )
    expect(await stats()).toEqual(expected)
  })

  test('tables of a newer version are refused, and stay', async () => {
    const database = await migratedDatabase()
    await asSuperuser(
      database,
      `insert into ilab_memory.schema_version (id, name) values (99, 'of the future')`,
    )
    await expect(runAsOwner(database, migrationScript())).rejects.toThrow('newer version')
    await expect(pendingMigrations(urlOf(database, ownerRole))).rejects.toMatchObject({
      code: 'newer_schema',
    })
  })

  test('distributed tables are refused', async () => {
    const database = await migratedDatabase()
    // Stands for the catalogue of Citus.
    await asSuperuser(
      database,
      `create table public.pg_dist_partition as select 'ilab_memory.user_state'::regclass as logicalrelid`,
    )
    await asSuperuser(database, 'grant select on public.pg_dist_partition to public')
    await expect(runAsOwner(database, migrationScript())).rejects.toThrow('migratePostgres')
  })

  test('the command prints it, and tells what is pending', { timeout: 120_000 }, async () => {
    const database = await emptyDatabase()
    const cli = new CommandLine(undefined, { ILAB_MEMORY_SCHEMA: 'memory' })
    const url = ['--owner-url', urlOf(database, ownerRole)]
    const names = migrations.map(({ id, name }) => ({ id, name }))
    expect(await cli.run(['migrate', '--check', ...url])).toMatchObject({
      code: 19,
      stdout: expect.stringContaining('  1: create tables and policies\n'),
      stderr: '',
    })
    expect(await cli.run(['migrate', '--check', '--json', ...url])).toMatchObject({
      code: 19,
      stdout: `${JSON.stringify({ is_current: false, pending: names })}\n`,
    })
    expect(await asSuperuser(database, `select from pg_namespace where nspname = 'memory'`)).toEqual([])

    const print = ['migrate', '--print', '--application-role', applicationRole]
    const { stdout, code } = await cli.run(print)
    expect({ stdout, code }).toEqual({
      stdout: migrationScript({ schema: 'memory', applicationRole }),
      code: 0,
    })
    expect(await cli.json(print)).toEqual({ sql: stdout })
    execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', urlOf(database, ownerRole)], {
      input: stdout,
    })
    expect(await cli.run(['migrate', '--check', ...url])).toMatchObject({ code: 0, stdout: 'Up to date.\n' })
    expect(await cli.json(['migrate', '--check', ...url])).toEqual({ is_current: true, pending: [] })
    const store = ['--store', urlOf(database, applicationRole), '--user', 'ada']
    expect(await cli.run(['stats', ...store])).toMatchObject({ code: 0 })
    expect(await cli.run(['stats', ...store, '--schema', 'other'])).toMatchObject({ code: 11 })
    expect(
      await cli.run(['stats', '--user', 'ada', '--store', './m.db', '--schema', 'memory']),
    ).toMatchObject({ code: 2, stderr: expect.stringMatching(/^--schema: /) })
    expect(await cli.run(['migrate', '--check', '--store', './m.db'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^--check: /),
    })
    expect(await cli.run(['migrate', '--check', '--print'])).toMatchObject({ code: 2 })
  })
})
