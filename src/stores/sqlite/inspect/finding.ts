/** Name of one of `doctor`'s checks. */
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
  | 'vectors'
  | 'orphans'
  | 'versions'
  | 'counts'
  | 'sessions'
  | 'erasure'

/** One thing that is wrong. It holds no text of a user and no user id. */
export interface Finding {
  /** Check that found it. */
  readonly check: CheckName
  /** Weight of the finding. `error`: results may be wrong or missing. `warning`: all answers are right, but something is to be done. */
  readonly severity: 'error' | 'warning'
  /** File or folder that it is about. */
  readonly path?: string
  /** Description for the operator: what is wrong and what to do. */
  readonly message: string
  /** True when a repair removed it, false when it is still there; absent without a repair. */
  readonly repaired?: boolean
}

/** Receives the findings of a check. */
export type Report = (check: CheckName, severity: Finding['severity'], message: string) => void
