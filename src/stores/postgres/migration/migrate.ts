import { invalidInput, MemoryError } from '../../../core/errors/errors.ts'
import { databaseUrl } from '../connection/database-url.ts'
import { createPool, takeClient, types, type PostgresClient, type PostgresPool } from '../connection/pool.ts'
import { distributeTables, requireNodes, type Run } from './distribute.ts'
import { toMemoryError } from '../connection/failures.ts'
import { migrations, userTables, type Migration } from '../tables/schema.ts'
import { quotedName, schemaTexts, type SchemaTexts } from '../tables/schema-texts.ts'

/** Options of `migratePostgres`. */
export interface MigratePostgresOptions {
  /**
   * Role that applications connect as. It must exist, and is granted access to the rows and nothing else. Needed unless
   * `role` is `'owner'`.
   * @default null
   */
  readonly applicationRole?: string | null | undefined
  /**
   * Role that applications connect as. With `'owner'` it is the owner of the tables, where a host gives one role only, and
   * nothing is granted without an `applicationRole`.
   * @default 'application'
   */
  readonly role?: 'application' | 'owner' | null | undefined
  /**
   * Schema of the tables. It is created where it is missing; tables of other names in it stay as they are.
   * @default 'ilab_memory'
   */
  readonly schema?: string | null | undefined
  /**
   * Distribute every table by user over the nodes of a Citus cluster.
   * @default false
   */
  readonly distribute?: boolean | null | undefined
}

/**
 * Creates the tables in a database, or brings them to this version. Run it as the role that shall own them, once for
 * each version of this library; applications never run it. A second run changes nothing. Of several runs at once one
 * does the work.
 *
 * Errors: `invalid_input`, `newer_schema`, `storage`, `unsupported_runtime` where the package `pg` is not installed.
 *
 * @example
 * ```ts
 * await migratePostgres(process.env.OWNER_DATABASE_URL, { applicationRole: 'ilab_memory_app' })
 * ```
 */
export async function migratePostgres(
  ownerUrl: string | URL,
  options: MigratePostgresOptions,
): Promise<void> {
  const url = databaseUrl(ownerUrl, 'migratePostgres', 'files are migrated when they are opened')
  const schema = schemaTexts(options.schema)
  const pool = await createPool(url, 1)
  try {
    await migrate(pool, schema, options)
  } catch (error) {
    throw toMemoryError(error)
  } finally {
    await pool.end()
  }
}

async function migrate(
  pool: PostgresPool,
  schema: SchemaTexts,
  { applicationRole = null, role, distribute }: MigratePostgresOptions,
): Promise<void> {
  if (applicationRole === null && role !== 'owner')
    invalidInput("name the role that applications connect as, or pass role: 'owner'", {
      field: 'applicationRole',
    })
  const client = await takeClient(pool)
  let isSound = false
  try {
    const run = runner(client, schema)
    const inTransaction = transactions(run, schema)
    await requireEncoding(run)
    if (applicationRole !== null) await requireRole(run, applicationRole)
    if (distribute === true) await requireNodes(runner(client), applicationRole)
    await inTransaction(() => createVersionTable(run, schema))
    for (const migration of migrations) await inTransaction(() => apply(run, migration))
    if (applicationRole !== null) await inTransaction(() => grant(runner(client), schema, applicationRole))
    if (distribute === true) await inTransaction(() => distributeTables(run, true))
    isSound = true
  } finally {
    client.release(!isSound)
  }
}

/** Runs statements as they are, or with the schema put into them. */
function runner(client: PostgresClient, schema?: SchemaTexts): Run {
  return async <Row>(text: string, ...values: readonly unknown[]) => {
    const { rows } = await client.query({ text: schema?.sql(text) ?? text, values, types })
    return rows as readonly Row[]
  }
}

/** Statement for the table of versions. It holds no user's data: the application reads it to check the schema's version. */
export const versionTable = `create table if not exists ilab_memory.schema_version
    (id integer primary key, name text not null, applied_at timestamptz not null default now())`

/** Returns a function that does its work in one transaction; two migrations of a schema at once take turns. */
function transactions(run: Run, { lock }: SchemaTexts): (work: () => Promise<unknown>) => Promise<void> {
  return async (work) => {
    await run('begin')
    await run(`select pg_advisory_xact_lock(${lock})`)
    await work()
    await run('commit')
  }
}

async function requireEncoding(run: Run): Promise<void> {
  const [row] = await run<{ server_encoding: string }>('show server_encoding')
  if (row?.server_encoding !== 'UTF8')
    throw new MemoryError('storage', "the database's encoding must be UTF8: create one with encoding 'UTF8'")
}

async function requireRole(run: Run, role: string): Promise<void> {
  const query = `select rolsuper or rolbypassrls as is_unbound, rolname = current_user as is_owner
    from pg_roles where rolname = $1`
  const [row] = await run<{ is_unbound: boolean; is_owner: boolean }>(query, role)
  if (row === undefined)
    throw new MemoryError(
      'storage',
      'the application role does not exist: create it with create role … login',
    )
  if (row.is_unbound || row.is_owner) {
    throw new MemoryError(
      'storage',
      'the application role must be neither the owner of the tables nor a superuser nor have bypassrls',
    )
  }
}

async function createVersionTable(run: Run, { name }: SchemaTexts): Promise<void> {
  // A role that may not create schemas is given one.
  const [found] = await run('select from pg_namespace where nspname = $1', name)
  if (found === undefined) await run('create schema ilab_memory')
  await run(versionTable)
}

async function apply(run: Run, migration: Migration): Promise<void> {
  const [row] = await run<{ version: number }>(
    'select coalesce(max(id), 0) as version from ilab_memory.schema_version',
  )
  requireKnownVersion(row?.version ?? 0, migrations.at(-1)?.id ?? 0)
  if ((row?.version ?? 0) >= migration.id) return
  await run('insert into ilab_memory.schema_version (id, name) values ($1, $2)', migration.id, migration.name)
  for (const statement of migration.sql) await run(statement)
  // At once: a later migration may join a new table with distributed ones.
  await distributeTables(run, false)
}

/** Refuses a schema of a later version of this library. Errors: `newer_schema`. */
export function requireKnownVersion(version: number, latest: number): void {
  if (version <= latest) return
  throw new MemoryError(
    'newer_schema',
    `the database has schema ${version}, this version of ilab-memory knows up to ${latest}: upgrade ilab-memory`,
  )
}

async function grant(run: Run, schema: SchemaTexts, applicationRole: string): Promise<void> {
  for (const statement of grantsTo(schema, applicationRole)) await run(statement)
}

/** Returns the statements that give a role access to the rows and nothing else. */
export function grantsTo(schema: SchemaTexts, applicationRole: string): string[] {
  const rights = [
    'usage on schema ilab_memory',
    'select on ilab_memory.schema_version',
    ...userTables.map((table) => `select, insert, update, delete on ilab_memory.${table}`),
  ]
  return rights.map((right) => `grant ${schema.sql(right)} to ${quotedName(applicationRole)}`)
}
