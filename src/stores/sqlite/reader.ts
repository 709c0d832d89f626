import type { ExpiredRow, Position, TextRow, UserReader } from '../../engine/port/reader.ts'
import type {
  ReadObservation,
  ResultRow,
  StoredObservation,
  StoredSession,
} from '../../engine/port/stored.ts'
import { indexObservations, type PlainIndex } from '../../engine/index.ts'
import type { CleanFilter, CleanRef, ListRequest } from '../../core/store/store.ts'
import type { CountedVersion, ReadVersion, VersionPosition } from '../../engine/port/version.ts'
import type { DocumentTable, PostingList } from '../../search/corpus.ts'
import type { VocabularyRange } from '../../search/query/plan.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import { dataCheckOf } from '../shared/filter-values.ts'
import { decodeDocuments, type ChunkRow } from '../shared/ranking-records.ts'
import { maxId } from './tables/schema.ts'
import type { KeptIndex } from './index/search-cache.ts'
import { readPostings, readVocabulary } from './index/term-index.ts'
import type { JournalReader } from '../../engine/port/journal-rows.ts'
import type { ThreadReader } from '../../engine/port/thread-rows.ts'
import type { VectorReader } from '../../engine/port/vector-rows.ts'
import { observations, sessions, versions } from './tables/columns.ts'
import { filterParameters } from './tables/filter.ts'
import { keyOf, toText } from './tables/rows.ts'
import { journalReader } from './journal.ts'
import { threadReader } from './threads.ts'
import type { Statements } from './tables/statements.ts'
import type { SqliteUser } from './tables/users.ts'
import { vectorReader } from './vectors.ts'

/** Statements, analyser and user that a reader works with. */
export interface ReaderSource {
  readonly statements: Statements
  readonly analyzer: Analyzer
  readonly userId: string
  readonly user: SqliteUser
  /** Opens the user's part of the search cache; absent in a transaction that writes, and in an export. */
  readonly openCache?: () => KeptIndex
}

type ResultColumns = readonly [
  type: string,
  title: string,
  content: string,
  topicKey: string | null,
  pinned: number,
  updatedAt: number,
]

/** Reads one user's rows and posting lists on one connection, within the caller's transaction. */
export class SqliteReader implements UserReader {
  readonly userId: string
  readonly analyzer: Analyzer
  readonly #statements: Statements
  readonly #user: SqliteUser
  readonly #openCache: (() => KeptIndex) | undefined
  #kept: KeptIndex | undefined
  #made: PlainIndex | undefined

  constructor({ statements, analyzer, userId, user, openCache }: ReaderSource) {
    this.userId = userId
    this.analyzer = analyzer
    this.#statements = statements
    this.#user = user
    this.#openCache = openCache
  }

  user(): SqliteUser {
    return this.#user
  }

