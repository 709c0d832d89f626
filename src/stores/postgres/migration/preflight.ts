import { MemoryError } from '../../../core/errors/errors.ts'
import { takeClient, types, type PostgresPool } from '../connection/pool.ts'
import { requireKnownVersion } from './migrate.ts'
import type { SchemaTexts } from '../tables/schema-texts.ts'
import { migrations } from '../tables/schema.ts'

const oldestServer = 150_000

/** Separate statements: a cluster refuses one that names its tables beside the catalogue. */
const versionOfTables = 'select coalesce(max(id), 0) as version from ilab_memory.schema_version'
const facts = `select current_setting('server_version_num')::integer as server,
  (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as is_unbound,
  pg_has_role(current_user, (select relowner from pg_class where oid = 'ilab_memory.observation'::regclass), 'usage')
    as is_owner`

interface Facts {
  readonly server: number
  readonly is_unbound: boolean
  readonly is_owner: boolean
}

/**
 * Checks that server, schema and role meet the store's needs; changes nothing.
 *
 * Errors: `newer_schema`, `storage`, `unsupported_runtime`.
 */
export async function requireReady(pool: PostgresPool, schema: SchemaTexts): Promise<void> {
  const client = await takeClient(pool)
  let found: Facts
  let version: number
  try {
    const ofCatalogue = await client.query({ text: schema.sql(facts), types })
    const ofTables = await client.query({ text: schema.sql(versionOfTables), types })
    found = ofCatalogue.rows[0] as Facts
    version = (ofTables.rows[0] as { readonly version: number }).version
  } finally {
    client.release()
  }
  if (found.server < oldestServer)
    throw new MemoryError('unsupported_runtime', 'PostgreSQL 15 or later is needed')
  const latest = migrations.at(-1)?.id ?? 0
  requireKnownVersion(version, latest)
  if (version < latest)
    throw new MemoryError('storage', 'the tables are of an earlier version: run the migration')
  if (found.is_unbound || found.is_owner) {
    throw new MemoryError(
      'storage',
      'connect as the application role: for the owner of the tables and for superusers row security does not count',
    )
  }
}
