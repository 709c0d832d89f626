/** Counts of one user's memory. */
export interface Stats {
  /** Observations that the user has, without proposals. */
  readonly observations: number
  /** Proposals that wait for a person. They count in the quota as observations do. */
  readonly pending: number
  /** Sessions that the user has, active and completed. */
  readonly sessions: number
  /**
   * UTF-8 bytes of titles, contents, topic keys, summaries, items and names of threads; 64 for each session, each thread,
   * and each remembered keyed save or append; 32 for each item. Of a session's id that is longer than 36 bytes, the rest
   * counts too.
   */
  readonly bytes: number
  /** Observations by type, without proposals; types without any are absent. */
  readonly byType: Record<string, number>
  /** Time of the last call that touched a session: ISO 8601, UTC, milliseconds. Null: no session yet. */
  readonly lastActivityAt: string | null
  /** Observations with a vector of `Config.embedder`; absent in a memory without one. */
  readonly embedded?: number | undefined
}
