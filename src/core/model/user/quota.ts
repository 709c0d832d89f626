/** Upper bounds for one user. A write that would exceed one fails with `quota_exceeded`. */
export interface Quota {
  /**
   * Observations at most.
   * @default unbounded
   */
  readonly observations?: number | null | undefined
  /**
   * Bytes as `Stats.bytes` counts them, at most: texts, sessions and remembered keyed saves together.
   * @default unbounded
   */
  readonly bytes?: number | null | undefined
}
