import type { HistoryPage, Observation, SaveResult } from '../model.ts'
import type { CleanRef } from './clean.ts'
import type { ReadHistoryRequest, VersionRequest, WriteContext } from './requests.ts'

/** The part of a store that reads, restores and removes earlier versions. */
export interface HistoryStore {
  /**
   * Lists versions of an observation, newest first, beginning with the current one; empty where the user has no such one.
   */
  readHistory(userId: string, ref: CleanRef, request: ReadHistoryRequest): Promise<HistoryPage>

  /**
   * Reads an observation as one of its versions has it; null where that version is not kept. A version is in force from
   * the time it was written until it was replaced.
   */
  getVersion(userId: string, ref: CleanRef, version: VersionRequest, now: number): Promise<Observation | null>

  /**
   * Writes what an earlier version says as a new revision; `deduped` where that changes nothing. Null where the user has
   * no such observation. Errors: `quota_exceeded`, `paused`, `conflict` as `updateObservation`; `invalid_input` where
   * the version is not kept, or another observation has its topic key.
   */
  revertObservation(
    userId: string,
    ref: CleanRef,
    revision: number,
    at: WriteContext,
  ): Promise<SaveResult | null>

  /**
   * Removes an earlier version from tables and every file; false where it is not kept. Errors: `invalid_input` for the
   * current version; `busy` as `forgetObservation`.
   */
  forgetVersion(userId: string, ref: CleanRef, revision: number, now: number): Promise<boolean>
}
