import type { ImportCounts } from '../model/user/transfer.ts'

/** Operations that take one user's memory out and in as lines. Part of `UserMemory`. */
export interface TransferOperations {
  /** Yields the memory as JSON Lines without line ends, one record each, as it is at one moment. */
  export(): AsyncIterable<string>

  /**
   * Adds the records of an export that are not there yet. Importing the same lines again changes nothing.
   *
   * Errors: `invalid_input` with the number of the line; `quota_exceeded`; `paused`.
   */
  import(lines: Iterable<string> | AsyncIterable<string>): Promise<ImportCounts>
}
