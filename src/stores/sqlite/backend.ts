import type { DatabaseSync } from 'node:sqlite'
import type { ErasureReceipt } from '../../core/model.ts'
import type { UsersToSweep } from '../../core/store/store.ts'
import type { Snapshot, StoreBackend, WriteOptions } from '../../engine/port/backend.ts'
import type { UserReader } from '../../engine/port/reader.ts'
import { runAtOnce, type Steps } from '../../engine/port/steps.ts'
import type { Needs, UnitOfWork } from '../../engine/port/unit-of-work.ts'
import type { Language } from '../../search/corpus.ts'
import { createAnalyzer } from '../../search/text/analyze.ts'
import { detachUser, removeDetachedUsers } from './erase.ts'
import { ChangedPages } from './file/changed-pages.ts'
import { toMemoryError } from './file/failures.ts'
import { expectManyUsers, openDatabase, openSnapshot, stopBlocking } from './file/open.ts'
import { requireOwner } from './file/owner.ts'
import { RawFile } from './file/page-gaps.ts'
import { hasUnindexed, indexSome, requireIndexOf, retireIndex } from './index/reindex.ts'
import { SearchCache } from './index/search-cache.ts'
import { SqliteReader } from './reader.ts'
import { Reads, type CachedConnection } from './reads.ts'
import { prepareStatements, prepareWhenUsed } from './tables/statements.ts'
import type { SqliteStoreOptions } from './options.ts'
import { SqliteUnitOfWork } from './unit-of-work.ts'
import { findOrCreateUser, findUser, findUserToWrite, storeUser } from './tables/users.ts'
import { GroupTransaction, type WriteScope } from './write/group-transaction.ts'
import { WriteQueue } from './write/write-queue.ts'

/** Observations that one background step indexes: as many as one transaction saves. */
const indexedInStep = 64
/** Users that one page of a list holds. */
const usersInPage = 256
const defaultCacheBytes = 16 * 2 ** 20
const defaultVectorCacheBytes = 64 * 2 ** 20

/** One SQLite file: its connection, its write queue, its search cache and its erasures. */
export class SqliteBackend implements StoreBackend {
  readonly language: Language
  readonly #path: string
  readonly #database: DatabaseSync
  readonly #rawFile: RawFile
  readonly #connection: CachedConnection
  readonly #reads: Reads
  readonly #queue: WriteQueue
  readonly #resumedErasures: Promise<void>
  #indexing: Promise<void> | null = null
  /** Number of the user that searched last while not indexed. */
  #indexedFirst: number | null = null
  #isClosing = false

  /** @param path - absolute path of the file */
  constructor(path: string, options: SqliteStoreOptions) {
    const { language = 'english', busyTimeoutMs = 10_000, owner } = options
    this.language = language
    this.#path = path
    const database = openDatabase(path)
    this.#database = database
    this.#rawFile = new RawFile(path)
    try {
      const statements = prepareStatements(database)
      const isShared = owner === undefined
      const cache = new SearchCache(
        options.cacheRoom?.mostBytes ?? options.searchCacheBytes ?? (isShared ? defaultCacheBytes : 0),
        options.vectorCacheBytes ?? (isShared ? defaultVectorCacheBytes : 0),
        options.cacheRoom,
      )
      this.#connection = { database, statements, analyzer: createAnalyzer(language), cache }
      if (owner === undefined) expectManyUsers(database)
      else requireOwner(statements, owner)
      requireIndexOf(this.#connection)
      const changed = new ChangedPages(database, path, options.followedFromBytes)
      const file = { database, rawFile: this.#rawFile, path, changed }
      this.#queue = new WriteQueue(new GroupTransaction(this.#connection), file, busyTimeoutMs)
      this.#reads = new Reads(this.#connection, {
        whenFree: (attempt) => this.#queue.whenFree(attempt),
        onUnindexed: (user) => this.#indexSoon(user),
      })
      const hasErasures = statements.detachedUser.get() !== undefined
      stopBlocking(database)
      // An erasure that fails here is resumed by the next erasure or the next opening.
      this.#resumedErasures = hasErasures ? this.#removeErased().catch(() => undefined) : Promise.resolve()
      if (hasUnindexed(statements)) this.#indexInBackground()
    } catch (error) {
      database.close()
      this.#rawFile.release()
      throw error
    }
  }

