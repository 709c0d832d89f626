import { MemoryError } from '../../../core/errors/errors.ts'
import { types, type PostgresClient } from '../connection/pool.ts'
import { requireKnownVersion } from './migrate.ts'
import type { SchemaTexts } from '../tables/schema-texts.ts'
import { migrations, userTables } from '../tables/schema.ts'

const oldestServer = 150_000

/** Separate statements: a cluster refuses one that names its tables beside the catalogue. */
const versionOfTables = 'select coalesce(max(id), 0) as version from ilab_memory.schema_version'
const facts = `select current_setting('server_version_num')::integer as server,
  (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as is_unbound,
  pg_has_role(current_user, (select relowner from pg_class where oid = 'ilab_memory.observation'::regclass), 'usage')
    as is_owner,
  (select count(*)::integer from pg_class where relkind in ('r', 'p') and relrowsecurity and relforcerowsecurity
    and relnamespace = (select relnamespace from pg_class where oid = 'ilab_memory.observation'::regclass)
    and relname = any($1)) as bound,
  exists (select from pg_extension where extname = 'citus') as "hasCitus"`

interface Facts {
  readonly server: number
  readonly is_unbound: boolean
  readonly is_owner: boolean
  /** Number of tables with row security that binds their owner, too. */
  readonly bound: number
  readonly hasCitus: boolean
}

/**
 * Checks that server, schema and role meet the store's needs; changes nothing. Tells whether the database has Citus.
 *
 * Errors: `newer_schema`, `storage`, `unsupported_runtime`.
 */
export async function requireReady(
  client: PostgresClient,
  schema: SchemaTexts,
  allowsOwner: boolean,
): Promise<{ readonly hasCitus: boolean }> {
  const ofCatalogue = await client.query({ text: schema.sql(facts), values: [userTables], types })
  const ofTables = await client.query({ text: schema.sql(versionOfTables), types })
  const found = ofCatalogue.rows[0] as Facts
  const { version } = ofTables.rows[0] as { readonly version: number }
  if (found.server < oldestServer)
    throw new MemoryError('unsupported_runtime', 'PostgreSQL 15 or later is needed')
  const latest = migrations.at(-1)?.id ?? 0
  requireKnownVersion(version, latest)
  if (version < latest)
    throw new MemoryError('storage', 'the tables are of an earlier version: run the migration')
  if (allowsOwner && found.is_owner && found.bound < userTables.length)
    throw new MemoryError(
      'storage',
      'row security is not forced on every table, so it does not bind the owner',
    )
  if (found.is_unbound || (found.is_owner && !allowsOwner)) {
    throw new MemoryError(
      'storage',
      found.is_unbound
        ? 'connect as the application role: row security does not count for superusers and roles with bypassrls'
        : "connect as the application role, or allow the owner of the tables by { role: 'owner' } or --role owner",
    )
  }
  return found
}
