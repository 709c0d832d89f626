import type { DatabaseSync } from 'node:sqlite'
import { MemoryError } from '../../errors.ts'
import type { Analyzer } from '../../search/analyze.ts'
import { isBusy, isFull, toMemoryError } from './failures.ts'
import { requireSameIndex, type Connection } from './reindex.ts'
import { isLogLong, roomFor } from './room.ts'
import { IndexChanges, forgetSeparators, type IndexChange, type UserSweep } from './term-index.ts'
import type { Statements } from './statements.ts'

/** What one write works with. It must hold no state of its own: it may run again after a rollback. */
export interface WriteScope {
  readonly statements: Statements
  readonly analyzer: Analyzer
  /** Index changes are written at the end of the transaction, in order of key. */
  stage(change: IndexChange): void
  /** Says that all of a user's terms are being removed. */
  sweep(sweep: UserSweep): void
}

export interface WriteOptions {
  /** The log must be emptied before the write is acknowledged, as it held what was removed; not if it returned false. */
  readonly scrub?: boolean
  /** It removes more than it writes, so that it goes ahead where the disk is too full for others. */
  readonly removes?: boolean
}

interface PendingWrite {
  readonly run: (scope: WriteScope) => unknown
  readonly scrub: boolean
  readonly removes: boolean
  readonly resolve: (value: unknown) => void
  readonly reject: (error: MemoryError) => void
}

/** One transaction takes at most this many writes, so that it holds the event loop for some milliseconds only. */
const batchSize = 64
const firstRetryMs = 1
const longestRetryMs = 50

/**
 * Group commit: writes that arrive while a commit is under way go into the next transaction together, each in its
 * own savepoint, and are acknowledged after its one fsync.
 */
export class WriteQueue {
  readonly #database: DatabaseSync
  readonly #statements: Statements
  readonly #analyzer: Analyzer
  readonly #busyTimeoutMs: number
  readonly #path: string
  #waiting: PendingWrite[] = []
  #draining: Promise<void> | null = null
  /** Whether something that was removed may still stand in the log. */
  #needsScrub = false
  readonly #scrubs = new Set<Promise<void>>()

  constructor(connection: Connection, path: string, busyTimeoutMs: number) {
    this.#database = connection.database
    this.#statements = connection.statements
    this.#analyzer = connection.analyzer
    this.#path = path
    this.#busyTimeoutMs = busyTimeoutMs
  }

  /** Resolves with what `run` returned once that is on the disk. */
  write<Result>(run: (scope: WriteScope) => Result, options: WriteOptions = {}): Promise<Result> {
    const { scrub = false, removes = scrub } = options
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.push({ run, scrub, removes, resolve, reject })
      this.#draining ??= this.#drain()
    }) as Promise<Result>
  }

  /** Resolves when everything that was handed in is acknowledged. */
  async idle(): Promise<void> {
    await this.#draining
    await Promise.all(this.#scrubs)
  }

  async #drain(): Promise<void> {
    do {
      // Lets the acknowledged callers' next writes, and everybody else's reads, come in.
      await new Promise((resolve) => setImmediate(resolve))
      await this.#commit(this.#waiting.splice(0, batchSize))
    } while (this.#waiting.length > 0)
    this.#draining = null
  }

  async #commit(arrived: readonly PendingWrite[], mayMakeRoom = true): Promise<void> {
    const batch = this.#admit(arrived)
    if (batch.length === 0) return
    let outcomes: Outcome[]
    try {
      outcomes = await this.whenFree(() => this.#transaction(batch))
    } catch (error) {
      const failure = toMemoryError(error)
      if (failure.code === 'storage_full' && mayMakeRoom) {
        shortenLog(this.#database, this.#path)
        await this.#commit(batch, false)
        return
      }
      // What made the whole transaction fail may be one write's doing; alone, the others can succeed.
      if (batch.length > 1) for (const write of batch) await this.#commit([write])
      else batch[0]?.reject(failure)
      return
    }
    const failure = await this.#scrubbed(batch, outcomes)
    if (roomFor(this.#path).isScarce) shortenLog(this.#database, this.#path)
    for (const [i, write] of batch.entries()) settle(write, outcomes[i]!, failure)
  }

  /** Those that there is room for. The others are told, before they would take the room that removing needs. */
  #admit(batch: readonly PendingWrite[]): readonly PendingWrite[] {
    if (!roomFor(this.#path).isFull) return batch
    shortenLog(this.#database, this.#path)
    if (!roomFor(this.#path).isFull) return batch
    for (const write of batch) if (!write.removes) write.reject(storageFull())
    return batch.filter((write) => write.removes)
  }

  #transaction(batch: readonly PendingWrite[]): Outcome[] {
    this.#database.exec('begin immediate')
    try {
      requireSameIndex({ statements: this.#statements, analyzer: this.#analyzer })
      const changes = new IndexChanges()
      const outcomes = batch.map((write) => this.#savepoint(write, changes))
      changes.apply(this.#statements)
      forgetSeparators(this.#database, this.#statements, changes.suspects())
      this.#database.exec('commit')
      return outcomes
    } catch (error) {
      rollBack(this.#database)
      throw error
    }
  }

  #savepoint(write: PendingWrite, changes: IndexChanges): Outcome {
    const staged: IndexChange[] = []
    this.#database.exec('savepoint one')
    try {
      const value = write.run({
        statements: this.#statements,
        analyzer: this.#analyzer,
        stage: (change) => void staged.push(change),
        sweep: (sweep) => changes.sweep(sweep),
      })
      this.#database.exec('release one')
      for (const change of staged) changes.stage(change)
      return { value }
    } catch (error) {
      // A full disk ends the whole transaction; then every write is tried alone.
      if (!this.#database.isTransaction) throw error
      this.#database.exec('rollback to one')
      this.#database.exec('release one')
      return { error: toMemoryError(error) }
    }
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

  /** Acknowledges removals once the log that held what was removed is empty. Others' writes go on meanwhile. */
  async #acknowledgeScrubbed(writes: readonly PendingWrite[], outcomes: readonly Outcome[]): Promise<void> {
    let failure: MemoryError | null = null
    try {
      await this.whenFree(() => emptyLog(this.#database))
      this.#needsScrub = false
    } catch (error) {
      failure = toMemoryError(error)
    }
    for (const [i, write] of writes.entries())
      settle(write, failure === null ? outcomes[i]! : { error: failure })
  }
}

type Outcome = { readonly value: unknown } | { readonly error: MemoryError }

function settle(write: PendingWrite, outcome: Outcome): void {
  if ('error' in outcome) write.reject(outcome.error)
  else write.resolve(outcome.value)
}

function removedSomething(outcome: Outcome): boolean {
  return 'value' in outcome && outcome.value !== false
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec('rollback')
  } catch {
    // SQLite has already rolled back, as it does on a full disk.
  }
}

/**
 * Copies the log into the file, so that its room is used again. A short log keeps that room: where others then fill the
 * disk, removing still finds it.
 */
function shortenLog(database: DatabaseSync, path: string): void {
  try {
    database.exec(`pragma wal_checkpoint(${isLogLong(path) ? 'truncate' : 'passive'})`)
  } catch {
    // No room even for that. The log stays, and nothing is lost.
  }
}

/** Copies the log into the file and truncates it. Errors: `busy` while another connection reads an older state. */
function emptyLog(database: DatabaseSync): void {
  const row = database.prepare('pragma wal_checkpoint(truncate)').get()
  if (row?.['busy'] === 0) return
  throw new MemoryError(
    'busy',
    'removed, but a reader of an older state keeps the log from being emptied: call again',
  )
}
