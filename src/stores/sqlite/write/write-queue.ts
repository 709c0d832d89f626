import type { DatabaseSync } from 'node:sqlite'
import { MemoryError } from '../../../core/errors/errors.ts'
import { isFull, toMemoryError } from '../file/failures.ts'
import { whenFree } from '../file/when-free.ts'
import type { GroupTransaction, Outcome, WriteScope } from './group-transaction.ts'
import { RoomWatch, isLogLong, roomFor, storageFull } from '../file/disk-space.ts'
import { emptyLog, scrub, type ScrubbedFile } from '../file/scrub.ts'
import { withoutSync } from '../file/unsynced.ts'

export interface WriteOptions {
  /** Empty the log before the write is acknowledged, since it held removed text; not if the write returned false. */
  readonly scrub?: boolean
  /** The write removes more than it adds, so it runs even on a disk too full for others. Default: as `scrub`. */
  readonly removes?: boolean
}

interface PendingWrite extends Required<WriteOptions> {
  readonly run: (scope: WriteScope) => unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (error: MemoryError) => void
}

/** Most writes of one transaction, which then holds the event loop for some milliseconds only. */
const batchSize = 64

/**
 * Commits writes in groups: writes that arrive during a commit form the next transaction, and are acknowledged after
 * its one fsync.
 */
export class WriteQueue {
  readonly #database: DatabaseSync
  readonly #transaction: GroupTransaction
  readonly #busyTimeoutMs: number
  readonly #path: string
  readonly #room: RoomWatch
  readonly #file: ScrubbedFile
  #waiting: PendingWrite[] = []
  #draining: Promise<void> | null = null
  /** True while the log may hold removed text. */
  #needsScrub = false
  /** Removals that are committed but not yet acknowledged. */
  readonly #removals = new Map<PendingWrite, Outcome>()
  #scrubbing: Promise<void> | null = null

  constructor(transaction: GroupTransaction, file: ScrubbedFile, busyTimeoutMs: number) {
    this.#transaction = transaction
    this.#file = file
    this.#path = file.path
    this.#room = new RoomWatch(file.path)
    this.#database = file.database
    this.#busyTimeoutMs = busyTimeoutMs
  }

