import type { CleanFilter, CleanRef, ListRequest } from '../../core/store/store.ts'
import type { DocumentTable, PostingList } from '../../search/corpus.ts'
import type { VocabularyRange } from '../../search/query/plan.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import type { ExpiredRow, Position, TextRow, UserReader } from '../port/reader.ts'
import { ask, askAll, run, type Awaitable, type Steps } from '../port/steps.ts'
import type {
  ReadObservation,
  ResultRow,
  StoredObservation,
  StoredSession,
  UserState,
} from '../port/stored.ts'
import type { JournalReader } from '../port/journal-rows.ts'
import type { ThreadReader } from '../port/thread-rows.ts'
import type { VectorReader } from '../port/vector-rows.ts'
import type { CountedVersion, ReadVersion, VersionPosition } from '../port/version.ts'
import { hasExpired, isDue } from '../rules/expiry.ts'
import {
  onlyLivingWords,
  withoutDocuments,
  withoutIds,
  withoutPostings,
  withoutTypes,
  type Expired,
} from './hiding.ts'

/** Reads a page of observations behind a place. */
type PageAfter = (from: Position | null, size: number) => Awaitable<readonly ReadObservation[]>

/** Observations that a page grows to, where those before it have expired. */
const longestPage = 256

/**
 * Shows a user as if everything that has expired by `now` was forgotten. Where nothing is due it asks nothing more, and
 * returns the answers of the other reader as they are.
 */
export class LivingReader implements UserReader {
  readonly userId: string
  readonly analyzer: Analyzer
  readonly #reader: UserReader
  readonly #now: number
  #expired: Awaitable<Expired> | undefined

  constructor(reader: UserReader, now: number) {
    this.userId = reader.userId
    this.analyzer = reader.analyzer
    this.#reader = reader
    this.#now = now
  }

  /** Made on each use: most reads do not need it. */
  get threads(): ThreadReader {
    return this.#reader.threads
  }

  /** Vectors of what has expired too: they count nothing, as the documents do not hold it. */
  get vectors(): VectorReader | undefined {
    return this.#reader.vectors
  }

