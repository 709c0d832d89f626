import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { migratePostgres } from '../../src/stores/postgres/migration/migrate.ts'
import { userTables } from '../../src/stores/postgres/tables/schema.ts'
import type { Statements } from '../../src/stores/postgres/tables/statements.ts'
import { createPostgresStore, openPostgresStore } from '../../src/stores/postgres/store.ts'
import type { PostgresStoreOptions } from '../../src/stores/postgres/options.ts'
import type { Store } from '../../src/core/store.ts'
import type { Server } from './server.ts'
import { sharedServer } from './shared-server.ts'

/** Both roles are there on every server of the tests. */
export const ownerRole = 'memory_owner'
export const applicationRole = 'memory_app'

/** A migrated database with nothing in it. */
export interface Database {
  readonly name: string
  readonly server: Server
}

export function urlOf({ server, name }: Database, role: string): string {
  return `postgres://${role}@127.0.0.1:${server.port}/${name}`
}

/** Runs one statement as the superuser, who sees everything. */
export async function asSuperuser<Row>(
  database: Database,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(urlOf(database, 'postgres'))
  await client.connect()
  try {
    return (await client.query(text, values)).rows as Row[]
  } finally {
    await client.end()
  }
}

/** A new database of the test run's server, or of the given one, with nothing in it. */
export async function emptyDatabase(server?: Server): Promise<Database> {
  const on = server ?? (await sharedServer())
  const name = `memory_${randomUUID().replaceAll('-', '')}`
  const postgres = { name: 'postgres', server: on }
  for (const role of [ownerRole, applicationRole]) {
    // Another test file may create it at the same moment.
    await asSuperuser(
      postgres,
      `do $$ begin create role ${role} login; exception when duplicate_object or unique_violation then null; end $$`,
    )
  }
  await asSuperuser(postgres, `create database ${name} owner ${ownerRole} template template0`)
  return { name, server: on }
}

/** A new database that the owner has migrated. */
export async function migratedDatabase(server?: Server): Promise<Database> {
  const database = await emptyDatabase(server)
  await migratePostgres(urlOf(database, ownerRole), { applicationRole })
  return database
}

/** How the stores of a test differ from the usual. */
export interface Special {
  /** Changes a migrated database before any store is opened on it. */
  readonly alter?: (database: Database) => Promise<unknown>
  readonly statements?: Statements
  readonly options?: PostgresStoreOptions
}

interface Place {
  readonly pool: pg.Pool
  readonly superuser: pg.Client
}

/**
 * An opener of stores on empty databases. Databases are used again when their store has closed: contracts open
 * thousands of stores, some of them several at a time.
 */
export function freshStores({ alter, statements, options = {} }: Special = {}): () => Promise<Store> {
  const free: Place[] = []
  const newPlace = async (): Promise<Place> => {
    const database = await migratedDatabase()
    await alter?.(database)
    const url = urlOf(database, applicationRole)
    const pool = new pg.Pool({ connectionString: url, max: 4, pipeline: true })
    const superuser = new pg.Client(urlOf(database, 'postgres'))
    await superuser.connect()
    pool.on('error', () => undefined)
    superuser.on('error', () => undefined)
    return { pool, superuser }
  }
  return async () => {
    const place = free.pop() ?? (await newPlace())
    await place.superuser.query(userTables.map((table) => `delete from ilab_memory.${table}`).join('; '))
    const store =
      statements === undefined
        ? await openPostgresStore(place.pool, options)
        : createPostgresStore(place.pool, options, async () => undefined, statements)
    const close = store.close.bind(store)
    let isClosed = false
    store.close = async () => {
      await close()
      if (!isClosed) free.push(place)
      isClosed = true
    }
    return store
  }
}

/** Opens a store on an empty database. */
export const openFreshStore: () => Promise<Store> = freshStores()
