import type { DatabaseSync } from 'node:sqlite'
import type { MemoryError } from '../../../core/errors/errors.ts'
import type { Analyzer } from '../../../search/text/analyze.ts'
import { dropConsumed } from '../index/consumed-segments.ts'
import { toMemoryError } from '../file/failures.ts'
import { requireIndexBy, type Connection } from '../index/reindex.ts'
import type { SearchCache } from '../index/search-cache.ts'
import {
  IndexChanges,
  forgetSeparators,
  writePendingTerms,
  type IndexChange,
  type VersionStep,
  type UserSweep,
} from '../index/term-index.ts'
import type { IndexScope } from '../index/user-index.ts'
import type { VectorCache } from '../index/vector-cache.ts'
import type { Statements } from '../tables/statements.ts'

/** Tools of one write. A write keeps no state of its own: it may run again after a rollback. */
export interface WriteScope extends IndexScope {
  /** Records that all of a user's terms are being removed. */
  sweep(sweep: UserSweep): void
  /** Records that the write gives a user another version. */
  advance(step: VersionStep): void
  /** Cache to tell of each change of vectors. */
  readonly vectors: VectorCache
}

/** One write of a group. */
export interface GroupedWrite {
  readonly run: (scope: WriteScope) => unknown
}

/** Result or error of one write. */
export type Outcome = { readonly value: unknown } | { readonly error: MemoryError }

/** Transactions that use savepoints after one that had to run twice. */
const carefulTransactions = 64

/** Runs groups of writes, each group in one transaction; a write that fails does not harm the others. */
export class GroupTransaction {
  readonly #database: DatabaseSync
  readonly #statements: Statements
  readonly #analyzer: Analyzer
  readonly #cache: SearchCache
  #careful = 0

  constructor({ database, statements, analyzer, cache }: Connection & { readonly cache: SearchCache }) {
    this.#database = database
    this.#statements = statements
    this.#analyzer = analyzer
    this.#cache = cache
  }

  /**
   * Runs a batch without savepoints first: each savepoint copies every page that its write touches, and writes rarely
   * fail. After a failure each write gets a savepoint, for some transactions, since a refused caller may try again.
   */
  run(batch: readonly GroupedWrite[]): Outcome[] {
    if (this.#careful > 0 && batch.length > 1) {
      this.#careful--
      return this.#try(batch, (write, changes) => this.#savepoint(write, changes))
    }
    try {
      return this.#try(batch, (write, changes) => this.#unprotected(write, changes))
    } catch (error) {
      if (!(error instanceof WriteFailed)) throw error
      if (batch.length === 1) return [{ error: toMemoryError(error.cause) }]
      this.#careful = carefulTransactions
      return this.#try(batch, (write, changes) => this.#savepoint(write, changes))
    }
  }

  #try(
    batch: readonly GroupedWrite[],
    attempt: (write: GroupedWrite, changes: IndexChanges) => Outcome,
  ): Outcome[] {
    this.#database.exec('begin immediate')
    try {
      requireIndexBy({ statements: this.#statements, analyzer: this.#analyzer })
      const changes = new IndexChanges()
      const outcomes = batch.map((write) => attempt(write, changes))
      changes.apply(this.#statements)
      if (changes.removes) this.#forgetRemains(changes)
      this.#commitWith(changes)
      return outcomes
    } catch (error) {
      rollBack(this.#database)
      throw error
    }
  }

  /** Removes the remains of removed terms that FTS5 itself would leave. */
  #forgetRemains(changes: IndexChanges): void {
    // So the commit finds no such work left.
    writePendingTerms(this.#statements)
    dropConsumed(this.#database, this.#statements)
    forgetSeparators(this.#database, this.#statements, changes.suspects())
  }

  #commitWith(changes: IndexChanges): void {
    try {
      this.#database.exec('commit')
    } catch (error) {
      // The commit may or may not have taken effect, so the cache is cleared.
      this.#cache.clear()
      throw error
    }
    for (const change of changes.all()) this.#cache.follow(change)
    for (const user of changes.swept) this.#cache.forget(user)
    for (const step of changes.versions) this.#cache.advance(step)
  }

  #unprotected(write: GroupedWrite, changes: IndexChanges): Outcome {
    try {
      return { value: this.#run(write, changes) }
    } catch (error) {
      throw this.#database.isTransaction ? new WriteFailed(error) : error
    }
  }

  #savepoint(write: GroupedWrite, changes: IndexChanges): Outcome {
    this.#database.exec('savepoint one')
    try {
      const value = this.#run(write, changes)
      this.#database.exec('release one')
      return { value }
    } catch (error) {
      // A full disk ends the whole transaction; then the queue tries each write alone.
      if (!this.#database.isTransaction) throw error
      this.#database.exec('rollback to one')
      this.#database.exec('release one')
      return { error: toMemoryError(error) }
    }
  }

  /** Runs a write; its index changes are staged only if it succeeds. */
  #run(write: GroupedWrite, changes: IndexChanges): unknown {
    const staged: IndexChange[] = []
    const versions: VersionStep[] = []
    const value = write.run({
      statements: this.#statements,
      analyzer: this.#analyzer,
      stage: (change) => void staged.push(change),
      sweep: (sweep) => changes.sweep(sweep),
      advance: (step) => void versions.push(step),
      vectors: this.#cache.vectors,
    })
    for (const change of staged) changes.stage(change)
    changes.versions.push(...versions)
    return value
  }
}

/** Tells that a write threw while its transaction can go on or be rolled back. */
class WriteFailed extends Error {
  constructor(cause: unknown) {
    super('a write failed', { cause })
  }
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec('rollback')
  } catch {
    // SQLite has rolled back already, as on a full disk.
  }
}
