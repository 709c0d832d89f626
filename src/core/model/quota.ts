/** Upper bounds for one user. A write that would exceed one fails with `quota_exceeded`. */
export interface Quota {
  /**
   * Observations at most.
   * @default unbounded
   */
  readonly observations?: number | undefined
  /**
   * UTF-8 bytes of titles, contents and topic keys together, at most.
   * @default unbounded
   */
  readonly bytes?: number | undefined
}
