import type { ErasureReceipt } from '../../core/model.ts'
import type { ExportRecord, UsersToSweep } from '../../core/store/store.ts'
import type { Language } from '../../search/corpus.ts'
import type { UserReader } from './reader.ts'
import type { Steps } from './steps.ts'
import type { Needs, UnitOfWork } from './unit-of-work.ts'

/** The part of a store that differs from one storage to the next: transactions, rows and files. */
export interface StoreBackend {
  /** Language that the index was built for. */
  readonly language: Language

  /**
   * Runs `work` in one write transaction of this user and resolves once it is durable. The unit is null where the user
   * is not there and `needs.creates` is false. `work` may run again after a rollback. If it throws, nothing is written.
   * Writes of one user happen in the order of the calls.
   */
  write<Result>(
    userId: string,
    needs: Needs,
    work: (unit: UnitOfWork | null) => Steps<Result>,
    options?: WriteOptions,
  ): Promise<Result>

  /** Runs `work` in one read transaction of this user. The reader is null where the store knows that the user is not there. */
  read<Result>(userId: string, work: (reader: UserReader | null) => Steps<Result>): Promise<Result>

  /** Removes the user with every byte. From the first moment on the user is gone for every call. */
  erase(userId: string, now: number): Promise<ErasureReceipt>

  /** Lists users with a `nextExpiry` that has come, a page at a time; see {@link Store.usersToSweep}. */
  usersToSweep(now: number, after: string | null): Promise<UsersToSweep>

  /** Lists users with observations that may have no vector; see {@link Store.usersToEmbed}. A store without vectors has none. */
  usersToEmbed?(space: number, after: string | null): Promise<UsersToSweep>

  /** Opens one unchanging state of the user's memory for an export. */
  openSnapshot(userId: string): Promise<Snapshot>

  /** Releases everything. The engine calls it once, after the calls under way have ended. */
  close(): Promise<void>
}

/** Kind of a write. */
export interface WriteOptions {
  /**
   * True if the bytes of removed text must be gone before the write resolves with another value than false.
   * @default false
   */
  readonly removes?: boolean
}

/** One unchanging state of one user's memory. */
export interface Snapshot {
  /** Runs a read in it. */
  read<Result>(work: (reader: UserReader | null) => Steps<Result>): Promise<Result>
  /** Releases it. Calling it twice is fine. */
  close(): void
}

/** A page of an export. */
export type ExportPage = readonly ExportRecord[]
