import { isIndexed, type StoredObservation } from '../../../engine/port/stored.ts'
import { analyzeObservation, type AnalyzedObservation, type Analyzer } from '../../../search/text/analyze.ts'
import { chunkOf, recordOf, withRecord, type DocumentRecord } from '../../shared/ranking-records.ts'
import type { Transaction } from '../connection/transaction.ts'
import type { Change } from '../tables/changed-rows.ts'
import type { PostgresUser } from '../tables/users.ts'
import type { StoredChunk } from './documents.ts'
import { isIndexOf, noIndex, rebuildIndex } from './reindex.ts'
import { preparePostings, type TermChange } from './term-index.ts'

/** Changes that one observation brings to the postings and the ranking records. */
type IndexChange = TermChange & { readonly record: DocumentRecord | null }

/** The state of an observation that the index holds: none of a proposal. */
function indexedOf(observation: StoredObservation | null): StoredObservation | null {
  return observation !== null && isIndexed(observation) ? observation : null
}

/** One user's postings and ranking records in a write. */
export class UserIndex {
  readonly #transaction: Transaction
  readonly #analyzer: Analyzer
  readonly #user: PostgresUser
  readonly #chunks = new Map<number, Uint8Array | null>()
  /** Chunks of which there is a row. */
  readonly #stored = new Set<number>()
  /** The last chunk that may be there. */
  readonly #lastChunk: number

  private constructor(transaction: Transaction, analyzer: Analyzer, user: PostgresUser) {
    this.#transaction = transaction
    this.#analyzer = analyzer
    this.#user = user
    this.#lastChunk = chunkOf(user.nextId)
  }

  /**
   * Opens the index. One that another analyser made is rebuilt first. `rows` are those of `lastChunk` and
   * `chunksOfTopics`.
   */
  static async open(
    transaction: Transaction,
    analyzer: Analyzer,
    user: PostgresUser,
    rows: readonly StoredChunk[],
  ): Promise<UserIndex> {
    const index = new UserIndex(transaction, analyzer, user)
    const { nextId } = user
    if (!isIndexOf(user, analyzer)) await rebuildIndex(transaction, user, analyzer)
    else index.#keep([nextId, nextId + 1].map(chunkOf), rows)
    return index
  }

  /** Leaves the index to the first search or write that needs it: both make it anew where it is not of this analyser. */
  static leave(transaction: Transaction, analyzer: Analyzer, user: PostgresUser): UserIndex {
    const index = new UserIndex(transaction, analyzer, user)
    user.analyzer = noIndex
    return index
  }

  /** Takes rows of ranking records that were read; `numbers` are those that were asked for, present or not. */
  #keep(numbers: readonly number[], rows: readonly StoredChunk[]): void {
    for (const chunk of numbers) this.#chunks.set(chunk, null)
    for (const { chunk, data } of rows) {
      this.#chunks.set(chunk, data)
      this.#stored.add(chunk)
    }
  }

  /** Reads the rows that the changes need, none for a new observation. Returns a function that sends the writes. */
  async prepare(
    changes: ReadonlyMap<number, Change<StoredObservation>>,
  ): Promise<() => readonly Promise<unknown>[]> {
    if (this.#user.analyzer === noIndex) return () => []
    const indexed = [...changes].flatMap(([id, { before, after }]) => {
      const change = { before: indexedOf(before), after: indexedOf(after) }
      return change.before === null && change.after === null ? [] : [this.#index(id, change)]
    })
    const chunks = indexed.map(({ id }) => chunkOf(id))
    // No observation had an id from this chunk on, so there is nothing to read of it.
    for (const chunk of chunks)
      if (chunk > this.#lastChunk && !this.#chunks.has(chunk)) this.#chunks.set(chunk, null)
    const missing = [...new Set(chunks)].filter((chunk) => !this.#chunks.has(chunk))
    if (missing.length > 0)
      this.#keep(missing, await this.#transaction.ask<StoredChunk>('readSomeChunks', missing))
    const changed = this.#withRecords(indexed)
    const sendPostings = await preparePostings(this.#transaction, indexed)
    return () => [...this.#chunkQueries(changed), sendPostings()]
  }

  #analyze(observation: StoredObservation): AnalyzedObservation {
    const { title, content } = observation
    return analyzeObservation(this.#analyzer, title, content, observation)
  }

  #index(id: number, { before, after }: Change<StoredObservation>): IndexChange {
    const old = before && this.#analyze(before).terms
    if (after === null) return { id, before: old, after: null, record: null }
    const analysis = this.#analyze(after)
    return { id, before: old, after: analysis.terms, record: recordOf(after, analysis, this.#user) }
  }

  #withRecords(changes: readonly IndexChange[]): Map<number, Uint8Array | null> {
    const changed = new Map<number, Uint8Array | null>()
    for (const { id, record } of changes) {
      const chunk = chunkOf(id)
      const data = withRecord(this.#chunks.get(chunk) ?? null, id, record)
      this.#chunks.set(chunk, data)
      changed.set(chunk, data)
    }
    return changed
  }

  #chunkQueries(chunks: ReadonlyMap<number, Uint8Array | null>): Promise<unknown>[] {
    const kept = [...chunks].filter((entry): entry is [number, Uint8Array] => entry[1] !== null)
    const gone = [...chunks].filter(([, data]) => data === null).map(([chunk]) => chunk)
    const queries = [
      ...(kept.length === 0 ? [] : [this.#write(kept)]),
      ...(gone.length === 0 ? [] : [this.#transaction.ask('deleteChunks', gone)]),
    ]
    for (const [chunk] of kept) this.#stored.add(chunk)
    for (const chunk of gone) this.#stored.delete(chunk)
    return queries
  }

  #write(chunks: readonly [chunk: number, data: Uint8Array][]): Promise<unknown> {
    const numbers = chunks.map(([chunk]) => chunk)
    const data = chunks.map(([, bytes]) => Buffer.from(bytes))
    // A cluster plans this one once for a connection, and the other one on each use.
    if (chunks.length === 1 && this.#stored.has(numbers[0]!))
      return this.#transaction.ask('replaceChunk', numbers[0], data[0])
    return this.#transaction.ask('writeChunks', numbers, data)
  }
}
