import type { CacheRoom } from './index/cache-room.ts'
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
   * Room that the search caches of several files share; it takes the place of `searchCacheBytes`.
   * @default none: the cache has a room of its own
   */
  readonly cacheRoom?: CacheRoom
  /**
   * Digest of the one user who owns the file; a file of another user is refused with `corrupt`.
   * @default many users
   */
  readonly owner?: string
  /**
   * Size from which on a file's changes are followed after a removal, so that the next one reads only pages that changed.
   * @default 16 MiB
   */
  readonly followedFromBytes?: number
}
