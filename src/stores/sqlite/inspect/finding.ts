/** What `doctor` looks at. */
export type CheckName =
  | 'open'
  | 'schema'
  | 'analyzer'
  | 'owner'
  | 'place'
  | 'permissions'
  | 'integrity'
  | 'foreign_keys'
  | 'index_structure'
  | 'index_terms'
  | 'separators'
  | 'ranking_records'
  | 'orphans'
  | 'counts'
  | 'sessions'
  | 'erasure'

/** One thing that is not as it should be. Holds no text of a user's and no user id. */
export interface Finding {
  readonly check: CheckName
  /** `error`: results may be wrong or missing. `warning`: all answers are right, but something is to be done. */
  readonly severity: 'error' | 'warning'
  /** The file or folder. */
  readonly path?: string
  readonly message: string
  /** After a repair: whether it is gone. */
  readonly repaired?: boolean
}

/** Takes in what a check finds. */
export type Report = (check: CheckName, severity: Finding['severity'], message: string) => void
