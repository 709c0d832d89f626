import { types, type PostgresClient } from './pool.ts'
import { userSetting } from '../tables/schema.ts'
import type { StatementName, Statements } from '../tables/statements.ts'

/** What a transaction needs besides a connection. */
export interface TransactionSettings {
  readonly statements: Statements
  /** Prepare each statement once for a connection. Off behind poolers that hand connections to others in between. */
  readonly prepare: boolean
}

const openings = {
  write: 'begin',
  /** Everything that is read in it is of one moment. */
  read: 'begin isolation level repeatable read read only',
} as const

/**
 * One user's transaction on one connection. Nothing waits in between: what is asked for in one go is sent in one go,
 * the opening with the first questions and the end with the last.
 */
export class Transaction {
  readonly userKey: string
  /** Whether the commit was sent: only then a lost connection leaves open what became of the transaction. */
  isCommitSent = false
  #isOver = false
  #isReleased = false
  readonly #client: PostgresClient
  readonly #settings: TransactionSettings

  constructor(
    client: PostgresClient,
    settings: TransactionSettings,
    userKey: string,
    mode: keyof typeof openings,
  ) {
    this.#client = client
    this.#settings = settings
    this.userKey = userKey
    // A setting takes no parameter, but a user's key is hexadecimal digits. Citus hands settings of a transaction to
    // its nodes only where it was told to before; elsewhere the name is nobody's and means nothing.
    const opening = client.query({
      text: `${openings[mode]}; set local citus.propagate_set_commands = 'local'; set local ${userSetting} = '${userKey}'`,
    })
    // Where the opening fails, so does every question after it.
    opening.catch(() => undefined)
  }

  /** Sends one statement for this user; `values` are `$2` and so on. */
  async ask<Row>(name: StatementName, ...values: readonly unknown[]): Promise<readonly Row[]> {
    const { rows } = await this.#client.query({
      text: this.#settings.statements[name],
      values: [this.userKey, ...values],
      types,
      ...(this.#settings.prepare ? { name: `ilab_memory_${name}` } : {}),
    })
    return rows as readonly Row[]
  }

  async commit(): Promise<void> {
    this.isCommitSent = true
    await this.#client.query({ text: 'commit' })
    this.#isOver = true
  }

  /** Gives the connection back, after undoing what was not committed; one that cannot is closed. Nobody waits for it. */
  end(): void {
    if (this.#isReleased) return
    this.#isReleased = true
    if (this.#isOver) return this.#client.release()
    this.#client.query({ text: 'rollback' }).then(
      () => this.#client.release(),
      () => this.#client.release(true),
    )
  }

  /** Closes the connection, whatever it is doing. */
  destroy(): void {
    if (this.#isReleased) return
    this.#isReleased = true
    this.#client.release(true)
  }
}
