import type { Language } from '../../search/corpus.ts'

/** Options of a PostgreSQL database, beside `Config`. */
export interface PostgresConfig {
  /**
   * Connections of the pool that is made for a URL.
   * @default 10
   */
  readonly connections?: number | null | undefined
  /**
   * Prepare each statement once for a connection. Switch it off behind a pgbouncer older than 1.21.
   * @default true
   */
  readonly preparedStatements?: boolean | null | undefined
  /**
   * Schema of the tables, as `migratePostgres` was given it. Memories in two schemas of a database share nothing.
   * @default 'ilab_memory'
   */
  readonly schema?: string | null | undefined
  /**
   * Role that the application connects as. `'owner'` also takes the owner of the tables, where a host gives one role only:
   * row security is forced, so it binds the owner, but the owner could switch it off.
   * @default 'application'
   */
  readonly role?: 'application' | 'owner' | null | undefined
  /**
   * Connections of the pool that exports may hold at the same time. Further exports wait for their turn.
   * @default a quarter of the pool, at least 1
   */
  readonly exportConnections?: number | null | undefined
  /**
   * Milliseconds for which a call waits: for a free connection, for each answer of the server (5,000 at least), and until
   * a server that is down or restarts answers again. Then it fails.
   * @default 10_000
   */
  readonly retryForMs?: number | null | undefined
}

/** Options of the store: those of the database, and the language of the texts. */
export interface PostgresStoreOptions extends PostgresConfig {
  /**
   * Language that the index is built for.
   * @default 'english'
   */
  readonly language?: Language | null | undefined
}
