import { randomBytes } from 'node:crypto'
import { takeBounded } from './bounded-client.ts'
import type { NodeShares } from './node-shares.ts'
import type { PostgresClient, PostgresPool } from './pool.ts'
import { isConflict, isLost, toMemoryError } from './failures.ts'
import { readShardMap, type ShardMap } from './shard-map.ts'
import { Transaction, type TransactionSettings } from './transaction.ts'
import type { SchemaTexts } from '../tables/schema-texts.ts'
import type { UserRow } from '../tables/users.ts'

/** Settings of transactions and of trying them again. */
export interface RunnerSettings extends TransactionSettings {
  /** Time for which a call is tried again while the server goes down, comes up or fails over, in milliseconds. */
  readonly retryForMs: number
  /** Shares of the nodes of a cluster; null: the database has no Citus. */
  readonly nodes: NodeShares | null
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

/** Time that an attempt has at least: a working server may be slow, as while its disk is. */
const leastAttemptMs = 5_000
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

  /** Time up to which a call that begins now is tried again, on the clock of `performance`. */
  deadline(): number {
    return performance.now() + this.#settings.retryForMs
  }

  /** Begins a transaction that reads one snapshot; the caller ends it. It counts in no node's share: exports have their own. */
  beginRead(userKey: string, deadline: number): Promise<Transaction> {
    return this.#retried(async (withinMs) => {
      const client = await takeBounded(this.#pool, withinMs)
      return new Transaction(client, this.#settings, userKey, 'read')
    }, deadline)
  }

  async #begin(userKey: string, mode: 'read' | 'write', withinMs: number): Promise<Transaction> {
    const { nodes } = this.#settings
    const until = performance.now() + withinMs
    const leave = nodes === null ? null : await nodes.enter(userKey, until, this.#readShardMap)
    const left = leave === null ? withinMs : Math.max(0, until - performance.now())
    const client = await takeBounded(this.#pool, left, leave ?? undefined)
    return new Transaction(client, this.#settings, userKey, mode)
  }

  readonly #readShardMap = (): Promise<ShardMap | null> => this.readForOperator(readShardMap)

  /** Runs a read that is of no single user. A connection on which it fails is closed. */
  readForOperator<Result>(
    read: (client: PostgresClient, schema: SchemaTexts) => Promise<Result>,
  ): Promise<Result> {
    return this.#retried(async (withinMs) => {
      const client = await takeBounded(this.#pool, withinMs)
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
    return this.#retried(async (withinMs) => {
      const transaction = await this.#begin(userKey, 'read', withinMs)
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
    return this.#retried(async (withinMs) => {
      if (unanswered !== null && (await this.#isIn(unanswered, userKey, withinMs))) return unanswered.result
      unanswered = null
      const transaction = await this.#begin(userKey, 'write', withinMs)
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

  async #isIn(
    { erases = false, mark }: Unanswered<unknown>,
    userKey: string,
    withinMs: number,
  ): Promise<boolean> {
    const transaction = await this.#begin(userKey, 'write', withinMs)
    try {
      const [user] = await transaction.ask<UserRow>('lockUser')
      return user === undefined ? erases : user.recent_writes.split(' ').includes(mark)
    } finally {
      transaction.end()
    }
  }

  /**
   * Runs `attempt` again while its failure may pass. Each attempt gets the time that is left: for a connection, and for
   * each answer of the server. Errors: those of `attempt` as a `MemoryError`.
   */
  async #retried<Result>(
    attempt: (withinMs: number) => Promise<Result>,
    deadline: number = this.deadline(),
  ): Promise<Result> {
    for (let tries = 1; ; tries++) {
      try {
        return await attempt(Math.max(leastAttemptMs, deadline - performance.now()))
      } catch (error) {
        const longest = Math.min(longestPauseMs, shortestPauseMs * 2 ** Math.min(tries, 10))
        const pause = longest * (0.5 + Math.random() / 2)
        const mayPass = isLost(error)
          ? performance.now() + pause < deadline
          : isConflict(error) && tries < mostConflicts
        if (!mayPass) throw toMemoryError(error)
        await passed(pause)
      }
    }
  }
}

function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
