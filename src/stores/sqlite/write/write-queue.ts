import type { DatabaseSync } from 'node:sqlite'
import type { MemoryError } from '../../../core/errors.ts'
import { isBusy, isFull, toMemoryError } from '../file/failures.ts'
import type { GroupTransaction, Outcome, WriteScope } from './group-transaction.ts'
import { RoomWatch, isLogLong, roomFor, storageFull } from '../file/disk-space.ts'
import { emptyLog, scrub, type ScrubbedFile } from '../file/scrub.ts'

export interface WriteOptions {
  /** The log must be emptied before the write is acknowledged, as it held what was removed; not if it returned false. */
  readonly scrub?: boolean
  /** It removes more than it writes, so that it goes ahead where the disk is too full for others. Default: as `scrub`. */
  readonly removes?: boolean
}

interface PendingWrite extends Required<WriteOptions> {
  readonly run: (scope: WriteScope) => unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (error: MemoryError) => void
}

/** One transaction takes at most this many writes, so that it holds the event loop for some milliseconds only. */
const batchSize = 64
const firstRetryMs = 1
const longestRetryMs = 50

/**
 * Group commit: writes that arrive while a commit is under way go into the next transaction together, and are
 * acknowledged after its one fsync.
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
  /** Whether something that was removed may still stand in the log. */
  #needsScrub = false
  /** Removed, but not yet acknowledged. */
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

  /** Resolves with what `run` returned once that is on the disk. */
  write<Result>(run: (scope: WriteScope) => Result, options: WriteOptions = {}): Promise<Result> {
    const isScrubbed = options.scrub ?? false
    const removes = options.removes ?? isScrubbed
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.push({ run, scrub: isScrubbed, removes, resolve, reject })
      this.#draining ??= this.#drain()
    }) as Promise<Result>
  }

  /** Resolves when everything that was handed in is acknowledged. */
  async idle(): Promise<void> {
    await this.#draining
    await this.#scrubbing
  }

  async #drain(): Promise<void> {
    do {
      // Lets the acknowledged callers' next writes, and everybody else's reads, come in.
      await new Promise((resolve) => setImmediate(resolve))
      await this.#commit(this.#waiting.splice(0, batchSize))
    } while (this.#waiting.length > 0)
    this.#draining = null
  }

  async #commit(arrived: readonly PendingWrite[]): Promise<void> {
    const room = this.#room.look()
    const batch = room.isFull ? this.#admit(arrived) : arrived
    if (batch.length === 0) return
    let outcomes: Outcome[]
    try {
      outcomes = await this.#makingRoom(() => this.whenFree(() => this.#transaction.run(batch)))
    } catch (error) {
      // What made the whole transaction fail may be one write's doing; alone, the others can succeed.
      if (batch.length > 1) for (const write of batch) await this.#commit([write])
      else batch[0]?.reject(toMemoryError(error))
      return
    }
    if (room.isScarce) shortenLog(this.#database, this.#path)
    this.#acknowledge(batch, outcomes)
  }

  /** On a full disk, those that there is room for. The others are refused before they take what removing needs. */
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

  /** What fills the disk may be the log: emptied into the file, which needs less, it leaves room for one more try. */
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

  /** Runs `attempt`, again and again while another connection holds the lock, without blocking the event loop. */
  async whenFree<Result>(attempt: () => Result): Promise<Result> {
    const deadline = performance.now() + this.#busyTimeoutMs
    for (let delay = firstRetryMs; ; delay = Math.min(delay * 2, longestRetryMs)) {
      try {
        return attempt()
      } catch (error) {
        if (!isBusy(error) || performance.now() >= deadline) throw error
        await new Promise((resolve) => setTimeout(resolve, delay * (0.5 + Math.random())))
      }
    }
  }

  /** Acknowledges removals once nothing is left of what was removed. Others' writes go on meanwhile. */
  async #scrub(): Promise<void> {
    while (this.#removals.size > 0) {
      const removals = new Map(this.#removals)
      this.#removals.clear()
      let failure: { error: MemoryError } | null = null
      try {
        await scrub(this.#file, (attempt) => this.whenFree(attempt))
        // What was removed meanwhile needs a pass of its own.
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

function removedSomething(outcome: Outcome): boolean {
  return 'value' in outcome && outcome.value !== false
}

/**
 * Copies the log into the file, so that its room is used again. A short log keeps that room: where others then fill the
 * disk, removing still finds it.
 */
function shortenLog(database: DatabaseSync, path: string): void {
  try {
    database.exec(`pragma wal_checkpoint(${isLogLong(path) ? 'truncate' : 'passive'})`)
  } catch {
    // No room even for that, or others read. The log stays, and nothing is lost.
  }
}
