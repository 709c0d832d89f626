import type { ErasureReceipt } from '../model/user/erasure.ts'
import type { JournalOptions, JournalPage } from '../model/user/journal.ts'
import type { MemorySettings, PauseOptions } from '../model/user/settings.ts'

/** Operations by which a user pauses the memory and removes all of it. Part of `UserMemory`. */
export interface GovernanceOperations {
  /**
   * Pauses saving, recall or both, on the user's own wish, until `resume`.
   *
   * While saving is paused, `save`, `summarizeSession`, `endSession`, `import` and a thread's `append` fail with `paused`, and nothing is
   * written. While recall is paused, `startSession`, `search` and `timeline` return nothing. `list`, `get`, `export`,
   * `forget` and `erase` work all the time.
   *
   * @example
   * ```ts
   * await alice.pause() // { isSavingPaused: true, isRecallPaused: true }
   * ```
   */
  pause(options?: PauseOptions | null): Promise<MemorySettings>

  /** Resumes saving and recall. */
  resume(): Promise<MemorySettings>

  /** Tells what the user has paused. */
  settings(): Promise<MemorySettings>

  /**
   * Lists the reads that gave memory out, newest first, a page at a time: when, by which operation, which ids, for which
   * purpose. They are written down where `Config.journal` is true; the last 10,000 of each user are kept.
   *
   * Errors: `invalid_input` for a cursor that `journal` did not return.
   *
   * @example
   * ```ts
   * for (const { at, operation, ids } of (await alice.journal({ limit: 20 })).entries) console.log(at, operation, ids)
   * ```
   */
  journal(options?: JournalOptions | null): Promise<JournalPage>

  /**
   * Removes everything of this user and returns a receipt.
   *
   * Errors: `busy` when another reader delayed the removal of the bytes: call again.
   */
  erase(): Promise<ErasureReceipt>
}
