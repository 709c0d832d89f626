import type { UserReader } from '../../engine/port/reader.ts'
import { runAtOnce, type Steps } from '../../engine/port/steps.ts'
import { toMemoryError } from './file/failures.ts'
import type { Connection } from './index/reindex.ts'
import type { SearchCache } from './index/search-cache.ts'
import { SqliteReader } from './reader.ts'
import { findUser } from './tables/users.ts'

/** A connection with its search cache. */
export interface CachedConnection extends Connection {
  readonly cache: SearchCache
}

/** Surroundings of the reads of one connection. */
export interface ReadOptions {
  /** Runs an attempt until no other connection holds the lock. */
  readonly whenFree: <Result>(attempt: () => Result) => Promise<Result>
  /** Gets the number of each user that is read while the index is not complete. */
  readonly onUnindexed: (user: number) => void
}

/** Runs reads on one connection, each in a transaction of its own. */
export class Reads {
  readonly #connection: CachedConnection
  readonly #options: ReadOptions

  constructor(connection: CachedConnection, options: ReadOptions) {
    this.#connection = connection
    this.#options = options
  }

  async read<Result>(userId: string, work: (reader: UserReader | null) => Steps<Result>): Promise<Result> {
    const { database } = this.#connection
    try {
      return await this.#options.whenFree(() => {
        database.exec('begin')
        try {
          return runAtOnce(work(this.#reader(userId)))
        } finally {
          database.exec('commit')
        }
      })
    } catch (error) {
      throw toMemoryError(error)
    }
  }

  #reader(userId: string): SqliteReader | null {
    const { statements, analyzer, cache } = this.#connection
    const user = findUser(statements, userId)
    if (user === null) return null
    if (user.unindexedFrom !== null) this.#options.onUnindexed(user.number)
    const openCache = () => cache.ofUser(user.number, user.version)
    return new SqliteReader({ statements, analyzer, userId, user, openCache })
  }
}
