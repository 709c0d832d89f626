import { MemoryError } from '../../../core/errors/errors.ts'

/** One query as `pg` takes it. */
export interface PostgresQuery {
  /** SQL with numbered parameters. */
  readonly text: string
  /** Name of a prepared statement; absent: the statement is not prepared. */
  readonly name?: string
  /** Values of the parameters. */
  readonly values?: readonly unknown[]
  /** Parsers of the columns' types. */
  readonly types?: {
    /** Returns the parser of one type of the database. */
    readonly getTypeParser: (oid: number) => (text: string) => unknown
  }
}

/** Rows of a query. */
export interface PostgresRows {
  /** One object for each row. */
  readonly rows: readonly unknown[]
}

/** The part of a client of `pg` that the store uses. Applications compile without the types of `pg`. */
export interface PostgresClient {
  /** Runs one query. */
  query(query: PostgresQuery): Promise<PostgresRows>
  /** Reports the loss of an idle connection. */
  on(event: 'error', listener: () => void): unknown
  /** Returns the client to the pool; `true` closes its connection. */
  release(destroy?: boolean): void
  /** False if the client takes one query at a time. A wrapper of a client may lack it. */
  readonly pipeline?: boolean | undefined
  /** Connection below it, to cut it off where the server is silent. A wrapper of a client may lack it. */
  readonly connection?:
    | {
        /** Socket of the connection. */
        readonly stream?: {
          /** Closes the socket at once. */
          destroy(): unknown
        }
      }
    | undefined
}

/** The part of a pool of `pg` that the store uses. */
export interface PostgresPool {
  /** Takes a client out of the pool. */
  connect(): Promise<PostgresClient>
  /** Closes all connections. */
  end(): Promise<void>
  /** Settings of the pool. A wrapper of a pool may lack them. */
  readonly options?:
    | {
        /** Connections at most. */
        readonly max?: number | undefined
      }
    | undefined
}

const watched = new WeakSet<PostgresClient>()

/**
 * Takes a client from the pool and listens to its `error` event. A lost connection is reported twice: the running query
 * fails, and the event is emitted. Without a listener the event would end the process.
 */
export async function takeClient(pool: PostgresPool): Promise<PostgresClient> {
  const client = await pool.connect()
  if (!watched.has(client)) client.on('error', () => undefined)
  watched.add(client)
  return client
}

interface OwnPool extends PostgresPool {
  on(event: 'error', listener: () => void): unknown
}

/** Time that a connection may take where the caller names none, in milliseconds. */
const longestConnectMs = 10_000

/**
 * Creates a pool for this store alone. Its clients send queries without waiting for earlier answers.
 *
 * Errors: `unsupported_runtime` where the package `pg` is not installed.
 */
export async function createPool(
  url: string,
  connections: number,
  connectWithinMs: number = longestConnectMs,
): Promise<PostgresPool> {
  const { Pool } = await importDriver()
  const pool: OwnPool = new Pool({
    connectionString: url,
    max: connections,
    pipeline: true,
    connectionTimeoutMillis: connectWithinMs,
  })
  // The pool replaces an idle connection that the server closed when it needs the next one.
  pool.on('error', () => undefined)
  return pool
}

interface Driver {
  readonly Pool: new (config: {
    readonly connectionString: string
    readonly max: number
    readonly pipeline: boolean
    readonly connectionTimeoutMillis: number
  }) => OwnPool
}

/** Loads `pg` on first use: it is an optional peer. */
async function importDriver(): Promise<Driver> {
  try {
    const driver = await import('pg')
    return driver.default
  } catch (error) {
    throw new MemoryError('unsupported_runtime', "PostgreSQL needs the package 'pg': npm install pg", {
      cause: error,
    })
  }
}

const asNumber = (text: string): unknown => Number(text)
const asText = (text: string): unknown => text

/** Parsers by type id. The store brings its own because an application may change the global ones of `pg`. */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  16: (text) => text === 't',
  17: (text) => Buffer.from(text.slice(2), 'hex'),
  20: asNumber,
  21: asNumber,
  23: asNumber,
  114: (text) => JSON.parse(text) as unknown,
}

export const types = { getTypeParser: (oid: number): ((text: string) => unknown) => parsers[oid] ?? asText }