  user(): Awaitable<UserState | null> {
    return this.#hide(this.#reader.user(), (user, expired) => {
      const ofExpired = [...expired.values()].reduce((sum, { bytes }) => sum + bytes, 0)
      const { observations, bytes } = user!
      return { ...user!, observations: observations - expired.size, bytes: bytes - ofExpired }
    })
  }

  observation(ref: CleanRef): Awaitable<ReadObservation | null> {
    return then(this.#reader.observation(ref), (found) =>
      found !== null && this.#isGone(found) ? null : found,
    )
  }

  observations(ids: readonly number[]): Awaitable<ReadonlyMap<number, ReadObservation>> {
    return this.#reader.observations(ids)
  }

  observationsInOrder(
    order: ListRequest['order'],
    after: Position | null,
    limit: number,
    filter: CleanFilter,
  ): Awaitable<readonly ReadObservation[]> {
    const page: PageAfter = (from, size) => this.#reader.observationsInOrder(order, from, size, filter)
    return run(this.#livingInOrder(page, after, limit))
  }

  /** Reads longer and longer pages: thousands that have expired may stand before the few that are asked for. */
  *#livingInOrder(
    pageAfter: PageAfter,
    after: Position | null,
    limit: number,
  ): Steps<readonly ReadObservation[]> {
    const living: ReadObservation[] = []
    for (let from = after, size = limit; ; size = Math.max(size, Math.min(2 * size, longestPage))) {
      const page = yield* ask(pageAfter(from, size))
      for (const observation of page) if (!this.#isGone(observation)) living.push(observation)
      from = page.at(-1) ?? null
      if (page.length < size || living.length >= limit) return living.slice(0, limit)
    }
  }

  observationsAfterId(id: number, limit: number): Awaitable<readonly ReadObservation[]> {
    return run(this.#livingAfterId(id, limit))
  }

  /** Returns an empty page only where no observation follows, as the caller goes on until then. */
  *#livingAfterId(id: number, limit: number): Steps<readonly ReadObservation[]> {
    for (let from = id; ;) {
      const page = yield* ask(this.#reader.observationsAfterId(from, limit))
      const living = page.filter((observation) => !this.#isGone(observation))
      if (living.length > 0 || page.length === 0) return living
      from = page.at(-1)!.id
    }
  }

  idsPassing(filter: CleanFilter): Awaitable<readonly number[]> {
    return this.#hide(this.#reader.idsPassing(filter), (ids, expired) => ids.filter((id) => !expired.has(id)))
  }

  sessionNumber(id: string): Awaitable<number | null> {
    return this.#reader.sessionNumber(id)
  }

  observationsByExpiry(limit: number): Awaitable<readonly StoredObservation[]> {
    return this.#reader.observationsByExpiry(limit)
  }

  expired(now: number): Awaitable<readonly ExpiredRow[]> {
    return this.#reader.expired(now)
  }

  /** Versions of what has expired too: nothing asks for those of an observation that it has not found. */
  versionsAfter(position: VersionPosition, limit: number): Awaitable<readonly ReadVersion[]> {
    return this.#reader.versionsAfter(position, limit)
  }

  versionsBefore(position: VersionPosition, limit: number): Awaitable<readonly ReadVersion[]> {
    return this.#reader.versionsBefore(position, limit)
  }

  versionsOfSession(session: number, type: string): Awaitable<readonly CountedVersion[]> {
    return this.#reader.versionsOfSession(session, type)
  }

  /** The journal with 0 in the place of what has expired. */
  get journal(): JournalReader {
    return {
      entriesBefore: (place, limit) =>
        this.#hide(this.#reader.journal.entriesBefore(place, limit), withoutIds),
    }
  }

  countByType(): Awaitable<ReadonlyMap<string, number>> {
    return this.#hide(this.#reader.countByType(), withoutTypes)
  }

  sessions(): Awaitable<readonly StoredSession[]> {
    return this.#reader.sessions()
  }

  lastCompletedSessions(limit: number): Awaitable<readonly StoredSession[]> {
    return this.#reader.lastCompletedSessions(limit)
  }

  lastSessionActivity(): Awaitable<number | null> {
    return this.#reader.lastSessionActivity()
  }

  documents(): Awaitable<DocumentTable> {
    return this.#hide(this.#reader.documents(), withoutDocuments)
  }

  postings(terms: readonly string[]): Awaitable<Map<string, PostingList>> {
    return this.#hide(this.#reader.postings(terms), withoutPostings)
  }

  vocabulary(ranges: readonly VocabularyRange[]): Awaitable<string[]> {
    const words = this.#reader.vocabulary(ranges)
    const user = this.#reader.user()
    if (!(user instanceof Promise) && !isDue(user, this.#now)) return words
    return run(this.#livingWords(words))
  }

  *#livingWords(found: Awaitable<string[]>): Steps<string[]> {
    const [user, words] = yield* askAll([this.#reader.user(), found])
    if (!isDue(user, this.#now) || words.length === 0) return words
    const [postings, expired] = yield* askAll([this.#reader.postings(words), this.#expiredRows()])
    return onlyLivingWords(words, postings, expired)
  }

  resultRows(ids: readonly number[]): Awaitable<Map<number, ResultRow>> {
    return this.#reader.resultRows(ids)
  }

  texts(): Awaitable<Iterable<TextRow>> {
    return this.#hide(this.#reader.texts(), (texts, expired) => ({
      *[Symbol.iterator]() {
        for (const row of texts) if (!expired.has(row.id)) yield row
      },
    }))
  }

  #isGone(observation: StoredObservation): boolean {
    return hasExpired(observation, this.#now)
  }

  /** Hides what has expired in an answer, where there may be something. */
  #hide<Value>(answer: Awaitable<Value>, hide: (value: Value, expired: Expired) => Value): Awaitable<Value> {
    const user = this.#reader.user()
    if (!(user instanceof Promise) && !isDue(user, this.#now)) return answer
    return run(this.#hidden(answer, hide))
  }

  *#hidden<Value>(answer: Awaitable<Value>, hide: (value: Value, expired: Expired) => Value): Steps<Value> {
    const [user, value] = yield* askAll([this.#reader.user(), answer])
    if (!isDue(user, this.#now)) return value
    return hide(value, yield* ask(this.#expiredRows()))
  }

  #expiredRows(): Awaitable<Expired> {
    this.#expired ??= then(
      this.#reader.expired(this.#now),
      (rows) => new Map(rows.map((row) => [row.id, row])),
    )
    return this.#expired
  }
}

function then<Value, Result>(answer: Awaitable<Value>, change: (value: Value) => Result): Awaitable<Result> {
  return answer instanceof Promise ? answer.then(change) : change(answer)
}
