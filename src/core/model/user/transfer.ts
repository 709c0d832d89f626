/** Counts of an import. */
export interface ImportCounts {
  /** Observations that were added. */
  readonly observations: number
  /** Sessions that were added. */
  readonly sessions: number
  /** Items of threads that were added. */
  readonly threadItems: number
  /** Records that were there already. */
  readonly unchanged: number
}