  observation(ref: CleanRef): ReadObservation | null {
    const { readObservation, readByTopic } = this.#statements
    const row = (typeof ref === 'number' ? readObservation : readByTopic).get(this.#user.number, ref)
    return observations.toRowOrNull(row) as ReadObservation | null
  }

  observations(ids: readonly number[]): Map<number, ReadObservation> {
    return new Map(ids.map((id) => [id, this.observation(id)!]))
  }

  observationsInOrder(
    order: ListRequest['order'],
    after: Position | null,
    limit: number,
    filter: CleanFilter,
  ): ReadObservation[] {
    const { observationsBefore, observationsAfter } = this.#statements
    const { createdAt, id } = after ?? ends[order]
    const statement = order === 'newest' ? observationsBefore : observationsAfter
    const meetsData = dataCheckOf(filter)
    const most = meetsData === null ? limit : -1
    const parameters = [this.#user.number, createdAt, id, most, ...filterParameters(filter)]
    if (meetsData === null) return observations.toRows(statement.all(...parameters)) as ReadObservation[]
    const found: ReadObservation[] = []
    for (const row of statement.iterate(...parameters)) {
      const observation = observations.toRow(row) as ReadObservation
      if (meetsData(observation) && found.push(observation) >= limit) break
    }
    return found
  }

  idsPassing(filter: CleanFilter): number[] {
    const meetsData = dataCheckOf(filter)
    const rows = this.#statements.idsPassing.all(this.#user.number, ...filterParameters(filter))
    return (rows as unknown as readonly (readonly [id: number, data: string | null])[])
      .filter(([, data]) => meetsData?.({ data }) !== false)
      .map(([id]) => id)
  }

  sessionNumber(id: string): number | null {
    return (this.#statements.findSession.get(this.#user.number, id)?.['number'] as number | undefined) ?? null
  }

  observationsAfterId(id: number, limit: number): ReadObservation[] {
    const rows = this.#statements.observationsById.all(this.#user.number, id, limit)
    return observations.toRows(rows) as ReadObservation[]
  }

  observationsByExpiry(limit: number): StoredObservation[] {
    return observations.toRows(this.#statements.observationsByExpiry.all(this.#user.number, limit))
  }

  expired(now: number): ExpiredRow[] {
    const rows = this.#statements.expiredRows.all(this.#user.number, now)
    return rows as unknown as ExpiredRow[]
  }

  versionsAfter({ observation, revision }: VersionPosition, limit: number): ReadVersion[] {
    const rows = this.#statements.versionsAfter.all(this.#user.number, observation, revision, limit)
    return versions.toRows(rows) as ReadVersion[]
  }

  versionsBefore({ observation, revision }: VersionPosition, limit: number): ReadVersion[] {
    const rows = this.#statements.versionsBefore.all(this.#user.number, observation, revision, limit)
    return versions.toRows(rows) as ReadVersion[]
  }

  versionsOfSession(session: number, type: string): CountedVersion[] {
    const rows = this.#statements.versionsOfSession.all(this.#user.number, session, type)
    return rows as unknown as CountedVersion[]
  }

  countByType(): Map<string, number> {
    return countByType(this.documents(), () => true)
  }

  sessions(): StoredSession[] {
    const rows = this.#statements.sessionsInOrder.all(this.#user.number)
    return sessions.toRows(rows)
  }

  lastCompletedSessions(limit: number): StoredSession[] {
    const rows = this.#statements.lastCompletedSessions.all(this.#user.number, limit)
    return sessions.toRows(rows)
  }

  lastSessionActivity(): number | null {
    return this.#statements.lastSessionActivity.get(this.#user.number)?.['at'] as number | null
  }

  documents(): DocumentTable {
    const index = this.#indexInMemory()
    if (index !== null) return index.documents
    const read = (): DocumentTable => this.#readDocuments()
    return this.#cache()?.documents(read) ?? read()
  }

  #cache(): KeptIndex | undefined {
    this.#kept ??= this.#openCache?.()
    return this.#kept
  }

  /** An index of the rows, where the one in the file is not complete; else null. */
  #indexInMemory(): PlainIndex | null {
    if (this.#user.unindexedFrom === null) return null
    const make = (): PlainIndex => {
      const rows = this.#statements.observationsToIndex.all(this.#user.number, 0, -1)
      return indexObservations(observations.toRows(rows), this.analyzer)
    }
    return this.#cache()?.unindexed(make) ?? (this.#made ??= make())
  }

  #readDocuments(): DocumentTable {
    const rows = this.#statements.readChunks.all(this.#user.number)
    return decodeDocuments(rows as unknown as readonly ChunkRow[], this.#user.types)
  }

  postings(terms: readonly string[]): Map<string, PostingList> {
    const index = this.#indexInMemory()
    if (index !== null) return new Map(terms.map((term) => [term, index.postings.get(term) ?? noPostings]))
    const { number } = this.#user
    const firstKey = keyOf(number, 0)
    const kept = this.#cache()
    const read = (term: string): PostingList => readPostings(this.#statements, number, firstKey, term)
    return new Map(terms.map((term) => [term, kept?.list(term, () => read(term)) ?? read(term)]))
  }

  vocabulary(ranges: readonly VocabularyRange[]): string[] {
    const index = this.#indexInMemory()
    if (index !== null) return termsInRanges(index, ranges)
    return ranges.flatMap((range) => readVocabulary(this.#statements, this.#user.number, range))
  }

  resultRows(ids: readonly number[]): Map<number, ResultRow> {
    const kept = this.#cache()
    const read = (id: number): ResultRow => this.#resultRow(id)
    return new Map(ids.map((id) => [id, kept?.row(id, () => read(id)) ?? read(id)]))
  }

  #resultRow(id: number): ResultRow {
    const row = this.#statements.readResult.get(this.#user.number, id) as unknown as ResultColumns
    const [type, title, content, topicKey, pinned, updatedAt] = row
    return { id, type, title, content, topicKey, pinned: pinned === 1, updatedAt }
  }

  get threads(): ThreadReader {
    return threadReader(this.#statements, this.#user.number)
  }

  get journal(): JournalReader {
    return journalReader(this.#statements, this.#user.number)
  }

  get vectors(): VectorReader {
    return vectorReader(
      this.#statements,
      this.#user.number,
      (source) => this.#cache()?.vectors(source) ?? source.all(),
    )
  }

  /** Reads the rows anew for each iteration. */
  texts(): Iterable<TextRow> {
    return { [Symbol.iterator]: () => this.#textsInBlocks() }
  }

  /** Reads in blocks, which takes a third less time than row by row, and never holds all texts. */
  *#textsInBlocks(): Generator<TextRow> {
    const { readTexts } = this.#statements
    for (let last = 0, block: TextRow[]; ; last = block.at(-1)!.id) {
      block = readTexts.all(this.#user.number, last, textsOfBlock).map(toText)
      yield* block
      if (block.length < textsOfBlock) return
    }
  }
}

const textsOfBlock = 256

/** Positions before the first observation of each order. */
const ends: Readonly<Record<ListRequest['order'], Position>> = {
  newest: { createdAt: Number.MAX_SAFE_INTEGER, id: maxId },
  oldest: { createdAt: Number.MIN_SAFE_INTEGER, id: 0 },
}

const noPostings: PostingList = { ids: [], positions: [] }

function isIn(term: string, { start, shortest, longest }: VocabularyRange): boolean {
  if (!term.startsWith(start)) return false
  const { length } = Array.from(term)
  return length >= shortest && length <= longest
}

function termsInRanges({ postings }: PlainIndex, ranges: readonly VocabularyRange[]): string[] {
  return [...postings.keys()].filter((term) => ranges.some((range) => isIn(term, range)))
}

/** Counts observations by type, among those that pass by their place in the table. */
export function countByType(
  documents: DocumentTable,
  passes: (index: number) => boolean,
): Map<string, number> {
  const counts = new Map<string, number>()
  for (let i = 0; i < documents.length; i++) {
    if (!passes(i)) continue
    const type = documents.typeNames[documents.type[i]!]!
    counts.set(type, (counts.get(type) ?? 0) + 1)
  }
  return counts
}
