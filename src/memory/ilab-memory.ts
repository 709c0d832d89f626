import { bind, timeOf } from './handle/binding.ts'
import { shareRecords } from './records.ts'
import { sweepUsers } from './sweep.ts'
import { BoundMemory } from './handle/bound-memory.ts'
import { acceptedTypes, resolveConfig, type ResolvedConfig } from './config/config.ts'
import type { Config, Embedded, EmbedOptions, OpenTelemetry, Swept, SweepOptions } from '../core/model.ts'
import { given } from '../core/input/given.ts'
import { invalidInput } from '../core/errors/errors.ts'
import { MemoryFacade } from './facade.ts'
import type { Store } from '../core/store/store.ts'
import type { PostgresPool } from '../stores/postgres/connection/pool.ts'
import type { PostgresConfig } from '../stores/postgres/options.ts'
import type { WorkerStoreOptions } from '../stores/threads/store.ts'
import { requireUserId } from '../core/user-id.ts'
import { makeTemporaryFolder } from '../core/paths/temporary-folder.ts'
import { MeaningStore } from './meaning/meaning-store.ts'
import { configOfMemory } from './config/opener-options.ts'
import { TelemetryStore } from './telemetry/telemetry-store.ts'
import { databaseOf, placeOfFile, placeOfFolder } from './places.ts'
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
  /** Types that `save` takes where `Config.types` is `closed`; else null. A remote memory does not know them. */
  readonly closedTypes?: readonly string[] | null
  /** OpenTelemetry, where calls are told to it; else null. A remote memory has none. */
  readonly telemetry?: OpenTelemetry | null
  readonly #store: Store
  readonly #meaning: MeaningStore | null
  readonly #config: ResolvedConfig

  /** Removes the file of a temporary memory. */
  #discard: (() => void) | null = null

  /**
   * Makes a memory over any store. Closing the memory closes the store.
   *
   * Errors: `invalid_input` for a wrong option, and for one that belongs to the store.
   */
  constructor(store: Store, config: Config | null = {}) {
    super()
    this.#config = resolveConfig(config, 'new ILabMemory')
    this.#meaning = withMeaning(store, this.#config)
    const searched = this.#meaning ?? store
    const telemetry = this.#config.telemetry || null
    this.telemetry = telemetry
    this.#store = telemetry === null ? searched : new TelemetryStore(searched, telemetry)
    shareRecords(this, (userId) => bind(this.#store, this.#config, requireUserId(userId)))
    this.closedTypes =
      this.#config.types === 'closed' ? Object.freeze([...acceptedTypes(this.#config)]) : null
    if ((config?.language ?? store.language) !== store.language) {
      invalidInput(`the store was opened for '${store.language}'; open it for the language you want`, {
        field: 'Config.language',
      })
    }
  }

  /**
   * Opens or creates one SQLite file for all users. The path is resolved once: a later `process.chdir` changes nothing.
   *
   * With `Config.threads` the file is kept in a thread of its own, and the event loop never waits for the disk. With
   * `Config.readers` more threads read it.
   *
   * `':memory:'` opens a temporary memory, in a private file that is removed by `close` and at the end of the process.
   * Node prints a warning about it once, with the code `ILAB_MEMORY_TEMPORARY`.
   *
   * Errors: `invalid_input`, `unsupported_runtime`, `newer_schema`, `corrupt`, `storage`, `storage_full`, `busy`.
   *
   * @param path - path of the file, in a folder that is created if needed. `~/` begins in the home folder, a `file:` URL
   *   names its file. Default: `Config.dbPath`, else `process.env.ILAB_MEMORY_DB_PATH`
   */
  static async fromPath(path?: string | URL | null, config: Config | null = {}): Promise<ILabMemory> {
    const { threads, readers, ...resolved } = resolveConfig(config, 'fromPath')
    const { language, busyTimeoutMs, searchCacheBytes, vectorCacheBytes } = resolved
    const file = placeOfFile(path, config ?? {})
    const folder = file === null ? makeTemporaryFolder() : null
    try {
      const opened = file ?? `${folder?.path}/memory.db`
      const plan = { path: opened, language, busyTimeoutMs, searchCacheBytes, vectorCacheBytes }
      const isInThreads = threads > 0 || readers > 0
      const store = await (isInThreads ? openInThreads({ kind: 'file', readers, ...plan }) : openFile(plan))
      const memory = new ILabMemory(store, await configOfMemory(config))
      memory.#discard = folder?.remove ?? null
      if (folder !== null) warnOfTemporaryMemory()
      return memory
    } catch (error) {
      folder?.remove()
      throw error
    }
  }

  /**
   * Opens or creates a folder with one SQLite file for each user: many users write at once, and a user's backup, move
   * or erasure is that of one file. With `Config.threads` the users are spread over as many threads.
   *
   * Errors: `invalid_input`, `unsupported_runtime`, `storage`; those of a file come from its user's calls.
   *
   * @param folder - its path, resolved once; `~/` begins in the home folder, a `file:` URL names its folder
   */
  static async fromDirectory(
    folder: string | URL,
    config: Omit<Config, 'dbPath' | 'vectorCacheBytes' | 'readers'> | null = {},
  ): Promise<ILabMemory> {
    const { language, busyTimeoutMs, searchCacheBytes, threads } = resolveConfig(config, 'fromDirectory')
    const plan = { path: placeOfFolder(folder), language, busyTimeoutMs, searchCacheBytes }
    const store = await (threads > 0 ? openInThreads({ kind: 'folder', threads, ...plan }) : openFolder(plan))
    return new ILabMemory(store, await configOfMemory(config))
  }

  /**
   * Opens a PostgreSQL database (15 or later) for any number of processes. Its tables must be there: `migratePostgres`
   * makes them. Connect as the application role, which row security holds to one user at a time.
   *
   * Errors: `invalid_input`, `newer_schema`, `storage`, `unsupported_runtime` where the package `pg` is not installed.
   *
   * @param database - a `postgres://` URL, or a pool of `pg`, which stays yours to end
   */
  static async fromPostgres(
    database: string | URL | PostgresPool | undefined,
    config:
      | (Omit<
          Config,
          'dbPath' | 'searchCacheBytes' | 'vectorCacheBytes' | 'threads' | 'readers' | 'busyTimeoutMs'
        > &
          PostgresConfig)
      | null = {},
  ): Promise<ILabMemory> {
    const { connections, exportConnections, preparedStatements, retryForMs, schema, role, ...ownConfig } =
      config ?? {}
    const { language } = resolveConfig(ownConfig, 'fromPostgres')
    const source = databaseOf(database)
    const { openPostgresStore } = await import('../stores/postgres/store.ts')
    const ofDatabase = { connections, exportConnections, preparedStatements, retryForMs, schema, role }
    const options = { language, ...ofDatabase }
    return new ILabMemory(await openPostgresStore(source, options), await configOfMemory(ownConfig))
  }

  /** Returns the handle of one user. Errors: `invalid_input` for an id that is none. */
  forUser(userId: string): UserMemory {
    return new BoundMemory(this.#store, this.#config, requireUserId(userId))
  }

  /**
   * Removes the bytes of everything that has expired, of all users, in short transactions. What has expired is invisible
   * already. If it is interrupted, the next call goes on. For operators: `ilab-memory serve` runs it regularly.
   *
   * Errors: those of the store, once all other users are swept; `busy` as `forget`.
   *
   * @example
   * ```ts
   * const { users, observations } = await memory.sweep()
   * ```
   */
  sweep(options?: SweepOptions | null): Promise<Swept> {
    const { onProgress = () => undefined } = given(options)
    return sweepUsers(this.#store, timeOf(this.#config), onProgress)
  }

  /**
   * Gives every text of every user its vector, a batch at a time. If it is interrupted, the next call goes on. It does
   * nothing in a memory without `Config.embedder`.
   *
   * Errors: those of the store; `busy` where the embedder fails.
   *
   * @example
   * ```ts
   * await memory.embed({ onProgress: ({ observations }) => console.log(observations) })
   * ```
   */
  async embed(options?: EmbedOptions | null): Promise<Embedded> {
    return (await this.#meaning?.embedAll(options)) ?? { users: 0, observations: 0 }
  }

  /** Waits until the background has nothing to embed at once: every text has its vector, or the embedder has failed. */
  async settled(): Promise<void> {
    await this.#meaning?.settled()
  }

  /** Finishes the calls in progress, then closes the store. A second call does nothing. */
  async close(): Promise<void> {
    await this.#store.close()
    this.#discard?.()
  }

  /** Closes the memory at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

interface FilePlan extends Pick<ResolvedConfig, 'language' | 'busyTimeoutMs'> {
  readonly path: string
}

async function openFile({
  path,
  ...options
}: FilePlan & Pick<ResolvedConfig, 'searchCacheBytes' | 'vectorCacheBytes'>): Promise<Store> {
  const { openSqliteStore } = await import('../stores/sqlite/store.ts')
  return openSqliteStore(path, options)
}

async function openFolder({
  path,
  ...options
}: FilePlan & Pick<ResolvedConfig, 'searchCacheBytes'>): Promise<Store> {
  const { openPerUserStore } = await import('../stores/per-user/store.ts')
  return openPerUserStore(path, options)
}

async function openInThreads(options: WorkerStoreOptions): Promise<Store> {
  const { openWorkerStore } = await import('../stores/threads/store.ts')
  return openWorkerStore(options)
}

function withMeaning(store: Store, config: ResolvedConfig): MeaningStore | null {
  const { embedder, embedding, search } = config
  if (embedder === undefined) return null
  const isAutomatic = embedding === 'background'
  return new MeaningStore(store, { embedder, isAutomatic, weight: search.meaning, now: () => timeOf(config) })
}

let isWarned = false

function warnOfTemporaryMemory(): void {
  if (isWarned) return
  isWarned = true
  process.emitWarning("a memory at ':memory:' is temporary: closing it, or ending the process, removes it", {
    code: 'ILAB_MEMORY_TEMPORARY',
  })
}
