import type { DatabaseSync } from 'node:sqlite'
import { MemoryError } from '../../core/errors/errors.ts'
import { EngineStore } from '../../engine/engine-store.ts'
import type { StoreBackend } from '../../engine/port/backend.ts'
import type { UserReader } from '../../engine/port/reader.ts'
import type { Steps } from '../../engine/port/steps.ts'
import type { Language } from '../../search/corpus.ts'
import { createAnalyzer } from '../../search/text/analyze.ts'
import { toMemoryError } from './file/failures.ts'
import { openReader } from './file/open.ts'
import { whenFree } from './file/when-free.ts'
import { requireIndexBy } from './index/reindex.ts'
import { SearchCache } from './index/search-cache.ts'
import type { SqliteStoreOptions } from './options.ts'
import { Reads } from './reads.ts'
import { prepareStatements } from './tables/statements.ts'

/** A connection that only reads a file which another connection of this process keeps open and up to date. */
class ReadingBackend implements StoreBackend {
  readonly language: Language
  readonly #database: DatabaseSync
  readonly #cache: SearchCache
  readonly #reads: Reads

  constructor(path: string, options: SqliteStoreOptions) {
    const {
      language = 'english',
      busyTimeoutMs = 10_000,
      searchCacheBytes = 0,
      vectorCacheBytes = 0,
    } = options
    this.language = language
    this.#database = openReader(path)
    this.#cache = new SearchCache(searchCacheBytes, vectorCacheBytes)
    const statements = prepareStatements(this.#database)
    const connection = {
      database: this.#database,
      statements,
      analyzer: createAnalyzer(language),
      cache: this.#cache,
    }
    requireIndexBy(connection)
    this.#reads = new Reads(connection, {
      whenFree: (attempt) => whenFree(busyTimeoutMs, attempt),
      // The connection that writes completes the index.
      onUnindexed: () => undefined,
    })
  }

  read<Result>(userId: string, work: (reader: UserReader | null) => Steps<Result>): Promise<Result> {
    return this.#reads.read(userId, work)
  }

  /** Drops all that was read: the caches, and the pages that SQLite keeps. */
  forgetAll(): void {
    this.#cache.clear()
    this.#database.exec('pragma shrink_memory')
  }

  async write(): Promise<never> {
    return refuse()
  }

  async erase(): Promise<never> {
    return refuse()
  }

  async usersToSweep(): Promise<never> {
    return refuse()
  }

  async openSnapshot(): Promise<never> {
    return refuse()
  }

  async close(): Promise<void> {
    this.#database.close()
  }
}

function refuse(): never {
  throw new MemoryError('storage', 'this connection only reads')
}

/** A store that answers reads alone. */
export class ReadingStore extends EngineStore {
  readonly #backend: ReadingBackend

  /** Builds the store over an open connection. */
  constructor(backend: ReadingBackend) {
    super(backend)
    this.#backend = backend
  }

  /** Drops everything that it keeps in memory, between two reads. */
  async forgetAll(): Promise<void> {
    this.#backend.forgetAll()
  }
}

/**
 * Opens a connection that only reads, beside the one that writes.
 *
 * Errors: `storage`, `newer_schema`.
 */
export async function openReadingStore(path: string, options: SqliteStoreOptions): Promise<ReadingStore> {
  try {
    return new ReadingStore(new ReadingBackend(path, options))
  } catch (error) {
    throw toMemoryError(error)
  }
}
