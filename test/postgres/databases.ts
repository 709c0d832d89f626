import { hash, randomUUID } from 'node:crypto'
import pg from 'pg'
import { migratePostgres } from '../../src/stores/postgres/migration/migrate.ts'
import { userTables } from '../../src/stores/postgres/tables/schema.ts'
import { schemaTexts } from '../../src/stores/postgres/tables/schema-texts.ts'
import type { Statements } from '../../src/stores/postgres/tables/statements.ts'
import { createPostgresStore, openPostgresStore } from '../../src/stores/postgres/store.ts'
import type { PostgresStoreOptions } from '../../src/stores/postgres/options.ts'
import type { PostgresPool } from '../../src/stores/postgres/connection/pool.ts'
import type { Store } from '../../src/core/store/store.ts'
import { routedPool } from './cluster-rules/routed-pool.ts'
import { clusterNodes, isCluster, joinNodes, query, rememberDatabase, urlOn } from './own-server.ts'
import type { Server } from './server.ts'
import { sharedServer } from './shared-server.ts'

/** Both roles are there on every server of the tests. */
export const ownerRole = 'memory_test_owner'
export const applicationRole = 'memory_test_app'

/** Undoes what migrations behind the second would not find there already. */
export const undoLater = `${[
  'user_state',
  'session',
  'observation',
  'document_chunk',
  'posting',
  'keyed_save',
]
  .map((table) => `drop policy if exists named_user on ilab_memory.${table}`)
  .join('; ')};
  alter table ilab_memory.user_state drop column paused;
  drop table ilab_memory.journal, ilab_memory.thread_item, ilab_memory.thread_append, ilab_memory.thread,
  ilab_memory.version, ilab_memory.vector`

/** A migrated database with nothing in it. */
export interface Database {
  readonly name: string
  readonly server: Pick<Server, 'url'>
}

/** Returns the URL of a database for a role; without a role, for the superuser. */
export function urlOf({ server, name }: Database, role?: string): string {
  const url = new URL(server.url)
  url.pathname = `/${name}`
  if (role === undefined) return url.href
  url.username = role
  url.password = passwordOn(server)
  return url.href
}

/** Returns the password of the tests' roles: one that every process of the test run knows. */
function passwordOn({ url }: Pick<Server, 'url'>): string {
  const { password } = new URL(url)
  return password === '' ? '' : hash('sha256', `roles of ilab-memory's tests: ${password}`)
}

/** Runs one statement as the superuser, who sees everything. */
export function asSuperuser<Row>(database: Database, text: string, values: unknown[] = []): Promise<Row[]> {
  return query<Row>(urlOf(database), text, values)
}

/** A new database of the test run's server, or of the given one, with nothing in it. */
export async function emptyDatabase(server?: Pick<Server, 'url'>): Promise<Database> {
  const on = server ?? (await sharedServer())
  const isOnCluster = server === undefined && isCluster
  const name = `memory_${randomUUID().replaceAll('-', '')}`
  const nodes = isOnCluster ? clusterNodes().map((node) => urlOn(node, on.url, 'postgres')) : [on.url]
  for (const node of nodes) await createRoles(node, passwordOn(on))
  await query(on.url, `create database ${name} owner ${ownerRole} template template0 encoding 'UTF8'`)
  if (server === undefined) rememberDatabase(name)
  const database = { name, server: on }
  if (isOnCluster) await joinNodes(urlOf(database))
  return database
}

/** Creates both roles on one server. */
async function createRoles(url: string, password: string): Promise<void> {
  const secret = password === '' ? '' : `password '${password}'`
  for (const role of [ownerRole, applicationRole]) {
    // Another test file may create it at the same moment.
    await query(
      url,
      `do $$ begin create role ${role} login ${secret};
        exception when duplicate_object or unique_violation then null; end $$`,
    )
  }
}

/** A new database that the owner has migrated. On a cluster its tables are distributed. */
export async function migratedDatabase(
  server?: Pick<Server, 'url'>,
  schema?: string | null,
): Promise<Database> {
  const database = await emptyDatabase(server)
  const distribute = server === undefined && isCluster
  await migratePostgres(urlOf(database, ownerRole), { applicationRole, distribute, schema })
  return database
}

/**
 * A pool of an application on this database. A server that stops tells each connection that it still has, also after the
 * pool has ended, and an error that nothing listens to would end the test run.
 */
export function openPool(database: Database, settings: pg.PoolConfig = {}): pg.Pool {
  const connectionString = urlOf(database, applicationRole)
  const pool = new pg.Pool({ connectionString, pipeline: true, ...settings })
  pool.on('error', () => undefined)
  return pool
}

/** Differences of a test's stores from the usual ones. */
export interface Special {
  /** Makes a database with the tables in it; absent: the migration makes them. */
  readonly prepare?: () => Promise<Database>
  /** Changes a migrated database before any store is opened on it. */
  readonly alter?: (database: Database) => Promise<unknown>
  /** Watches the connections of a database's stores. */
  readonly watch?: (pool: pg.Pool, database: Database) => void
  readonly statements?: Statements
  readonly options?: PostgresStoreOptions
  /** Role that stores connect as; absent: that of the application. */
  readonly as?: string
}

interface Place {
  readonly pool: pg.Pool
  /** The pool behind the rules of a cluster. */
  readonly routed: PostgresPool
  readonly superuser: pg.Client
}

/**
 * An opener of stores on empty databases. Databases are used again when their store has closed: contracts open
 * thousands of stores, some of them several at a time.
 */
export function freshStores({
  prepare,
  alter,
  watch,
  statements,
  options = {},
  as = applicationRole,
}: Special = {}): () => Promise<Store> {
  const free: Place[] = []
  const schema = schemaTexts(options.schema)
  const newPlace = async (): Promise<Place> => {
    const database = await (prepare?.() ?? migratedDatabase(undefined, options.schema))
    await alter?.(database)
    const pool = openPool(database, { connectionString: urlOf(database, as), max: 4 })
    const superuser = new pg.Client(urlOf(database))
    await superuser.connect()
    watch?.(pool, database)
    superuser.on('error', () => undefined)
    return { pool, routed: routedPool(pool), superuser }
  }
  return async () => {
    const place = free.pop() ?? (await newPlace())
    await place.superuser.query(
      userTables.map((table) => schema.sql(`delete from ilab_memory.${table}`)).join('; '),
    )
    // A test that takes the conditions out of the statements has nothing that routes.
    const store =
      statements === undefined
        ? await openPostgresStore(place.routed, options)
        : createPostgresStore(place.pool, options, async () => undefined, { statements })
    return whenClosed(store, () => free.push(place))
  }
}

/** Calls `then` after the store has closed for the first time. Returns the store. */
export function whenClosed(store: Store, then: () => void): Store {
  const close = store.close.bind(store)
  let isClosed = false
  store.close = async () => {
    await close()
    if (!isClosed) then()
    isClosed = true
  }
  return store
}

/** Opens a store on an empty database. */
export const openFreshStore: () => Promise<Store> = freshStores()
