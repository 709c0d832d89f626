import type { CleanFilter, CleanRef, ListRequest } from '../../core/store/store.ts'
import type { ExpiredRow, Position, TextRow, UserReader } from '../../engine/port/reader.ts'
import type {
  ReadObservation,
  ResultRow,
  StoredObservation,
  StoredSession,
} from '../../engine/port/stored.ts'
import type { CountedVersion, ReadVersion, VersionPosition } from '../../engine/port/version.ts'
import type { DocumentTable, PostingList } from '../../search/corpus.ts'
import type { VocabularyRange } from '../../search/query/plan.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import type { Transaction } from './connection/transaction.ts'
import { toDocuments } from './index/documents.ts'
import { RankingRows } from './index/ranking-rows.ts'
import { bucketOf, bucketsOf, decodePostings, termsIn } from './index/posting-rows.ts'
import { requireIndexOf } from './index/reindex.ts'
import { dataCheckOf } from '../shared/filter-values.ts'
import { filterParameters } from './tables/filter.ts'
import { journalReader } from './journal.ts'
import { threadReader } from './threads.ts'
import type { JournalReader } from '../../engine/port/journal-rows.ts'
import type { ThreadReader } from '../../engine/port/thread-rows.ts'
import type { VectorReader } from '../../engine/port/vector-rows.ts'
import { maxId } from './tables/schema.ts'
import { toUser, type PostgresUser } from './tables/users.ts'
import { vectorReader } from './vectors.ts'

/** An id, and the observation's data where a filter has a condition on it. */
interface IdWithData {
  readonly id: number
  readonly data: string | null
}

/** Positions before the first observation of each order. */
const ends: Readonly<Record<ListRequest['order'], Position>> = {
  newest: { createdAt: Number.MAX_SAFE_INTEGER, id: maxId },
  oldest: { createdAt: Number.MIN_SAFE_INTEGER, id: 0 },
}

/** Reads one user's rows in one transaction. Statements that are asked together share a round trip. */
export class PostgresReader implements UserReader {
  readonly userId: string
  readonly analyzer: Analyzer
  readonly #transaction: Transaction
  readonly #ranking: RankingRows
  #user: Promise<PostgresUser | null> | undefined

  /** @param user - the user as the write has changed it; absent: the reader reads it */
  constructor(transaction: Transaction, analyzer: Analyzer, userId: string, user?: PostgresUser) {
    this.#transaction = transaction
    this.#ranking = new RankingRows(transaction)
    this.analyzer = analyzer
    this.userId = userId
    if (user !== undefined) this.#user = Promise.resolve(user)
  }

  user(): Promise<PostgresUser | null> {
    this.#user ??= this.#ranking.users().then((rows) => toUser(rows, this.userId))
    return this.#user
  }

  async observation(ref: CleanRef): Promise<ReadObservation | null> {
    const statement = typeof ref === 'number' ? 'readObservation' : 'readByTopic'
    const [found] = await this.#transaction.ask<ReadObservation>(statement, ref)
    return found ?? null
  }

  async observations(ids: readonly number[]): Promise<Map<number, ReadObservation>> {
    const rows = await this.#transaction.ask<ReadObservation>('readObservations', ids)
    return new Map(rows.map((row) => [row.id, row]))
  }

  async observationsInOrder(
    order: ListRequest['order'],
    after: Position | null,
    limit: number,
    filter: CleanFilter,
  ): Promise<readonly ReadObservation[]> {
    const statement = order === 'newest' ? 'observationsBefore' : 'observationsAfter'
    const parameters = filterParameters(filter)
    const meetsData = dataCheckOf(filter)
    const found: ReadObservation[] = []
    for (let from = after ?? ends[order]; ;) {
      const { createdAt, id } = from
      const place = [createdAt, Math.min(id, maxId), limit]
      const page = await this.#transaction.ask<ReadObservation>(statement, ...place, ...parameters)
      if (meetsData === null) return page
      found.push(...page.filter(meetsData))
      const last = page.at(-1)
      if (last === undefined || page.length < limit || found.length >= limit) return found.slice(0, limit)
      from = last
    }
  }

