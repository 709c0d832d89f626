/** The user's own switches. They outlast restarts, exports and moves; an erasure removes them. */
export interface MemorySettings {
  /** True while the user wants nothing new to be kept: saves fail with `paused`. */
  readonly isSavingPaused: boolean
  /** True while the user wants nothing to be recalled: searches and session starts return nothing. */
  readonly isRecallPaused: boolean
}

/**
 * Options of `pause`. Without any, both are paused.
 *
 * @example
 * ```ts
 * await alice.pause({ saving: true }) // recall goes on as it is
 * ```
 */
export interface PauseOptions {
  /**
   * True pauses saving, false resumes it.
   * @default true where `recall` is not given either, else as it is
   */
  readonly saving?: boolean | null | undefined
  /**
   * True pauses recall, false resumes it.
   * @default true where `saving` is not given either, else as it is
   */
  readonly recall?: boolean | null | undefined
}
