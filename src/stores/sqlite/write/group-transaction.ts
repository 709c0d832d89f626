import type { DatabaseSync } from 'node:sqlite'
import type { MemoryError } from '../../../core/errors.ts'
import type { Analyzer } from '../../../search/text/analyze.ts'
import { dropConsumed } from '../index/consumed-segments.ts'
import { toMemoryError } from '../file/failures.ts'
import { requireSameIndex, type Connection } from '../index/reindex.ts'
import type { SearchCache } from '../index/search-cache.ts'
import { IndexChanges, forgetSeparators, type IndexChange, type UserSweep } from '../index/term-index.ts'
import type { Statements } from '../tables/statements.ts'

/** What one write works with. It must hold no state of its own: it may run again after a rollback. */
export interface WriteScope {
  readonly statements: Statements
  readonly analyzer: Analyzer
  /** Index changes are written at the end of the transaction, in order of key. */
  stage(change: IndexChange): void
  /** Says that all of a user's terms are being removed. */
  sweep(sweep: UserSweep): void
}

/** One write of a group. */
export interface GroupedWrite {
  readonly run: (scope: WriteScope) => unknown
}

/** What became of one write. */
export type Outcome = { readonly value: unknown } | { readonly error: MemoryError }

/** So many transactions after one that had to run twice take no chance. */
const carefulTransactions = 64

/** Writes groups of writes, each group in one transaction, in which one may fail without harm to the others. */
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
   * A savepoint costs a copy of every page that its write touches, and hardly ever does a write fail: only when one
   * has does each get its own, and so for a while, as whoever is refused may go on trying.
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
      requireSameIndex({ statements: this.#statements, analyzer: this.#analyzer })
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

  /** What FTS5 itself would leave of removed terms. */
  #forgetRemains(changes: IndexChanges): void {
    // Reading the vocabulary has FTS5 write what it holds in memory, and merge: nothing of that is left for the commit.
    this.#statements.firstTermFrom.get(Buffer.from('\u{10ffff}'))
    dropConsumed(this.#database, this.#statements)
    forgetSeparators(this.#database, this.#statements, changes.suspects())
  }

  #commitWith(changes: IndexChanges): void {
    try {
      this.#database.exec('commit')
    } catch (error) {
      // Whatever came of it: what is kept is as the index is, or nothing is kept.
      this.#cache.clear()
      throw error
    }
    for (const change of changes.all()) this.#cache.follow(change)
    for (const user of changes.swept) this.#cache.forget(user)
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
      // A full disk ends the whole transaction; then every write is tried alone.
      if (!this.#database.isTransaction) throw error
      this.#database.exec('rollback to one')
      this.#database.exec('release one')
      return { error: toMemoryError(error) }
    }
  }

  /** Its changes of the index are staged only if it succeeds. */
  #run(write: GroupedWrite, changes: IndexChanges): unknown {
    const staged: IndexChange[] = []
    const value = write.run({
      statements: this.#statements,
      analyzer: this.#analyzer,
      stage: (change) => void staged.push(change),
      sweep: (sweep) => changes.sweep(sweep),
    })
    for (const change of staged) changes.stage(change)
    return value
  }
}

/** A write threw, and the transaction that it stood in can go on or be rolled back. */
class WriteFailed extends Error {
  constructor(cause: unknown) {
    super('a write failed', { cause })
  }
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec('rollback')
  } catch {
    // SQLite has already rolled back, as it does on a full disk.
  }
}
