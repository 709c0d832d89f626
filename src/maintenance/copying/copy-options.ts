import type { ErrorCode } from '../../core/errors/errors.ts'
import type { ImportCounts } from '../../core/model.ts'
import type { PathLike } from '../../core/paths/local-path.ts'

/** Progress of a copy of many users. */
export interface CopyMemoryProgress {
  /** Users that this pass has done. */
  readonly users: number
  /** Users of this pass. */
  readonly total: number
  /** Number of the pass, from 1. Later ones take the users that changed meanwhile. */
  readonly pass: number
}

/** Options of `copyMemory`. */
export interface CopyMemoryOptions {
  /**
   * Path of the file that remembers what was copied, for the next call. A copy replaces and erases at the target only what
   * it wrote itself, and without the file it knows that of this call only.
   * @default none
   */
  readonly record?: PathLike | null | undefined
  /**
   * Read each user again at both places, and compare to the byte.
   * @default false
   */
  readonly verify?: boolean | null | undefined
  /**
   * The last call before the application changes over: it verifies, ends only when nothing changes any more, and then
   * forgets what was copied.
   * @default false
   */
  readonly final?: boolean | null | undefined
  /**
   * Check every record and write nothing.
   * @default false
   */
  readonly dryRun?: boolean | null | undefined
  /**
   * Leave the index of each user in PostgreSQL to the first search or write of that user. The copy takes less time, and
   * that call some milliseconds more. Stores in files make the index at once.
   * @default false
   */
  readonly indexLater?: boolean | null | undefined
  /**
   * Users that are copied at the same time.
   * @default 4 for each processor, at most 16
   */
  readonly concurrency?: number | null | undefined
  /**
   * Function that is called as the copy proceeds.
   * @default none
   */
  readonly onProgress?: ((progress: CopyMemoryProgress) => void) | null | undefined
}

/** A user that was not copied. */
export interface RefusedUser {
  /** Id of the user. */
  readonly userId: string
  /** Code of the failure; `conflict`: the target has memory of its own. */
  readonly code: ErrorCode
  /** Reason, without any text of the user. */
  readonly reason: string
  /** Field that is wrong; null where no single field is. */
  readonly field: string | null
  /** Number of the record in the user's export, from 1; null where no single record is wrong. */
  readonly line: number | null
}

/** Result of a copy of many users. */
export interface CopyMemoryReport extends Omit<ImportCounts, 'unchanged'> {
  /** Users with memory at the source. */
  readonly users: number
  /** Users that were written. */
  readonly copied: number
  /** Users that were there already. */
  readonly unchanged: number
  /** Users that the source has erased, and that were erased at the target therefore. */
  readonly erased: number
  /** Users that still changed in the last pass. Copy again, and with `final` once the application rests. */
  readonly unsettled: number
  /** Users that were not copied. */
  readonly refused: number
  /** The first 1,000 of them. */
  readonly refusals: readonly RefusedUser[]
  /** True if every user is at the target, and none changed meanwhile. */
  readonly isComplete: boolean
}
