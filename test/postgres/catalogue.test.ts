import { beforeAll, describe, expect, test } from 'vitest'
import { distribution } from '../../src/stores/postgres/migration/distribute.ts'
import { userTables } from '../../src/stores/postgres/tables/schema.ts'
import { applicationRole, asSuperuser, migratedDatabase, ownerRole, type Database } from './databases.ts'

let database: Database

beforeAll(async () => {
  database = await migratedDatabase()
})

describe('R38 roles and row security', () => {
  test('the application role is neither owner nor superuser nor bypasses row security', async () => {
    const [role] = await asSuperuser(
      database,
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
        (select count(*)::integer from pg_class where relowner = r.oid) as owned from pg_roles r where rolname = $1`,
      [applicationRole],
    )
    const nothing = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      owned: 0,
    }
    expect(role).toEqual(nothing)
  })

  test('every table of the schema is a table of users, but for the one with versions', async () => {
    const tables = await asSuperuser<{ name: string; owner: string }>(
      database,
      `select relname as name, relowner::regrole::text as owner from pg_class
        where relnamespace = 'ilab_memory'::regnamespace and relkind = 'r'`,
    )
    expect(tables.map(({ name }) => name).toSorted()).toEqual([...userTables, 'schema_version'].toSorted())
    expect(new Set(tables.map(({ owner }) => owner))).toEqual(new Set([ownerRole]))
  })

  test.each(userTables)(
    'row security of %s is on, forced, and checks what is read and what is written',
    async (table) => {
      const [flags] = await asSuperuser(
        database,
        'select relrowsecurity, relforcerowsecurity from pg_class where oid = $1::regclass',
        [`ilab_memory.${table}`],
      )
      expect(flags).toEqual({ relrowsecurity: true, relforcerowsecurity: true })
      const policies = await asSuperuser<{
        cmd: string
        roles: string
        permissive: string
        name: string
        qual: string
        with_check: string
      }>(
        database,
        `select policyname as name, cmd, roles::text as roles, permissive, qual, with_check from pg_policies
          where schemaname = 'ilab_memory' and tablename = $1 order by cmd`,
        [table],
      )
      const [guard, ...others] = policies.filter(({ name }) => name === 'named_user')
      expect(others).toEqual([])
      expect(guard).toMatchObject({ cmd: 'SELECT', permissive: 'PERMISSIVE', roles: `{${ownerRole}}` })
      // Operators see the users with something to remove, or to embed, and the owner sees all, in a transaction that asks for them.
      const due = policies.filter(
        (policy) => policy !== guard && /ilab_memory\.(sweep_until|embed_space|list_users)/.test(policy.qual),
      )
      const application = policies.filter(({ roles }) => roles.includes('public'))
      expect(due.map(({ cmd }) => cmd)).toEqual(table === 'user_state' ? ['SELECT', 'SELECT', 'SELECT'] : [])
      expect(due.filter((policy) => !application.includes(policy)).map(({ roles }) => roles)).toEqual(
        table === 'user_state' ? [`{${ownerRole}}`] : [],
      )
      expect(policies).toHaveLength(2 + due.length)
      expect(policies[0]).toMatchObject({ cmd: 'ALL', permissive: 'PERMISSIVE' })
      expect(policies[0]!.qual).toContain('user_key = ')
      expect(policies[0]!.with_check).toBe(policies[0]!.qual)
    },
  )

  test('the application may use rows, and nothing else', async () => {
    const rights = await asSuperuser<{ table_name: string; right: string }>(
      database,
      `select table_name, string_agg(privilege_type, ' ' order by privilege_type) as right
        from information_schema.role_table_grants where grantee = $1 group by table_name`,
      [applicationRole],
    )
    const expected = userTables.map((table) => ({ table_name: table, right: 'DELETE INSERT SELECT UPDATE' }))
    expect(rights.toSorted((a, b) => (a.table_name < b.table_name ? -1 : 1))).toEqual(
      [...expected, { table_name: 'schema_version', right: 'SELECT' }].toSorted((a, b) =>
        a.table_name < b.table_name ? -1 : 1,
      ),
    )
  })
})

describe('R41 keys, as a cluster that distributes by user demands', () => {
  test('the user comes first in every index but that of operators, and so in every primary key and unique constraint', async () => {
    const indexes = await asSuperuser<{ index: string; first: string }>(
      database,
      `select i.indexrelid::regclass::text as index, a.attname as first from pg_index i
        join pg_class c on c.oid = i.indrelid
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where c.relnamespace = 'ilab_memory'::regnamespace and c.relname <> 'schema_version'`,
    )
    expect(indexes.length).toBeGreaterThan(userTables.length)
    expect(indexes.filter(({ first }) => first !== 'user_key')).toEqual([
      { index: 'ilab_memory.user_by_expiry', first: 'next_expiry' },
    ])
  })

  test('every table has a primary key, and its user is a UUID that is never null', async () => {
    const rows = await asSuperuser<{ name: string }>(
      database,
      `select c.relname as name from pg_class c join pg_constraint p on p.conrelid = c.oid and p.contype = 'p'
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'user_key'
        where c.relnamespace = 'ilab_memory'::regnamespace and a.attnotnull and a.atttypid = 'uuid'::regtype`,
    )
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...userTables].toSorted())
  })

  test('a foreign key joins the user to the user, and leaves the family in no other way', async () => {
    const keys = await asSuperuser<{
      from_first: string
      to_first: string
      deferrable: boolean
      to_table: string
    }>(
      database,
      `select f.attname as from_first, t.attname as to_first, k.condeferrable as deferrable,
          k.confrelid::regclass::text as to_table
        from pg_constraint k
        join pg_attribute f on f.attrelid = k.conrelid and f.attnum = k.conkey[1]
        join pg_attribute t on t.attrelid = k.confrelid and t.attnum = k.confkey[1]
        where k.contype = 'f' and k.connamespace = 'ilab_memory'::regnamespace order by to_table`,
    )
    expect(keys).toEqual([
      { from_first: 'user_key', to_first: 'user_key', deferrable: false, to_table: 'ilab_memory.session' },
      { from_first: 'user_key', to_first: 'user_key', deferrable: false, to_table: 'ilab_memory.thread' },
    ])
  })

  test('nothing counts over all users, and nothing runs by itself', async () => {
    const found = await asSuperuser(
      database,
      `select relname::text as name from pg_class where relnamespace = 'ilab_memory'::regnamespace and relkind in ('S', 'v', 'm')
        union all select tgname::text from pg_trigger t join pg_class c on c.oid = t.tgrelid
          where c.relnamespace = 'ilab_memory'::regnamespace and not tgisinternal
        union all select proname::text from pg_proc where pronamespace = 'ilab_memory'::regnamespace`,
    )
    expect(found).toEqual([])
  })
})

test('distributing hands every table to Citus by user, parents first, rows of one user together', () => {
  expect(distribution.map(({ statement }) => statement)).toEqual([
    "select create_reference_table('ilab_memory.schema_version')",
    "select create_distributed_table('ilab_memory.user_state', 'user_key')",
    "select create_distributed_table('ilab_memory.session', 'user_key', colocate_with => 'ilab_memory.user_state')",
    "select create_distributed_table('ilab_memory.observation', 'user_key', colocate_with => 'ilab_memory.user_state')",
    "select create_distributed_table('ilab_memory.version', 'user_key', colocate_with => 'ilab_memory.user_state')",
    "select create_distributed_table('ilab_memory.document_chunk', 'user_key', colocate_with => 'ilab_memory.user_state')",
    "select create_distributed_table('ilab_memory.posting', 'user_key', colocate_with => 'ilab_memory.user_state')",
    "select create_distributed_table('ilab_memory.keyed_save', 'user_key', colocate_with => 'ilab_memory.user_state')",
    "select create_distributed_table('ilab_memory.thread', 'user_key', colocate_with => 'ilab_memory.user_state')",
    "select create_distributed_table('ilab_memory.thread_item', 'user_key', colocate_with => 'ilab_memory.user_state')",
    "select create_distributed_table('ilab_memory.thread_append', 'user_key', colocate_with => 'ilab_memory.user_state')",
    "select create_distributed_table('ilab_memory.journal', 'user_key', colocate_with => 'ilab_memory.user_state')",
    "select create_distributed_table('ilab_memory.vector', 'user_key', colocate_with => 'ilab_memory.user_state')",
  ])
})
