import { given } from '../../../core/input/given.ts'
import { databaseUrl } from '../connection/database-url.ts'
import { toMemoryError } from '../connection/failures.ts'
import { createPool, takeClient, types, type PostgresPool } from '../connection/pool.ts'
import { migrations } from '../tables/schema.ts'
import { schemaTexts, type SchemaTexts } from '../tables/schema-texts.ts'
import { requireKnownVersion } from './migrate.ts'

/** Options of `pendingMigrations`. */
export interface PendingMigrationsOptions {
  /**
   * Schema of the tables.
   * @default 'ilab_memory'
   */
  readonly schema?: string | null | undefined
}

/** One step that a database has yet to take. */
export interface PendingMigration {
  /** Number of the migration: 1, 2, 3 and so on. */
  readonly id: number
  /** Summary of what the migration does. */
  readonly name: string
}

/**
 * Lists the migrations that a database lacks, in their order; none where it is up to date. Changes nothing. The owner of
 * the tables may ask, and so may the application's role.
 *
 * Errors: `invalid_input`, `newer_schema`, `storage`, `unsupported_runtime` where the package `pg` is not installed.
 *
 * @example
 * ```ts
 * const pending = await pendingMigrations(process.env.DATABASE_URL, { schema: 'memory' })
 * ```
 */
export async function pendingMigrations(
  url: string | URL,
  options: PendingMigrationsOptions | null = {},
): Promise<readonly PendingMigration[]> {
  const otherwise = 'files are migrated when they are opened'
  const database = databaseUrl(url, 'pendingMigrations', otherwise)
  const texts = schemaTexts(given(options).schema)
  const pool = await createPool(database, 1)
  try {
    const version = await versionIn(pool, texts)
    requireKnownVersion(version, migrations.at(-1)?.id ?? 0)
    return migrations.filter(({ id }) => id > version).map(({ id, name }) => ({ id, name }))
  } catch (error) {
    throw toMemoryError(error)
  } finally {
    await pool.end()
  }
}

/** Returns the number of the last migration, 0 where there are no tables. */
async function versionIn(pool: PostgresPool, texts: SchemaTexts): Promise<number> {
  const client = await takeClient(pool)
  const ask = async (text: string): Promise<unknown> =>
    (await client.query({ text: texts.sql(text), types })).rows[0]
  try {
    const found = await ask(`select to_regclass('ilab_memory.schema_version') is not null as "isThere"`)
    if (!(found as { readonly isThere: boolean }).isThere) return 0
    const row = await ask('select coalesce(max(id), 0) as version from ilab_memory.schema_version')
    return (row as { readonly version: number }).version
  } finally {
    client.release()
  }
}
