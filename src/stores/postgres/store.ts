import { invalidInput } from '../../core/errors/errors.ts'
import { given } from '../../core/input/given.ts'
import type { Store } from '../../core/store/store.ts'
import { EngineStore } from '../../engine/engine-store.ts'
import { PostgresBackend } from './backend.ts'
import { toMemoryError } from './connection/failures.ts'
import { createPool, type PostgresPool } from './connection/pool.ts'
import { NodeShares } from './connection/node-shares.ts'
import { requireReady } from './migration/preflight.ts'
import { TransactionRunner } from './connection/runner.ts'
import { readShardMap } from './connection/shard-map.ts'
import { settingsIn } from './connection/transaction.ts'
import type { PostgresStoreOptions } from './options.ts'
import { schemaTexts } from './tables/schema-texts.ts'
import { statements as ownStatements, type Statements } from './tables/statements.ts'

const usualConnections = 10
const usualRetryMs = 10_000

/**
 * Opens a PostgreSQL database (15 or later) that {@link migratePostgres} has prepared, as the application role.
 *
 * Closing the store ends the pool that it made for a URL. A pool that the caller passes stays open. Give such a pool
 * `pipeline: true` to save round trips. Opening waits for a server that is down as calls do, up to `retryForMs`.
 *
 * Errors: `newer_schema`, `storage`, `unsupported_runtime` for an old server or where the package `pg` is not
 * installed.
 *
 * @example
 * ```ts
 * const memory = new ILabMemory(await openPostgresStore(process.env.DATABASE_URL))
 * ```
 */
export async function openPostgresStore(
  urlOrPool: string | PostgresPool,
  options: PostgresStoreOptions = {},
): Promise<Store> {
  const schema = schemaTexts(options.schema)
  const { role = 'application' } = given(options)
  if (role !== 'application' && role !== 'owner')
    invalidInput("must be 'application' or 'owner'", { field: 'role' })
  const { connections = usualConnections, retryForMs = usualRetryMs } = given(options)
  const isOwn = typeof urlOrPool === 'string'
  const pool = isOwn ? await createPool(urlOrPool, connections, retryForMs) : urlOrPool
  try {
    const nodes = await runnerOver(pool, options).readForOperator(async (client) => {
      const { hasCitus } = await requireReady(client, schema, role === 'owner')
      const share = Math.max(1, Math.floor(sizeOf(pool) / 2))
      return hasCitus ? new NodeShares(await readShardMap(client, schema), share) : null
    })
    return createPostgresStore(pool, options, isOwn ? () => pool.end() : async () => undefined, { nodes })
  } catch (error) {
    if (isOwn) await pool.end()
    throw toMemoryError(error)
  }
}

/** Parts of a store that tests replace. */
interface Parts {
  /** Statements; a test passes others to switch off one barrier. */
  readonly statements?: Statements
  readonly nodes?: NodeShares | null
}

/** Builds a store over the pool of a prepared database. */
export function createPostgresStore(
  pool: PostgresPool,
  options: PostgresStoreOptions,
  release: () => Promise<void>,
  parts: Parts = {},
): Store {
  const { language = 'english', connections = sizeOf(pool), exportConnections } = given(options)
  const runner = runnerOver(pool, options, parts)
  const ofExports = exportConnections ?? Math.max(1, Math.floor(connections / 4))
  return new EngineStore(new PostgresBackend(runner, { language, exportConnections: ofExports }, release))
}

function runnerOver(
  pool: PostgresPool,
  options: PostgresStoreOptions,
  { statements = ownStatements, nodes = null }: Parts = {},
): TransactionRunner {
  const { preparedStatements = true, retryForMs = usualRetryMs } = given(options)
  const schema = schemaTexts(given(options).schema)
  return new TransactionRunner(pool, {
    ...settingsIn(schema, statements, preparedStatements),
    retryForMs,
    nodes,
  })
}

/** Returns the size of a caller's pool. */
function sizeOf({ options }: PostgresPool): number {
  return options?.max ?? usualConnections
}
