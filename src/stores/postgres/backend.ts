import { MemoryError } from '../../core/errors/errors.ts'
import type { ErasureReceipt } from '../../core/model.ts'
import type { UsersToSweep } from '../../core/store/store.ts'
import type { Snapshot, StoreBackend } from '../../engine/port/backend.ts'
import type { UserReader } from '../../engine/port/reader.ts'
import { ask, runWaiting, type Steps } from '../../engine/port/steps.ts'
import type { Needs, UnitOfWork } from '../../engine/port/unit-of-work.ts'
import type { Language } from '../../search/corpus.ts'
import { createAnalyzer, type Analyzer } from '../../search/text/analyze.ts'
import { exportsAreBusy, isUnreachable, toMemoryError } from './connection/failures.ts'
import { PerUserOrder } from './connection/per-user-order.ts'
import type { Decided, TransactionRunner } from './connection/runner.ts'
import { Share } from './connection/share.ts'
import type { Transaction } from './connection/transaction.ts'
import { eraseUser } from './erase.ts'
import { OutdatedIndex } from './index/reindex.ts'
import { findForWrite } from './needs.ts'
import { PostgresReader } from './reader.ts'
import { PostgresUnitOfWork } from './unit-of-work.ts'
import { usersToEmbed, usersToSweep } from './listed-users.ts'
import { userKeyOf } from './user-key.ts'

/** One PostgreSQL database: transactions of its runner, the writes of one user in the order of the calls. */
export class PostgresBackend implements StoreBackend {
  readonly language: Language
  readonly #runner: TransactionRunner
  readonly #analyzer: Analyzer
  readonly #release: () => Promise<void>
  readonly #order = new PerUserOrder()
  readonly #exports: Share

  /** @param release - closes what was opened for this store, such as a pool of its own */
  constructor(
    runner: TransactionRunner,
    { language, exportConnections }: { readonly language: Language; readonly exportConnections: number },
    release: () => Promise<void>,
  ) {
    this.#runner = runner
    this.#exports = new Share(exportConnections, exportsAreBusy)
    this.language = language
    this.#analyzer = createAnalyzer(language)
    this.#release = release
  }

  write<Result>(
    userId: string,
    needs: Needs,
    work: (unit: UnitOfWork | null) => Steps<Result>,
  ): Promise<Result> {
    const decide = async (transaction: Transaction): Promise<Decided<Result>> => {
      const found = await findForWrite(transaction, this.#analyzer, userId, needs)
      const unit = found === null ? null : new PostgresUnitOfWork(transaction, this.#analyzer, userId, found)
      const result = await runWaiting(work(unit))
      return { result, commit: async (mark) => unit?.commit(mark) }
    }
    return this.#write(userKeyOf(userId), decide)
  }

  /**
   * Writes in the user's order. A call that waited for its turn as long as it may try fails with the call before it, where
   * that one did not reach the server: else the calls behind a hung server would end one after the other.
   */
  #write<Result>(
    userKey: string,
    decide: (transaction: Transaction) => Promise<Decided<Result>>,
  ): Promise<Result> {
    const deadline = this.#runner.deadline()
    return this.#order.run(userKey, (failure) =>
      isUnreachable(failure) && performance.now() >= deadline
        ? Promise.reject(failure as MemoryError)
        : this.#runner.write(userKey, decide),
    )
  }

  async read<Result>(userId: string, work: (reader: UserReader) => Steps<Result>): Promise<Result> {
    const userKey = userKeyOf(userId)
    const read = (): Promise<Result> =>
      this.#runner.read(userKey, (transaction) =>
        runWaiting(work(new PostgresReader(transaction, this.#analyzer, userId))),
      )
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof MemoryError && error.cause instanceof OutdatedIndex)) throw error
      // Any write brings the index up to date first.
      await this.write(userId, { creates: false }, nothing)
      return read()
    }
  }

  erase(userId: string, now: number): Promise<ErasureReceipt> {
    const userKey = userKeyOf(userId)
    const erase = (transaction: Transaction): Promise<Decided<ErasureReceipt>> =>
      eraseUser(transaction, userId, now)
    return this.#write(userKey, erase)
  }

  usersToSweep(now: number, after: string | null): Promise<UsersToSweep> {
    return this.#runner.readForOperator((client, schema) => usersToSweep(client, schema, now, after))
  }

  usersToEmbed(space: number, after: string | null): Promise<UsersToSweep> {
    return this.#runner.readForOperator((client, schema) => usersToEmbed(client, schema, space, after))
  }

  async openSnapshot(userId: string): Promise<Snapshot> {
    const deadline = this.#runner.deadline()
    const leave = await this.#exports.enter(deadline)
    const transaction = await this.#runner.beginRead(userKeyOf(userId), deadline).catch((error: unknown) => {
      leave()
      throw error
    })
    const reader = new PostgresReader(transaction, this.#analyzer, userId)
    return {
      async read(work) {
        try {
          return await runWaiting(work(reader))
        } catch (error) {
          throw toMemoryError(error)
        }
      },
      close: () => {
        transaction.end()
        leave()
      },
    }
  }

  async close(): Promise<void> {
    await this.#order.idle()
    await this.#release()
  }
}

function* nothing(): Steps<null> {
  return yield* ask(null)
}