  write<Result>(
    userId: string,
    needs: Needs,
    work: (unit: UnitOfWork | null) => Steps<Result>,
    { removes = false }: WriteOptions = {},
  ): Promise<Result> {
    const run = (scope: WriteScope): Result => {
      const { statements } = scope
      const find = needs.creates ? findOrCreateUser : findUserToWrite
      const user = find(statements, userId)
      const unit = user === null ? null : new SqliteUnitOfWork(scope, userId, user, needs)
      const result = runAtOnce(work(unit))
      unit?.finish()
      if (user !== null && !(removes && result === false)) storeUser(statements, user)
      return result
    }
    return this.#queue.write(run, { scrub: removes })
  }

  read<Result>(userId: string, work: (reader: UserReader | null) => Steps<Result>): Promise<Result> {
    return this.#reads.read(userId, work)
  }

  #indexSoon(user: number): void {
    this.#indexedFirst = user
    this.#indexInBackground()
  }

  /**
   * Completes the index, one step a transaction, so that other writes come in between. A step that fails ends it; the
   * next search of a user who is not indexed, or the next opening, goes on.
   */
  #indexInBackground(): void {
    if (this.#isClosing) return
    const step = (scope: WriteScope): number | null => indexSome(scope, this.#indexedFirst, indexedInStep)
    const run = async (): Promise<void> => {
      while (!this.#isClosing && (await this.#queue.write(step)) !== null) continue
      this.#connection.cache.forgetUnindexed()
    }
    this.#indexing ??= run()
      .catch(() => undefined)
      .finally(() => (this.#indexing = null))
  }

  async erase(userId: string, now: number): Promise<ErasureReceipt> {
    const receipt = await this.#queue.write((scope) => detachUser(scope, userId, now), { removes: true })
    await this.#removeErased()
    return receipt
  }

  async #removeErased(): Promise<void> {
    await removeDetachedUsers(this.#queue)
    await this.#queue.write(() => true, { scrub: true })
  }

  usersToSweep(now: number, after: string | null): Promise<UsersToSweep> {
    return this.#listUsers('usersToSweep', now, after)
  }

  usersToEmbed(space: number, after: string | null): Promise<UsersToSweep> {
    return this.#listUsers('usersToEmbed', space, after)
  }

  async #listUsers(
    name: 'usersToSweep' | 'usersToEmbed',
    condition: number,
    after: string | null,
  ): Promise<UsersToSweep> {
    try {
      const list = this.#connection.statements[name]
      const rows = await this.#queue.whenFree(() => list.all(condition, Number(after ?? 0), usersInPage))
      const users = rows.map((row) => String(row['user_id']))
      return { users, next: rows.length < usersInPage ? null : String(rows.at(-1)!['number']) }
    } catch (error) {
      throw toMemoryError(error)
    }
  }

  async openSnapshot(userId: string): Promise<Snapshot> {
    try {
      return this.#openSnapshot(userId)
    } catch (error) {
      throw toMemoryError(error)
    }
  }

  #openSnapshot(userId: string): Snapshot {
    const { analyzer } = this.#connection
    const database = openSnapshot(this.#path)
    const statements = prepareWhenUsed(database)
    const user = findUser(statements, userId)
    const reader = user === null ? null : new SqliteReader({ statements, analyzer, userId, user })
    return {
      async read(work) {
        try {
          return runAtOnce(work(reader))
        } catch (error) {
          throw toMemoryError(error)
        }
      },
      close: () => {
        if (database.isOpen) database.close()
      },
    }
  }

  /**
   * Ends the file's life before its removal: from here on writes of other processes fail instead of getting lost.
   * Returns false, and changes nothing, where the file holds a user.
   */
  retire(): Promise<boolean> {
    return this.#queue.write(({ statements }) => {
      const isEmpty = statements.anyUser.get() === undefined
      if (isEmpty) retireIndex(statements)
      return isEmpty
    })
  }

  async close(): Promise<void> {
    this.#isClosing = true
    await this.#indexing
    await this.#resumedErasures
    await this.#queue.idle()
    this.#connection.cache.clear()
    this.#database.close()
    this.#rawFile.release()
  }
}