  /** Resolves with the result of `run` once it is on the disk. */
  write<Result>(run: (scope: WriteScope) => Result, options: WriteOptions = {}): Promise<Result> {
    const isScrubbed = options.scrub ?? false
    const removes = options.removes ?? isScrubbed
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.push({ run, scrub: isScrubbed, removes, resolve, reject })
      this.#draining ??= this.#drain()
    }) as Promise<Result>
  }

  /** Resolves when every write handed in so far is acknowledged. */
  async idle(): Promise<void> {
    await this.#draining
    await this.#scrubbing
  }

  async #drain(): Promise<void> {
    do {
      // Acknowledged callers may add their next writes, and reads get a turn.
      await new Promise((resolve) => setImmediate(resolve))
      await this.#commit(this.#waiting.splice(0, batchSize))
    } while (this.#waiting.length > 0)
    this.#draining = null
  }

  async #commit(arrived: readonly PendingWrite[]): Promise<void> {
    const room = this.#room.look()
    const batch = room.isFull ? this.#admit(arrived) : arrived
    if (batch.length === 0) return
    if (!this.#file.rawFile.isInPlace()) return rejectAll(batch, fileGone('nothing was written'))
    let outcomes: Outcome[]
    try {
      outcomes = await this.#makingRoom(() => this.whenFree(() => this.#run(batch)))
    } catch (error) {
      // One write alone may have failed the whole transaction; the others can succeed by themselves.
      if (batch.length > 1) for (const write of batch) await this.#commit([write])
      else batch[0]?.reject(toMemoryError(error))
      return
    }
    // A commit into a file that has no name any more ends with its last connection.
    if (!this.#file.rawFile.isInPlace()) return rejectAll(batch, fileGone('what was written is lost'))
    if (room.isScarce) shortenLog(this.#database, this.#path)
    this.#acknowledge(batch, outcomes)
  }

  /** Runs a batch. Where it holds removals alone, emptying the log is what syncs it, before they are acknowledged. */
  #run(batch: readonly PendingWrite[]): Outcome[] {
    const run = (): Outcome[] => this.#transaction.run(batch)
    const removesOnly = batch.every(({ scrub: isScrubbed }) => isScrubbed)
    try {
      const outcomes = removesOnly ? withoutSync(this.#database, run) : run()
      this.#file.changed.noteCommit()
      return outcomes
    } catch (error) {
      // A commit that failed may have taken effect, or have left frames that the next one writes over.
      this.#file.changed.stop()
      throw error
    }
  }

  /** Selects the writes that a full disk has room for. It refuses the others, which would take the room of removals. */
  #admit(batch: readonly PendingWrite[]): readonly PendingWrite[] {
    shortenLog(this.#database, this.#path)
    if (!roomFor(this.#path).isFull) return batch
    for (const write of batch) if (!write.removes) write.reject(storageFull())
    return batch.filter((write) => write.removes)
  }

  #acknowledge(batch: readonly PendingWrite[], outcomes: readonly Outcome[]): void {
    const removals = new Map<PendingWrite, Outcome>()
    for (const [i, write] of batch.entries()) {
      const outcome = outcomes[i]!
      if (write.scrub && removedSomething(outcome)) this.#needsScrub = true
      if (write.scrub && 'value' in outcome && this.#needsScrub) removals.set(write, outcome)
      else settle(write, outcome)
    }
    for (const [write, outcome] of removals) this.#removals.set(write, outcome)
    if (removals.size > 0) this.#scrubbing ??= this.#scrub()
  }

  /** Tries again after emptying the log, which may be what fills the disk; copying it into the file needs less room. */
  async #makingRoom<Result>(attempt: () => Promise<Result>): Promise<Result> {
    try {
      return await attempt()
    } catch (error) {
      if (!isFull(error)) throw error
      try {
        emptyLog(this.#database)
      } catch {
        throw error
      }
      return attempt()
    }
  }

  /** Runs `attempt` until no other connection holds the lock, without blocking the event loop. */
  whenFree<Result>(attempt: () => Result): Promise<Result> {
    return whenFree(this.#busyTimeoutMs, attempt)
  }

  /** Acknowledges removals once no byte of the removed text is left. Other writes go on meanwhile. */
  async #scrub(): Promise<void> {
    while (this.#removals.size > 0) {
      const removals = new Map(this.#removals)
      this.#removals.clear()
      let failure: { error: MemoryError } | null = null
      try {
        await scrub(this.#file, (attempt) => this.whenFree(attempt))
        // Text that was removed meanwhile needs another pass.
        this.#needsScrub = this.#removals.size > 0
      } catch (error) {
        failure = { error: toMemoryError(error) }
      }
      for (const [write, outcome] of removals) settle(write, failure ?? outcome)
    }
    this.#scrubbing = null
  }
}

function settle(write: PendingWrite, outcome: Outcome): void {
  if ('error' in outcome) write.reject(outcome.error)
  else write.resolve(outcome.value)
}

function rejectAll(batch: readonly PendingWrite[], error: MemoryError): void {
  for (const write of batch) write.reject(error)
}

function fileGone(consequence: string): MemoryError {
  return new MemoryError(
    'storage',
    `the file was removed or replaced while it was open: ${consequence}, close the memory and open it again`,
  )
}

function removedSomething(outcome: Outcome): boolean {
  return 'value' in outcome && outcome.value !== false
}

/**
 * Copies the log into the file, so that its room is used again. A short log keeps its room: removing finds it there
 * even when other programs fill the disk.
 */
function shortenLog(database: DatabaseSync, path: string): void {
  try {
    database.exec(`pragma wal_checkpoint(${isLogLong(path) ? 'truncate' : 'passive'})`)
  } catch {
    // The disk has no room even for that, or another connection reads. The log stays, and nothing is lost.
  }
}
