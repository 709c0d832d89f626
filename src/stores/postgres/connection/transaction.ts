import { CommitInDoubt, isInternal } from './failures.ts'
import { types, type PostgresClient, type PostgresQuery, type PostgresRows } from './pool.ts'
import type { SchemaTexts } from '../tables/schema-texts.ts'
import type { StatementName, Statements } from '../tables/statements.ts'
import { rowsApart, type Read, type RowTogether, StatementsTogether } from './together.ts'

/** Settings of a transaction. */
export interface TransactionSettings {
  /** Texts of the statements, with the schema in them. */
  readonly statements: Statements
  readonly together: StatementsTogether
  readonly schema: SchemaTexts
  /**
   * Prepare each statement once for a connection. Off behind a pooler that changes connections between transactions.
   */
  readonly prepare: boolean
}

/** Makes the settings of the transactions of one schema. */
export function settingsIn(
  schema: SchemaTexts,
  statements: Statements,
  prepare: boolean,
): TransactionSettings {
  const inSchema = Object.fromEntries(
    Object.entries(statements).map(([name, text]) => [name, schema.sql(text)]),
  ) as Statements
  return { schema, statements: inSchema, together: new StatementsTogether(inSchema), prepare }
}

/**
 * Returns the two texts that open a transaction with a setting, which takes no parameter: the value must be safe in a text.
 *
 * The transaction takes functions and operators of PostgreSQL alone: with the role's own search path, another role that may
 * create in one of its schemas could have a function of its own called, with the rights of this role.
 *
 * Citus passes settings of a transaction to its nodes only after `propagate_set_commands`; other servers ignore that name.
 * It opens the transaction on its nodes twice, with a warning each, where the settings are in the text that begins it.
 */
export function opening(begin: string, setting: string, value: string): readonly [string, string] {
  return [
    `${begin}; set local citus.propagate_set_commands = 'local'`,
    `set local ${setting} = '${value}'; set local search_path = pg_catalog`,
  ]
}

const openings = {
  write: 'begin',
  /** All reads of the transaction see one snapshot. */
  read: 'begin isolation level repeatable read read only',
} as const

/**
 * One user's transaction on one connection. It is pipelined: the opening travels with the first statements, and the
 * commit with the last, without a wait between them.
 */
export class Transaction {
  readonly userKey: string
  /** True once the commit was sent: from then on a lost connection leaves the outcome unknown. */
  isCommitSent = false
  #isOver = false
  #isReleased = false
  #firstFailure: unknown = null
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
    // A user's key is hexadecimal digits.
    for (const text of opening(openings[mode], settings.schema.settings.user, userKey)) this.#open(text)
  }

  /** Sends a part of the opening. Where it fails, every statement after it fails with the same error. */
  #open(text: string): void {
    this.#send({ text }).catch(() => undefined)
  }

  /** Sends one query. After a failure the server refuses every later one: they all fail with the first error. */
  async #send(query: PostgresQuery): Promise<PostgresRows> {
    try {
      return await this.#client.query(query)
    } catch (error) {
      this.#firstFailure ??= error
      throw this.#firstFailure
    }
  }

  /** Sends one statement for this user; `values` are `$2` and so on. */
  ask<Row>(name: StatementName, ...values: readonly unknown[]): Promise<readonly Row[]> {
    return this.#ask(name, this.#settings.statements[name], values)
  }

  /** Sends several reads as one statement, and returns the rows of each, in any order. */
  async askTogether(reads: readonly Read[]): Promise<readonly (readonly unknown[])[]> {
    const [first, ...others] = reads
    if (first === undefined) return []
    if (others.length === 0) return [await this.ask(...first)]
    const { name, text } = this.#settings.together.of(reads)
    const values = reads.flatMap(([, ...ofRead]) => ofRead)
    return rowsApart(reads, await this.#ask<RowTogether>(name, text, values))
  }

  async #ask<Row>(name: string, text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const { rows } = await this.#send({
      text,
      values: [this.userKey, ...values],
      types,
      ...(this.#settings.prepare ? { name: this.#settings.schema.preparedName(name) } : {}),
    })
    return rows as readonly Row[]
  }

  /** Commits. Errors: `CommitInDoubt` where a cluster lost the node during the commit. */
  async commit(): Promise<void> {
    this.isCommitSent = true
    try {
      await this.#send({ text: 'commit' })
    } catch (error) {
      throw isInternal(error) ? new CommitInDoubt(error) : error
    }
    this.#isOver = true
  }

  /**
   * Returns the connection to the pool after a rollback of uncommitted changes, without a wait. A failed rollback
   * closes it.
   */
  end(): void {
    if (this.#isReleased) return
    this.#isReleased = true
    if (this.#isOver) return this.#client.release()
    this.#client.query({ text: 'rollback' }).then(
      () => this.#client.release(),
      () => this.#client.release(true),
    )
  }
}
