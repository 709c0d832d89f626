import type { Language } from '../../search/corpus.ts'

/** Options of a store in one SQLite file. */
export interface SqliteStoreOptions {
  /**
   * Language of the texts.
   * @default 'english'
   */
  readonly language?: Language
  /**
   * Time for which a call waits for another process's lock before it fails with `busy`, in milliseconds.
   * @default 10_000
   */
  readonly busyTimeoutMs?: number
  /**
   * Size of the cache of index data of recently active users, in bytes. 0 disables it.
   * @default 16 MiB; 0 with an owner
   */
  readonly searchCacheBytes?: number
  /**
   * Size of the cache of vectors of recently active users, in bytes. 0 disables it.
   * @default 64 MiB; 0 with an owner
   */
  readonly vectorCacheBytes?: number
  /**
   * Digest of the one user who owns the file; a file of another user is refused with `corrupt`.
   * @default many users
   */
  readonly owner?: string
}
