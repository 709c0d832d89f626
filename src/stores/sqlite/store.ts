import { resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { MemoryError } from '../../core/errors.ts'
import type {
  ErasureReceipt,
  ImportCounts,
  ListPage,
  Observation,
  SaveResult,
  Session,
  SessionStart,
  Stats,
} from '../../core/model.ts'
import { emptyPage, emptyStats, nothingFound, nothingImported } from '../../engine/rules/empty-answers.ts'
import { createAnalyzer } from '../../search/text/analyze.ts'
import type { Language } from '../../search/corpus.ts'
import type {
  CleanDraft,
  ContextRequest,
  ExportRecord,
  ListRequest,
  SearchAnswer,
  SearchRequest,
  Store,
  WriteContext,
} from '../../core/store.ts'
import type { RedactedText } from '../../privacy/redact.ts'
import { detachUser, forgetObservation, removeDetachedUsers } from './erase.ts'
import { toMemoryError } from './failures.ts'
import { expectManyUsers, openDatabase, openSnapshot, stopBlocking } from './file/open.ts'
import { RawFile } from './file/page-gaps.ts'
import { listObservations, readObservation, readStats, readTimeline, type UserReading } from './reads.ts'
import { maxId } from './file/schema.ts'
import { searchObservations } from './search.ts'
import { SearchCache } from './index/search-cache.ts'
import { saveObservation } from './save.ts'
import { startSession } from './session-start.ts'
import { endSession, requireActive } from './sessions.ts'
import { requireOwner } from './file/owner.ts'
import { prepareStatements } from './statements.ts'
import { requireIndexOf, retireIndex, type Connection } from './index/reindex.ts'
import { importRecords, readRecords } from './transfer.ts'
import { findOrCreateUser, findUser, storeUser, type UserState } from './users.ts'
import { GroupTransaction, type WriteScope } from './write/group-transaction.ts'
import { WriteQueue, type WriteOptions } from './write/write-queue.ts'

export interface SqliteStoreOptions {
  /** Default: `english`. */
  readonly language?: Language
  /** How long a call waits for another process' lock before it fails with `busy`. Default: 10,000. */
  readonly busyTimeoutMs?: number
  /** Bytes of the index kept in memory for the users who searched last. Default: 16 MiB; with an owner, none. */
  readonly searchCacheBytes?: number
  /** Digest of the one user whose file this is; a file of another user is refused with `corrupt`. Default: many users. */
  readonly owner?: string
}

const defaultCache = 16 * 2 ** 20

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
export async function openSqliteStore(path: string, options: SqliteStoreOptions = {}): Promise<SqliteFile> {
  try {
    return new SqliteStore(path, options)
  } catch (error) {
    throw toMemoryError(error)
  }
}

/** A store in one file. */
export interface SqliteFile extends Store {
  /**
   * Ends the file's life before it is removed: whatever another process would still write into it fails instead of
   * getting lost. False, and without effect, where the file holds a user.
   */
  retire(): Promise<boolean>
}

class SqliteStore implements SqliteFile {
  readonly language: Language
  readonly #path: string
  readonly #database: DatabaseSync
  readonly #rawFile: RawFile
  readonly #connection: Connection & { readonly cache: SearchCache }
  readonly #queue: WriteQueue
  readonly #snapshots = new Set<DatabaseSync>()
  readonly #erasures = new Set<Promise<unknown>>()
  #closing: Promise<void> | null = null

  constructor(name: string, options: SqliteStoreOptions) {
    const { language = 'english', busyTimeoutMs = 10_000, owner } = options
    // What a relative path means changes when the process changes its folder.
    const path = resolve(name)
    this.language = language
    this.#path = path
    const database = openDatabase(path)
    this.#database = database
    this.#rawFile = new RawFile(path)
    try {
      const statements = prepareStatements(database)
      const cache = new SearchCache(options.searchCacheBytes ?? (owner === undefined ? defaultCache : 0))
      this.#connection = { database, statements, analyzer: createAnalyzer(language), cache }
      if (owner === undefined) expectManyUsers(database)
      else requireOwner(statements, owner)
      requireIndexOf(this.#connection)
      const file = { database, rawFile: this.#rawFile, path }
      this.#queue = new WriteQueue(new GroupTransaction(this.#connection), file, busyTimeoutMs)
      const hasErasures = statements.detachedUser.get() !== undefined
      stopBlocking(database)
      if (hasErasures) this.#resumeErasures()
    } catch (error) {
      database.close()
      this.#rawFile.release()
      throw error
    }
  }

  /** Finishes erasures that an earlier process could not, while calls are already taken; closing waits for it. */
  #resumeErasures(): void {
    // What fails here, the next erasure or the next open takes up again.
    void this.#track(this.#removeErased().catch(() => undefined))
  }

  saveObservation(userId: string, draft: CleanDraft, at: WriteContext): Promise<SaveResult> {
    return this.#writeAs(userId, (scope, user) => saveObservation(scope, user, draft, at))
  }

  getObservation(userId: string, id: number): Promise<Observation | null> {
    return this.#readAs(userId, null, (reading) => readObservation(reading, id))
  }

  searchObservations(userId: string, request: SearchRequest): Promise<SearchAnswer> {
    return this.#readAs(userId, nothingFound, ({ user }) =>
      searchObservations({ ...this.#connection, user }, request),
    )
  }

  listObservations(userId: string, request: ListRequest): Promise<ListPage> {
    return this.#readAs(userId, emptyPage(), (reading) => listObservations(reading, request))
  }

  readTimeline(
    userId: string,
    id: number,
    window: { before: number; after: number },
  ): Promise<Observation[]> {
    return this.#readAs<Observation[]>(userId, [], (reading) => readTimeline(reading, id, window))
  }

  startSession(userId: string, at: WriteContext, context: ContextRequest): Promise<SessionStart> {
    return this.#writeAs(userId, (scope, user) => startSession(scope, user, at, context))
  }

  endSession(userId: string, summary: RedactedText, at: WriteContext): Promise<Session> {
    return this.#write((scope) => {
      const user = findUser(scope.statements, userId)
      requireActive(user)
      const session = endSession(scope, userId, user!, summary, at.now)
      storeUser(scope.statements, user!)
      return session
    })
  }

  readStats(userId: string): Promise<Stats> {
    return this.#readAs(userId, emptyStats(), readStats)
  }

  forgetObservation(userId: string, id: number): Promise<boolean> {
    return this.#write(
      (scope) => {
        const user = findUser(scope.statements, userId)
        if (user === null || id > maxId || !forgetObservation(scope, user, id)) return false
        storeUser(scope.statements, user)
        return true
      },
      { scrub: true },
    )
  }

  eraseUser(userId: string, at: { now: number }): Promise<ErasureReceipt> {
    return this.#track(this.#erase(userId, at.now))
  }

  #track<Result>(erasure: Promise<Result>): Promise<Result> {
    const tracked = erasure.finally(() => this.#erasures.delete(tracked))
    this.#erasures.add(tracked)
    return tracked
  }

  async #erase(userId: string, now: number): Promise<ErasureReceipt> {
    const receipt = await this.#write((scope) => detachUser(scope, userId, now), { removes: true })
    await this.#removeErased()
    return receipt
  }

  async #removeErased(): Promise<void> {
    await removeDetachedUsers(this.#queue)
    await this.#queue.write(() => true, { scrub: true })
  }

  async *exportUser(userId: string): AsyncGenerator<readonly ExportRecord[]> {
    this.#requireOpen()
    let snapshot: DatabaseSync | null = null
    try {
      snapshot = openSnapshot(this.#path)
      this.#snapshots.add(snapshot)
      for (const page of readRecords(prepareStatements(snapshot), userId)) {
        yield page
        this.#requireOpen()
      }
    } catch (error) {
      throw toMemoryError(error)
    } finally {
      if (snapshot !== null && this.#snapshots.delete(snapshot)) snapshot.close()
    }
  }

  importRecords(userId: string, records: readonly ExportRecord[], at: WriteContext): Promise<ImportCounts> {
    if (records.length === 0) return this.#readAs(userId, nothingImported, () => nothingImported)
    return this.#writeAs(userId, (scope, user) => importRecords(scope, user, records, at))
  }

  retire(): Promise<boolean> {
    return this.#write(({ statements }) => {
      const isEmpty = statements.anyUser.get() === undefined
      if (isEmpty) retireIndex(statements)
      return isEmpty
    })
  }

  close(): Promise<void> {
    this.#closing ??= Promise.allSettled(this.#erasures).then(async () => {
      await this.#queue.idle()
      for (const snapshot of this.#snapshots) snapshot.close()
      this.#snapshots.clear()
      this.#database.close()
      this.#rawFile.release()
    })
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #requireOpen(): void {
    if (this.#closing !== null) throw new MemoryError('closed', 'the memory is closed')
  }

  async #write<Result>(run: (scope: WriteScope) => Result, options?: WriteOptions): Promise<Result> {
    this.#requireOpen()
    return this.#queue.write(run, options)
  }

  /** A write for a user that it brings into being. */
  #writeAs<Result>(userId: string, run: (scope: WriteScope, user: UserState) => Result): Promise<Result> {
    return this.#write((scope) => {
      const user = findOrCreateUser(scope.statements, userId)
      const result = run(scope, user)
      storeUser(scope.statements, user)
      return result
    })
  }

  /** Everything that `run` reads, it reads in one transaction; `nothing` where the user has never written. */
  async #readAs<Result>(
    userId: string,
    nothing: Result,
    run: (reading: UserReading) => Result,
  ): Promise<Result> {
    this.#requireOpen()
    const { statements } = this.#connection
    try {
      return await this.#queue.whenFree(() => {
        this.#database.exec('begin')
        try {
          const user = findUser(statements, userId)
          return user === null ? nothing : run({ statements, userId, user })
        } finally {
          this.#database.exec('commit')
        }
      })
    } catch (error) {
      throw toMemoryError(error)
    }
  }
}
