/** Options of `sweep`. */
export interface SweepOptions {
  /**
   * Function that is called after each step.
   * @default none
   */
  readonly onProgress?: ((progress: Swept) => void) | null | undefined
}

/** Counts of a sweep. */
export interface Swept {
  /** Users that something was removed of. */
  readonly users: number
  /** Observations that were removed. */
  readonly observations: number
}
