import { resolve } from 'node:path'
import { EngineStore } from '../../engine/engine-store.ts'
import { SqliteBackend } from './backend.ts'
import { toMemoryError } from './file/failures.ts'
import type { SqliteStoreOptions } from './options.ts'

/**
 * Opens or creates one SQLite file for many users.
 *
 * The file is in write-ahead-log mode, is readable by its owner only, and may be opened by several processes.
 *
 * Errors: `unsupported_runtime`, `newer_schema`, `corrupt`, `storage`, `storage_full`, `busy`.
 *
 * @example
 * ```ts
 * const memory = new ILabMemory(await openSqliteStore('./memory.db'))
 * ```
 */
export async function openSqliteStore(path: string, options: SqliteStoreOptions = {}): Promise<SqliteStore> {
  try {
    // The path is made absolute now: the process may change its folder later.
    return new SqliteStore(new SqliteBackend(resolve(path), options))
  } catch (error) {
    throw toMemoryError(error)
  }
}

/** A store in one file. */
export class SqliteStore extends EngineStore {
  readonly #file: SqliteBackend

  /** Builds the store over an open file. */
  constructor(file: SqliteBackend) {
    super(file)
    this.#file = file
  }

  /**
   * Ends the file's life before its removal: from here on writes of other processes fail instead of getting lost.
   * Returns false, and changes nothing, where the file holds a user.
   */
  retire(): Promise<boolean> {
    return this.run(() => this.#file.retire())
  }
}
