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
import type { RedactedText } from '../../privacy/redact.ts'
import { saveDigests } from '../../engine/rules/idempotency.ts'
import { rankMemories } from '../../engine/rules/session-memories.ts'
import { toMemory } from '../../engine/rules/results.ts'
import { createAnalyzer, type Analyzer } from '../../search/text/analyze.ts'
import { nothingImported } from '../../engine/rules/empty-answers.ts'
import type { Language } from '../../search/corpus.ts'
import type { PostgresStoreOptions } from './options.ts'
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
import { createPool, type PostgresPool } from './connection/pool.ts'
import { readDocuments } from './index/documents.ts'
import { eraseUser } from './erase.ts'
import { toMemoryError } from './connection/failures.ts'
import { requireReady } from './connection/preflight.ts'
import { listObservations, readObservation, readStats, readTimeline, type Reading } from './reads.ts'
import { OutdatedIndex } from './index/reindex.ts'
import { toSessionContext } from '../shared/rows.ts'
import type { SessionRow } from './rows.ts'
import { TransactionRunner, type Decided } from './connection/runner.ts'
import { needsOfSave, saveObservation } from './save.ts'
import { maxId } from './schema/schema.ts'
import { readResultRows, searchObservations } from './search.ts'
import { endSession, enterSession } from './sessions.ts'
import { statements as ownStatements, type Statements } from './statements.ts'
import { importRecords, needsOfImport, readRecords } from './transfer.ts'
import type { Transaction } from './connection/transaction.ts'
import { userKeyOf } from './user-key.ts'
import { UserQueues } from './connection/per-user-order.ts'
import { Workspace, type Needs } from './unit-of-work.ts'

/**
 * Opens a PostgreSQL database (15 or later) that {@link migratePostgres} has prepared, as the application role.
 *
 * Closing the store ends a pool that it made for a URL; a pool that was handed in stays open and its owner's. For few
 * round trips hand in one with `pipeline: true`.
 *
 * Errors: `newer_schema`, `storage`, `unsupported_runtime` for an old server or where the package `pg` is not there.
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
  const isOwn = typeof urlOrPool === 'string'
  const pool = isOwn ? await createPool(urlOrPool, options.connections ?? 10) : urlOrPool
  try {
    await requireReady(pool)
  } catch (error) {
    if (isOwn) await pool.end()
    throw toMemoryError(error)
  }
  return createPostgresStore(pool, options, isOwn ? () => pool.end() : async () => undefined)
}

/** A store over a pool of a database that is ready; `statements` is for tests of what each barrier holds by itself. */
export function createPostgresStore(
  pool: PostgresPool,
  { language = 'english', preparedStatements = true, retryForMs = 10_000 }: PostgresStoreOptions,
  release: () => Promise<void>,
  statements: Statements = ownStatements,
): Store {
  const runner = new TransactionRunner(pool, { statements, prepare: preparedStatements, retryForMs })
  return new PostgresStore(runner, language, release)
}

class PostgresStore implements Store {
  readonly language: Language
  readonly #runner: TransactionRunner
  readonly #analyzer: Analyzer
  readonly #release: () => Promise<void>
  readonly #queues = new UserQueues()
  readonly #reads = new Set<Promise<unknown>>()
  readonly #exports = new Set<Transaction>()
  #closing: Promise<void> | null = null

  constructor(runner: TransactionRunner, language: Language, release: () => Promise<void>) {
    this.#runner = runner
    this.language = language
    this.#analyzer = createAnalyzer(language)
    this.#release = release
  }

