import { randomBytes } from 'node:crypto'
import { takeClient, type PostgresPool } from './pool.ts'
import { isConflict, isLost, toMemoryError } from './failures.ts'
import { Transaction, type TransactionSettings } from './transaction.ts'
import type { UserRow } from '../tables/users.ts'

/** How transactions are run and tried again. */
export interface RunnerSettings extends TransactionSettings {
  /** How long a call is tried again while the server goes down, comes up or fails over. */
  readonly retryForMs: number
}

/** What a write came to, before it is sent. */
export interface Decided<Result> {
  readonly result: Result
  /** Sends the changes with this mark of the write, and the commit with them. */
  readonly commit: (mark: string) => Promise<void>
  /** Whether the user is gone after it, and the mark with them. */
  readonly erases?: boolean
}

/** A commit whose answer never came. */
interface Unanswered<Result> extends Decided<Result> {
  readonly mark: string
}

const shortestPauseMs = 20
const longestPauseMs = 500
const mostConflicts = 10

/** Runs the transactions of one store, again where that is safe. */
export class TransactionRunner {
  readonly #pool: PostgresPool
  readonly #settings: RunnerSettings

  constructor(pool: PostgresPool, settings: RunnerSettings) {
    this.#pool = pool
    this.#settings = settings
  }

  /** Begins a transaction that sees one moment and that the caller ends. */
  async beginRead(userKey: string): Promise<Transaction> {
    return new Transaction(await takeClient(this.#pool), this.#settings, userKey, 'read')
  }

  /** A read of one moment. */
  read<Result>(userKey: string, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.#retried(async () => {
      const transaction = await this.beginRead(userKey)
      try {
        return await work(transaction)
      } finally {
        transaction.end()
      }
    })
  }

  /**
   * A write that happens once. It leaves its mark with the user; where the connection is lost after the commit was
   * sent, the next one looks for the mark before anything is tried again. It does so behind the lock on the user, so
   * that the lost transaction has ended by then, one way or the other.
   */
  write<Result>(
    userKey: string,
    decide: (transaction: Transaction) => Promise<Decided<Result>>,
  ): Promise<Result> {
    const mark = randomBytes(9).toString('base64url')
    let unanswered: Unanswered<Result> | null = null
    return this.#retried(async () => {
      if (unanswered !== null && (await this.#isIn(unanswered, userKey))) return unanswered.result
      unanswered = null
      const transaction = new Transaction(await takeClient(this.#pool), this.#settings, userKey, 'write')
      let decided: Decided<Result> | null = null
      try {
        decided = await decide(transaction)
        await decided.commit(mark)
        return decided.result
      } catch (error) {
        if (decided !== null && transaction.isCommitSent && isLost(error)) unanswered = { ...decided, mark }
        throw error
      } finally {
        transaction.end()
      }
    })
  }

  async #isIn({ erases = false, mark }: Unanswered<unknown>, userKey: string): Promise<boolean> {
    const transaction = new Transaction(await takeClient(this.#pool), this.#settings, userKey, 'write')
    try {
      const [user] = await transaction.ask<UserRow>('lockUser')
      return user === undefined ? erases : user.recent_writes.split(' ').includes(mark)
    } finally {
      transaction.end()
    }
  }

  /** Errors: those of `attempt` as a `MemoryError`. */
  async #retried<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const deadline = performance.now() + this.#settings.retryForMs
    for (let tries = 1; ; tries++) {
      try {
        return await attempt()
      } catch (error) {
        const mayPass = isLost(error)
          ? performance.now() < deadline
          : isConflict(error) && tries < mostConflicts
        if (!mayPass) throw toMemoryError(error)
        const pause = Math.min(longestPauseMs, shortestPauseMs * 2 ** Math.min(tries, 10))
        await passed(pause * (0.5 + Math.random() / 2))
      }
    }
  }
}

function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
