import { BoundMemory } from './bound-memory.ts'
import { resolveConfig, type ResolvedConfig } from './config.ts'
import type { Config } from '../core/model.ts'
import { invalidInput } from '../core/errors.ts'
import { MemoryFacade } from './facade.ts'
import type { Store } from '../core/store.ts'
import type { PostgresPool } from '../stores/postgres/connection/pool.ts'
import type { PostgresConfig } from '../stores/postgres/options.ts'
import type { WorkerStoreOptions } from '../stores/threads/store.ts'
import { requireUserId } from '../core/user-id.ts'
import type { UserMemory } from '../core/user-memory.ts'

/**
 * Memory for an application with many users: one instance, any number of users, each invisible to the others.
 *
 * @example
 * ```ts
 * const memory = await ILabMemory.fromPath('./memory.db')
 * const alice = memory.forUser(stableUserId('alice@example.com'))
 * await alice.save({ type: 'preference', title: 'UI theme', content: 'dark', topicKey: 'ui/theme' })
 * await alice.search('theme') // only ever Alice's
 * await memory.close()
 * ```
 */
export class ILabMemory extends MemoryFacade implements AsyncDisposable {
  readonly #store: Store
  readonly #config: ResolvedConfig

  /** Makes a memory over any store. Closing the memory closes the store. Errors: `invalid_input` for a wrong option. */
  constructor(store: Store, config: Config = {}) {
    super()
    this.#config = resolveConfig(config)
    this.#store = store
    if (config.language !== undefined && config.language !== store.language) {
      invalidInput(`the store was opened for '${store.language}'; open it for the language you want`, {
        field: 'Config.language',
      })
    }
  }

  /**
   * Opens or creates one SQLite file for all users.
   *
   * With `Config.threads` the file is kept in a thread of its own, and the event loop never waits for the disk.
   *
   * Errors: `invalid_input`, `unsupported_runtime`, `newer_schema`, `corrupt`, `storage`, `storage_full`, `busy`.
   *
   * @param path - path of the file, in a folder that is created if needed. Default: `process.env.ILAB_MEMORY_DB_PATH`
   */
  static async fromPath(
    path: string | undefined = process.env['ILAB_MEMORY_DB_PATH'],
    config: Config = {},
  ): Promise<ILabMemory> {
    const { language, busyTimeoutMs, searchCacheBytes, threads } = resolveConfig(config)
    if (typeof path !== 'string' || path === '')
      invalidInput('fromPath needs a path: pass one or set ILAB_MEMORY_DB_PATH')
    if (path === ':memory:')
      invalidInput("':memory:' would keep nothing: use a file, or createReferenceStore() in tests")
    const options = { language, busyTimeoutMs, searchCacheBytes }
    if (threads > 0) return openInThreads({ kind: 'file', path, threads, ...options }, config)
    const { openSqliteStore } = await import('../stores/sqlite/store.ts')
    return new ILabMemory(await openSqliteStore(path, options), config)
  }

  /**
   * Opens or creates a folder with one SQLite file for each user: many users write at once, and a user's backup, move
   * or erasure is that of one file. With `Config.threads` the users are spread over as many threads.
   *
   * Errors: `invalid_input`, `unsupported_runtime`, `storage`; those of a file come from its user's calls.
   */
  static async fromDirectory(folder: string, config: Config = {}): Promise<ILabMemory> {
    const { language, busyTimeoutMs, threads } = resolveConfig(config)
    if (typeof folder !== 'string' || folder === '') invalidInput('fromDirectory needs the path of a folder')
    if (threads > 0)
      return openInThreads({ kind: 'folder', path: folder, threads, language, busyTimeoutMs }, config)
    const { openPerUserStore } = await import('../stores/per-user/store.ts')
    return new ILabMemory(await openPerUserStore(folder, { language, busyTimeoutMs }), config)
  }

  /**
   * Opens a PostgreSQL database (15 or later) for any number of processes. Its tables must be there: `migratePostgres`
   * makes them. Connect as the application role, which row security holds to one user at a time.
   *
   * Errors: `invalid_input`, `newer_schema`, `storage`, `unsupported_runtime` where the package `pg` is not installed.
   *
   * @param database - a URL, or a pool of `pg`, which stays yours to end
   */
  static async fromPostgres(
    database: string | PostgresPool | undefined,
    config: Config & PostgresConfig = {},
  ): Promise<ILabMemory> {
    const { connections, preparedStatements, retryForMs, ...ownConfig } = config
    const { language } = resolveConfig(ownConfig)
    if (database === undefined || database === '')
      invalidInput('fromPostgres needs the URL of a database or a pool')
    const { openPostgresStore } = await import('../stores/postgres/store.ts')
    const options = { language, connections, preparedStatements, retryForMs }
    return new ILabMemory(await openPostgresStore(database, options), ownConfig)
  }

  /** Returns the handle of one user. Errors: `invalid_input` for an id that is none. */
  forUser(userId: string): UserMemory {
    return new BoundMemory(this.#store, this.#config, requireUserId(userId))
  }

  /** Finishes the calls in progress, then closes the store. A second call does nothing. */
  async close(): Promise<void> {
    await this.#store.close()
  }

  /** Closes the memory at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

async function openInThreads(options: WorkerStoreOptions, config: Config): Promise<ILabMemory> {
  const { openWorkerStore } = await import('../stores/threads/store.ts')
  return new ILabMemory(await openWorkerStore(options), config)
}
