/** Receipt of `erase`. */
export interface ErasureReceipt {
  /** Observations that were removed. */
  readonly observations: number
  /** Sessions that were removed. */
  readonly sessions: number
  /** Time of the erasure: ISO 8601, UTC, milliseconds. */
  readonly erasedAt: string
}
