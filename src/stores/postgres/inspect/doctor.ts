import { given } from '../../../core/input/given.ts'
import { MemoryError } from '../../../core/errors/errors.ts'
import type { Language } from '../../../search/corpus.ts'
import { createAnalyzer } from '../../../search/text/analyze.ts'
import { readPostgresUserIds } from '../all-users.ts'
import { databaseUrl } from '../connection/database-url.ts'
import { toMemoryError } from '../connection/failures.ts'
import { createPool, takeClient, types, type PostgresClient, type PostgresPool } from '../connection/pool.ts'
import { settingsIn, Transaction } from '../connection/transaction.ts'
import { pendingMigrations } from '../migration/pending.ts'
import { schemaTexts, type SchemaTexts } from '../tables/schema-texts.ts'
import { migrations } from '../tables/schema.ts'
import { statements } from '../tables/statements.ts'
import { userKeyOf } from '../user-key.ts'
import { checkCatalogue } from './check-catalogue.ts'
import { checkCluster } from './check-cluster.ts'
import { checkUser } from './check-user.ts'
import { error, warning, type Ask, type PostgresCheckName, type PostgresFinding } from './finding.ts'

/** Options of `doctorPostgres`. */
export interface DoctorPostgresOptions {
  /**
   * Schema of the tables.
   * @default 'ilab_memory'
   */
  readonly schema?: string | null | undefined
  /**
   * Language that the memories are opened with; an index of another one is reported.
   * @default 'english'
   */
  readonly language?: Language | null | undefined
  /**
   * Function that is called with the number of users checked so far.
   * @default none
   */
  readonly onProgress?: ((checkedUsers: number) => void) | null | undefined
}

/** Result of a check. It holds no text of a user and no user id. */
export interface DoctorPostgresReport {
  /** True when nothing is wrong. */
  readonly isHealthy: boolean
  /** Everything that is wrong. */
  readonly findings: readonly PostgresFinding[]
  /** Users that were checked; null where the role may not list them. */
  readonly users: number | null
  /** Versions of the programs and the tables. */
  readonly versions: {
    /** Version of the server. */
    readonly server: string
    /** Version of Citus; null: the database has none. */
    readonly citus: string | null
    /** Number of the last migration that this version of the library knows. */
    readonly schema: number
  }
}

/**
 * Checks a PostgreSQL database: migrations, row security, rights, and on Citus distribution, nodes and moves of shards. As
 * the owner of the tables it also checks the rows of every user: counts, index, ranking records. It changes nothing.
 *
 * Errors: `invalid_input`, `newer_schema`, `storage`, `unsupported_runtime` where the package `pg` is not installed. A
 * fault of the database is a finding, not an error.
 *
 * @example
 * ```ts
 * const { isHealthy, findings } = await doctorPostgres(process.env.OWNER_DATABASE_URL)
 * ```
 */
export async function doctorPostgres(
  url: string | URL,
  options: DoctorPostgresOptions | null = {},
): Promise<DoctorPostgresReport> {
  const database = databaseUrl(url, 'doctorPostgres', 'doctor checks files')
  const { schema: name } = given(options)
  const schema = schemaTexts(name)
  const versions = { schema: migrations.at(-1)?.id ?? 0 }
  const pending = await pendingMigrations(database, { schema: name })
  const pool = await createPool(database, 1)
  try {
    const ask = askerOf(pool, schema)
    const [{ server, citus }] = (await ask<{ server: string; citus: string | null }>(
      `select current_setting('server_version') as server,
        (select extversion from pg_extension where extname = 'citus') as citus`,
    )) as [{ server: string; citus: string | null }]
    const findings = pending.map(({ id, name: what }) =>
      error('schema', `migration ${id} is pending: ${what}`),
    )
    if (pending.length > 0)
      return { isHealthy: false, findings, users: null, versions: { ...versions, server, citus } }
    findings.push(...(await checkCatalogue(ask)), ...(await checkCluster(ask)))
    const ofUsers = await checkUsers(database, pool, schema, options)
    findings.push(...(ofUsers?.findings ?? []))
    const isHealthy = findings.length === 0
    return { isHealthy, findings, users: ofUsers?.users ?? null, versions: { ...versions, server, citus } }
  } catch (thrown) {
    throw toMemoryError(thrown)
  } finally {
    await pool.end()
  }
}

function askerOf(pool: PostgresPool, schema: SchemaTexts): Ask {
  return async <Row>(text: string, ...values: readonly unknown[]) => {
    const client = await takeClient(pool)
    try {
      return (await client.query({ text: schema.sql(text), values, types })).rows as readonly Row[]
    } finally {
      client.release()
    }
  }
}

const messages: Partial<Record<PostgresCheckName, (users: string) => PostgresFinding>> = {
  counts: (users) => error('counts', `counts differ from the rows of ${users}: quotas and stats are wrong`),
  orphans: (users) => warning('orphans', `versions or vectors of observations that are gone, of ${users}`),
  index_terms: (users) =>
    error('index_terms', `the index differs from the texts of ${users}: searches miss or find too much`),
  ranking_records: (users) =>
    error(
      'ranking_records',
      `ranking records differ from the rows of ${users}: searches miss or find too much`,
    ),
  analyzer: (users) =>
    warning(
      'analyzer',
      `the index of ${users} is of another version or language: the next call of each makes it anew`,
    ),
}

/** Checks every user; null where the role may not list them. */
async function checkUsers(
  url: string,
  pool: PostgresPool,
  schema: SchemaTexts,
  options: DoctorPostgresOptions | null,
): Promise<{ users: number; findings: readonly PostgresFinding[] } | null> {
  const { language = 'english', onProgress = () => undefined } = given(options)
  const analyzer = createAnalyzer(language)
  const settings = settingsIn(schema, statements, false)
  const wrong = new Map<PostgresCheckName, number>()
  let users = 0
  try {
    for await (const userId of readPostgresUserIds(url, { schema: schema.name })) {
      const client: PostgresClient = await takeClient(pool)
      const transaction = new Transaction(client, settings, userKeyOf(userId), 'read')
      try {
        const found = await checkUser(transaction, analyzer, userId)
        for (const check of found) wrong.set(check, (wrong.get(check) ?? 0) + 1)
      } finally {
        transaction.end()
      }
      onProgress(++users)
    }
  } catch (thrown) {
    if (thrown instanceof MemoryError && thrown.code === 'invalid_input') return null
    throw thrown
  }
  const findings = [...wrong].map(([check, count]) =>
    messages[check]!(count === 1 ? '1 user' : `${count} users`),
  )
  return { users, findings }
}
