import type { GetOptions, HistoryOptions, HistoryPage } from '../model/history.ts'
import type { Observation, ObservationRef } from '../model/observation.ts'
import type { UpdateOptions, SaveResult } from '../model/save.ts'

/** Operations that read observations and their earlier versions. Part of `UserMemory`. */
export interface HistoryOperations {
  /**
   * Returns an observation in full, by its id or topic key, or null when this user has no such observation. With
   * `revision` or `asOf`, as an earlier version has it; null also where that version is not kept.
   *
   * Errors: `invalid_input` for a number that is not a positive integer, and for a time that is none.
   */
  get(ref: ObservationRef, options?: GetOptions | null): Promise<Observation | null>

  /**
   * Lists versions of an observation, newest first, beginning with the current one: as many earlier ones as
   * `Config.history` keeps, a page at a time. Empty when this user has no such observation,
   * and for a proposal.
   *
   * Errors: `invalid_input`.
   *
   * @example
   * ```ts
   * const { versions } = await alice.history('ui/theme')
   * for (const { revision, content } of versions) console.log(revision, content)
   * ```
   */
  history(ref: ObservationRef, options?: HistoryOptions | null): Promise<HistoryPage>

  /**
   * Writes what an earlier version says as a new revision. `deduped` when that changes nothing; null when this user has
   * no such observation. A call with `ifRevision` that is tried again happens once.
   *
   * Errors: `invalid_input` for a version that is not kept, and where another observation has its topic key;
   * `quota_exceeded`; `paused`; `conflict`.
   *
   * @example
   * ```ts
   * await alice.revert('ui/theme', 1, { ifRevision: 2 })
   * ```
   */
  revert(ref: ObservationRef, revision: number, options?: UpdateOptions | null): Promise<SaveResult | null>
}