  saveObservation(userId: string, draft: CleanDraft, at: WriteContext): Promise<SaveResult> {
    const { idempotencyKey: key } = at
    const digests = key === undefined ? null : saveDigests(key, draft)
    return this.#writeAs(userId, needsOfSave(draft, digests), (workspace) =>
      saveObservation(workspace, draft, at, digests),
    )
  }

  async getObservation(userId: string, id: number): Promise<Observation | null> {
    return this.#readAs(userId, (reading) => (id > maxId ? null : readObservation(reading, id)))
  }

  async searchObservations(userId: string, request: SearchRequest): Promise<SearchAnswer> {
    const analyzer = this.#analyzer
    const search = (): Promise<SearchAnswer> =>
      this.#readAs(userId, (reading) => searchObservations({ ...reading, analyzer }, request))
    try {
      return await search()
    } catch (error) {
      if (!(error instanceof MemoryError && error.cause instanceof OutdatedIndex)) throw error
      // Any write brings the index up to date first.
      await this.#write(userId, { creates: false }, async () => null)
      return search()
    }
  }

  async listObservations(userId: string, request: ListRequest): Promise<ListPage> {
    return this.#readAs(userId, (reading) => listObservations(reading, request))
  }

  async readTimeline(
    userId: string,
    id: number,
    window: { before: number; after: number },
  ): Promise<Observation[]> {
    return this.#readAs(userId, (reading) => (id > maxId ? [] : readTimeline(reading, id, window)))
  }

  startSession(userId: string, at: WriteContext, context: ContextRequest): Promise<SessionStart> {
    return this.#writeAs(userId, { creates: true }, async (workspace) => {
      const { id, isNew } = await enterSession(workspace, at)
      await workspace.flush()
      const { transaction, user } = workspace
      const [completed, documents] = await Promise.all([
        transaction.ask<SessionRow>('lastCompletedSessions', context.sessions),
        readDocuments(transaction, user.types),
      ])
      const ranked = rankMemories(documents, context, at.now)
      const rows = await readResultRows(
        transaction,
        ranked.map((memory) => memory.id),
      )
      const memories = ranked.map((memory) => toMemory(rows.get(memory.id)!, memory.score))
      return { sessionId: id, isNew, sessionsContext: completed.map(toSessionContext), memories }
    })
  }

  endSession(userId: string, summary: RedactedText, at: WriteContext): Promise<Session> {
    return this.#write(userId, { creates: false }, async (workspace) =>
      endSession(workspace, summary, at.now),
    )
  }

  async readStats(userId: string): Promise<Stats> {
    return this.#readAs(userId, readStats)
  }

  forgetObservation(userId: string, id: number): Promise<boolean> {
    const ids = id > maxId ? [] : [id]
    return this.#write(userId, { creates: false, ids }, async (workspace) => {
      const isThere = workspace !== null && workspace.observation(id) !== null
      if (isThere) workspace.remove(id)
      return isThere
    })
  }

  async eraseUser(userId: string, at: { now: number }): Promise<ErasureReceipt> {
    this.#requireOpen()
    const userKey = userKeyOf(userId)
    return this.#queues.run(userKey, () =>
      this.#runner.write(userKey, (transaction) => eraseUser(transaction, userId, at.now)),
    )
  }

  async *exportUser(userId: string): AsyncGenerator<readonly ExportRecord[]> {
    this.#requireOpen()
    const transaction = await this.#runner.beginRead(userKeyOf(userId)).catch((error: unknown) => {
      throw toMemoryError(error)
    })
    this.#exports.add(transaction)
    try {
      for await (const page of readRecords({ transaction, userId })) {
        this.#requireOpen()
        yield page
        this.#requireOpen()
      }
    } catch (error) {
      throw toMemoryError(error)
    } finally {
      this.#exports.delete(transaction)
      transaction.end()
    }
  }

  async importRecords(
    userId: string,
    records: readonly ExportRecord[],
    at: WriteContext,
  ): Promise<ImportCounts> {
    if (records.length === 0) return this.#readAs(userId, () => nothingImported)
    return this.#writeAs(userId, needsOfImport(records), async (workspace) =>
      importRecords(workspace, records, at),
    )
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.#queues.idle()
    await Promise.allSettled(this.#reads)
    for (const transaction of this.#exports) transaction.destroy()
    this.#exports.clear()
    await this.#release()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #requireOpen(): void {
    if (this.#closing !== null) throw new MemoryError('closed', 'the memory is closed')
  }

  /** Everything that `work` reads, it reads in one transaction. */
  async #readAs<Result>(
    userId: string,
    work: (reading: Reading) => Result | Promise<Result>,
  ): Promise<Result> {
    this.#requireOpen()
    const read = this.#runner.read(userKeyOf(userId), async (transaction) => work({ transaction, userId }))
    this.#reads.add(read)
    try {
      return await read
    } finally {
      this.#reads.delete(read)
    }
  }

  /** A write for a user that it brings into being. */
  #writeAs<Result>(
    userId: string,
    needs: Needs,
    work: (workspace: Workspace) => Promise<Result>,
  ): Promise<Result> {
    return this.#write(userId, needs, (workspace) => work(workspace!))
  }

  async #write<Result>(
    userId: string,
    needs: Needs,
    work: (workspace: Workspace | null) => Promise<Result>,
  ): Promise<Result> {
    this.#requireOpen()
    const userKey = userKeyOf(userId)
    const decide = async (transaction: Transaction): Promise<Decided<Result>> => {
      const workspace = await Workspace.open(transaction, this.#analyzer, userId, needs)
      const result = await work(workspace)
      return { result, commit: async (mark) => workspace?.commit(mark) }
    }
    return this.#queues.run(userKey, () => this.#runner.write(userKey, decide))
  }
}
