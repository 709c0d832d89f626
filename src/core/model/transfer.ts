/** Counts of an import. */
export interface ImportCounts {
  /** Observations that were added. */
  readonly observations: number
  /** Sessions that were added. */
  readonly sessions: number
  /** Records that were there already. */
  readonly unchanged: number
}
