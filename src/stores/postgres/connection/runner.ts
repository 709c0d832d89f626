import { randomBytes } from 'node:crypto'
import { takeClient, type PostgresClient, type PostgresPool } from './pool.ts'
import { isConflict, isLost, toMemoryError } from './failures.ts'
import { Transaction, type TransactionSettings } from './transaction.ts'
import type { SchemaTexts } from '../tables/schema-texts.ts'
import type { UserRow } from '../tables/users.ts'

/** Settings of transactions and of trying them again. */
export interface RunnerSettings extends TransactionSettings {
  /** Time for which a call is tried again while the server goes down, comes up or fails over, in milliseconds. */
  readonly retryForMs: number
}

/** Result of a write, decided but not yet sent. */
export interface Decided<Result> {
  readonly result: Result
  /** Sends the changes, this mark of the write, and the commit. */
  readonly commit: (mark: string) => Promise<void>
  /** True if the write removes the user, and the mark with it. */
  readonly erases?: boolean
}

/** A commit without an answer, because the connection was lost. */
interface Unanswered<Result> extends Decided<Result> {
  readonly mark: string
}

const shortestPauseMs = 20
const longestPauseMs = 500
const mostConflicts = 10

/** Runs the transactions of one store, and tries them again where that is safe. */
export class TransactionRunner {
  readonly #pool: PostgresPool
  readonly #settings: RunnerSettings

  constructor(pool: PostgresPool, settings: RunnerSettings) {
    this.#pool = pool
    this.#settings = settings
  }

  /** Begins a transaction that reads one snapshot; the caller ends it. */
  async beginRead(userKey: string): Promise<Transaction> {
    return new Transaction(await takeClient(this.#pool), this.#settings, userKey, 'read')
  }

  /** Runs a read that is of no single user. A connection on which it fails is closed. */
  readForOperator<Result>(
    read: (client: PostgresClient, schema: SchemaTexts) => Promise<Result>,
  ): Promise<Result> {
    return this.#retried(async () => {
      const client = await takeClient(this.#pool)
      let isDone = false
      try {
        const result = await read(client, this.#settings.schema)
        isDone = true
        return result
      } finally {
        client.release(!isDone)
      }
    })
  }

  /** Runs a read on one snapshot. */
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
   * Runs a write that takes effect once. The write leaves its mark in the user's row. Where the connection is lost
   * after the commit was sent, the next attempt looks for that mark first. It looks under the lock on the user, so that
   * the lost transaction has ended by then.
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

  /** Runs `attempt` again while its failure may pass. Errors: those of `attempt` as a `MemoryError`. */
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
