import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { migratePostgres } from '../../src/stores/postgres/migration/migrate.ts'
import { quotedName, schemaTexts } from '../../src/stores/postgres/tables/schema-texts.ts'
import { userTables } from '../../src/stores/postgres/tables/schema.ts'
import { openPostgresStore } from '../../src/stores/postgres/store.ts'
import type { Store } from '../../src/core/store/store.ts'
import { whenClosed } from '../postgres/databases.ts'
import { clusterUrls, roleOf } from './urls.ts'

/** Names the run of the tests: every schema that it makes begins so. */
export const runVariable = 'ILAB_CLUSTER_RUN'

/** A schema of the cluster's database with distributed tables, and nothing in them. */
export interface Place {
  readonly schema: string
  readonly pool: pg.Pool
  readonly owner: pg.Client
}

/** Returns a name of this run that no schema has. */
export function newSchemaName(): string {
  return `${process.env[runVariable]}_${randomBytes(5).toString('hex')}`
}

/** Makes a schema of its own. `options` are those of each connection, as `psql` takes them. */
export async function newPlace(options?: string): Promise<Place> {
  const { owner, application } = clusterUrls()
  const schema = newSchemaName()
  await migratePostgres(owner, { applicationRole: roleOf(application), schema, distribute: true })
  const client = new pg.Client({ connectionString: owner })
  await client.connect()
  const pool = new pg.Pool({
    connectionString: application,
    max: 4,
    pipeline: true,
    ...(options === undefined ? {} : { options }),
  })
  client.on('error', () => undefined)
  pool.on('error', () => undefined)
  return { schema, pool, owner: client }
}

/** Removes every row. The owner sees none, but may truncate. */
async function emptied({ schema, owner }: Place): Promise<void> {
  const texts = schemaTexts(schema)
  await owner.query(`truncate ${userTables.map((table) => texts.sql(`ilab_memory.${table}`)).join(', ')}`)
}

/** Returns an opener of empty stores. A schema is used again when its store has closed. */
export function storesIn(make: () => Promise<Place> = newPlace): () => Promise<Store> {
  const free: Place[] = []
  return async () => {
    const place = free.pop() ?? (await make())
    await emptied(place)
    const store = await openPostgresStore(place.pool, { schema: place.schema })
    return whenClosed(store, () => free.push(place))
  }
}

/** Opens a store with nothing in it. */
export const openOnCluster: () => Promise<Store> = storesIn()

/** Drops every schema that this run has made, and nothing else. */
export async function dropSchemas(run: string): Promise<void> {
  const client = new pg.Client({ connectionString: clusterUrls().owner })
  await client.connect()
  try {
    const { rows } = await client.query(
      'select nspname as name from pg_namespace where starts_with(nspname, $1)',
      [`${run}_`],
    )
    for (const { name } of rows as { name: string }[])
      await client.query(`drop schema ${quotedName(name)} cascade`)
  } finally {
    await client.end()
  }
}
