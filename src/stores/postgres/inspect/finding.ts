/** Name of one of the checks of a PostgreSQL database. */
export type PostgresCheckName =
  | 'schema'
  | 'row_security'
  | 'rights'
  | 'counts'
  | 'index_terms'
  | 'ranking_records'
  | 'orphans'
  | 'analyzer'
  | 'distribution'
  | 'nodes'
  | 'shard_moves'

/** One thing that is wrong in a PostgreSQL database. It holds no text of a user and no user id. */
export interface PostgresFinding {
  /** Check that found it. */
  readonly check: PostgresCheckName
  /**
   * Weight of the finding. `error`: results may be wrong or missing, or users may not be kept apart. `warning`: all answers
   * are right, but something is to be done.
   */
  readonly severity: 'error' | 'warning'
  /** Description for the operator: what is wrong and what to do. */
  readonly message: string
}

/** Runs one statement, which names `ilab_memory`, and returns its rows. */
export type Ask = <Row>(text: string, ...values: readonly unknown[]) => Promise<readonly Row[]>

export const error = (check: PostgresCheckName, message: string): PostgresFinding => ({
  check,
  severity: 'error',
  message,
})

export const warning = (check: PostgresCheckName, message: string): PostgresFinding => ({
  check,
  severity: 'warning',
  message,
})
