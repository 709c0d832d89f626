import { isIndexed, type StoredObservation } from '../../../engine/port/stored.ts'
import { analyzeObservation, type AnalyzedObservation, type Analyzer } from '../../../search/text/analyze.ts'
import {
  chunkOf,
  encodeRecord,
  offsetOf,
  recordOf,
  withRecord,
  type DocumentRecord,
} from '../../shared/ranking-records.ts'
import { keyOf } from '../tables/rows.ts'
import type { Statements } from '../tables/statements.ts'
import type { SqliteUser } from '../tables/users.ts'
import { indexText, type IndexChange } from './term-index.ts'

/** Tools of a write that changes the index. */
export interface IndexScope {
  readonly statements: Statements
  readonly analyzer: Analyzer
  /** Stages a change of terms; the transaction writes them at its end, in order of key. */
  stage(change: IndexChange): void
}

/** One user's terms and ranking records in a write. Terms are staged for the end of the transaction. */
export class UserIndex {
  readonly #scope: IndexScope
  readonly #user: SqliteUser

  constructor(scope: IndexScope, user: SqliteUser) {
    this.#scope = scope
    this.#user = user
  }

  /** Puts `after` in the place of `before`; null: there is none. A proposal is in no index. */
  change(id: number, before: StoredObservation | null, after: StoredObservation | null): void {
    const isApproved = before !== null && !isIndexed(before)
    const [old, next] = [before, after].map((each) => (each !== null && isIndexed(each) ? each : null))
    if (old || next) this.#change(id, old ?? null, next ?? null, isApproved)
  }

  #change(
    id: number,
    before: StoredObservation | null,
    after: StoredObservation | null,
    isApproved: boolean,
  ): void {
    const { number, unindexedFrom } = this.#user
    const key = keyOf(number, id)
    // An unfinished rebuild has yet to reach the observation. The change still tells the search cache.
    if (unindexedFrom !== null && id >= unindexedFrom)
      return this.#scope.stage({ key, remove: null, add: null })
    const added = after && this.#analyze(after)
    this.#putRecord(id, after && recordOf(after, added!, this.#user), before === null)
    const remove = before && indexText(number, this.#analyze(before).terms)
    const add = added && indexText(number, added.terms)
    this.#scope.stage({ key, remove, add, ...(isApproved ? { isLate: true } : {}) })
  }

  #analyze(observation: StoredObservation): AnalyzedObservation {
    const { title, content } = observation
    return analyzeObservation(this.#scope.analyzer, title, content, observation)
  }

  #putRecord(id: number, record: DocumentRecord | null, isNew: boolean): void {
    const { readChunk, writeChunk, deleteChunk } = this.#scope.statements
    const { number } = this.#user
    const chunk = chunkOf(id)
    if (isNew && record !== null && this.#appendRecord(id, record)) return
    const stored = readChunk.get(number, chunk)?.['data'] as Uint8Array | undefined
    const data = withRecord(stored ?? null, id, record)
    if (data === null) deleteChunk.run(number, chunk)
    else writeChunk.run(number, chunk, data)
  }

  /** Appends a new record. Its row nearly always ends where the record begins, so the row need not be read. */
  #appendRecord(id: number, record: DocumentRecord): boolean {
    const { appendChunk } = this.#scope.statements
    const { changes } = appendChunk.run(this.#user.number, chunkOf(id), offsetOf(id), encodeRecord(record))
    return changes !== 0
  }
}