  async idsPassing(filter: CleanFilter): Promise<readonly number[]> {
    const parameters = filterParameters(filter)
    const rows = await this.#transaction.ask<IdWithData>('idsPassing', ...parameters)
    const meetsData = dataCheckOf(filter)
    return (meetsData === null ? rows : rows.filter(meetsData)).map(({ id }) => id)
  }

  async sessionNumber(id: string): Promise<number | null> {
    const [found] = await this.#transaction.ask<{ number: number }>('sessionNumber', id)
    return found?.number ?? null
  }

  observationsAfterId(id: number, limit: number): Promise<readonly ReadObservation[]> {
    return this.#transaction.ask<ReadObservation>('observationsById', id, limit)
  }

  observationsByExpiry(limit: number): Promise<readonly StoredObservation[]> {
    return this.#transaction.ask<StoredObservation>('observationsByExpiry', limit)
  }

  expired(now: number): Promise<readonly ExpiredRow[]> {
    return this.#transaction.ask<ExpiredRow>('expiredRows', now)
  }

  versionsAfter({ observation, revision }: VersionPosition, limit: number): Promise<readonly ReadVersion[]> {
    return this.#transaction.ask<ReadVersion>('versionsAfter', observation, revision, limit)
  }

  versionsBefore({ observation, revision }: VersionPosition, limit: number): Promise<readonly ReadVersion[]> {
    const before = Math.min(revision, maxId)
    return this.#transaction.ask<ReadVersion>('versionsBefore', observation, before, limit)
  }

  versionsOfSession(session: number, type: string): Promise<readonly CountedVersion[]> {
    return this.#transaction.ask<CountedVersion>('versionsOfSession', session, type)
  }

  async countByType(): Promise<Map<string, number>> {
    const rows = await this.#transaction.ask<{ type: string; count: number }>('countTypes')
    return new Map(rows.map(({ type, count }) => [type, count]))
  }

  sessions(): Promise<readonly StoredSession[]> {
    return this.#transaction.ask<StoredSession>('sessionsInOrder')
  }

  lastCompletedSessions(limit: number): Promise<readonly StoredSession[]> {
    return this.#transaction.ask<StoredSession>('lastCompletedSessions', limit)
  }

  async lastSessionActivity(): Promise<number | null> {
    const [row] = await this.#transaction.ask<{ at: number | null }>('lastSessionActivity')
    return row?.at ?? null
  }

  /** Reads the ranking records. Fails with `OutdatedIndex` where another analyser made the index. */
  async documents(): Promise<DocumentTable> {
    const [user, chunks] = await Promise.all([this.user(), this.#ranking.chunks()])
    if (user !== null) requireIndexOf(user, this.analyzer)
    return toDocuments(chunks, user?.types ?? [])
  }

  async postings(terms: readonly string[]): Promise<Map<string, PostingList>> {
    if (terms.length === 0) return new Map()
    return decodePostings(await this.#ranking.postings(terms.map(bucketOf)), terms)
  }

  async vocabulary(ranges: readonly VocabularyRange[]): Promise<string[]> {
    return termsIn(await this.#ranking.postings(ranges.flatMap(({ start }) => bucketsOf(start))))
  }

  async resultRows(ids: readonly number[]): Promise<Map<number, ResultRow>> {
    const rows = await this.#transaction.ask<ResultRow>('readResults', ids)
    return new Map(rows.map((row) => [row.id, row]))
  }

  get threads(): ThreadReader {
    return threadReader(this.#transaction)
  }

  get journal(): JournalReader {
    return journalReader(this.#transaction)
  }

  get vectors(): VectorReader {
    return vectorReader(this.#transaction)
  }

  texts(): Promise<readonly TextRow[]> {
    return this.#transaction.ask<TextRow>('readTexts')
  }
}
