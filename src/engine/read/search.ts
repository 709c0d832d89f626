import type { CleanFilter, SearchAnswer, SearchRequest } from '../../core/store/store.ts'
import type { DocumentTable, PostingList } from '../../search/corpus.ts'
import {
  planQuery,
  termsToRead,
  vocabularyToRead,
  withAlternatives,
  type QueryPlan,
} from '../../search/query/plan.ts'
import { rank, type Ranked } from '../../search/rank/rank.ts'
import { withinShare } from '../../search/rank/share.ts'
import { substringRank, type SubstringRow } from '../../search/rank/substring.ts'
import { createHitFinder, type HitFinder } from '../../search/snippet/hits.ts'
import type { UserReader } from '../port/reader.ts'
import { ask, askAll, type Steps } from '../port/steps.ts'
import { toObservation, type ResultRow, type UserState } from '../port/stored.ts'
import { nothingFound } from '../rules/empty-answers.ts'
import { recallPaused } from '../rules/paused.ts'
import { documentFilter, hasConditions } from '../rules/filter.ts'
import { reasonForNothing, toResult } from '../rules/results.ts'
import { askForFilter } from './filter.ts'
import { askForVectors, senseOfQuery } from './vectors.ts'

/** A user's ranking records, and the condition that a filter makes of them. */
export interface Records {
  readonly user: UserState
  readonly documents: DocumentTable
  readonly accepts: ((index: number) => boolean) | undefined
}

/** A search that has read what it ranks by. */
interface Prepared {
  readonly user: UserState
  /** The ranking records; null where the search looks through texts. */
  readonly records: Records | null
  readonly plan: QueryPlan
  /** Tells whether there is nothing to search. */
  readonly isEmpty: () => boolean
  /** Ranks, with the time against which recency counts. */
  readonly find: (limit: number, isFiltered: boolean, now: number) => Ranked[]
  readonly hitsIn: HitFinder
  readonly meaning: SearchAnswer['meaning']
}

/** The part of a request that ranking takes. */
type Ranking = Pick<SearchRequest, 'ranking' | 'filter' | 'sense'>

/** Searches one user's observations: reads what ranking needs, ranks, then reads the rows that the results show. */
export function* searchObservations(reader: UserReader, request: SearchRequest): Steps<SearchAnswer> {
  const search = yield* prepareSearch(reader, request)
  if (search === null) return nothingFound
  if (search.user.isRecallPaused) return recallPaused
  const { plan, isEmpty, find, hitsIn, meaning } = search
  const found = withinShare(find(request.limit, true, request.now), request.minShare)
  if (found.length === 0) {
    const findsUnfiltered = (): boolean => find(1, false, request.now).length > 0
    return { results: [], emptyBecause: reasonForNothing(request.filter, isEmpty, findsUnfiltered), meaning }
  }
  const ids = found.map(({ id }) => id)
  const resultsOf = (rows: ReadonlyMap<number, ResultRow>) =>
    found.map((ranked) => toResult(rows.get(ranked.id)!, ranked, plan, hitsIn(ranked)))
  if (!request.full) {
    const rows = yield* ask(reader.resultRows(ids))
    return {
      results: resultsOf(rows).map((result) => ({ ...result, observation: null })),
      emptyBecause: null,
      meaning,
    }
  }
  const rows = yield* ask(reader.observations(ids))
  const results = resultsOf(rows).map((result) => ({
    ...result,
    observation: toObservation(reader.userId, rows.get(result.id)!),
  }))
  return { results, emptyBecause: null, meaning }
}

/** Reads all that ranking needs, and no rows; null for an unknown user. */
export function* prepareSearch(reader: UserReader, request: SearchRequest): Steps<Prepared | null> {
  const { query, ranking, now } = request
  const written = planQuery(query, reader.analyzer, { ...ranking, now })
  return yield* written.substring === null
    ? prepareTerms(reader, written, request)
    : prepareSubstring(reader, written, request)
}

/** Reads a user's ranking records alone; null for an unknown user. */
export function* readRecords(reader: UserReader, filter: CleanFilter): Steps<Records | null> {
  const [user, documents, session, ids] = yield* askAll([
    reader.user(),
    reader.documents(),
    ...askForFilter(reader, filter),
  ])
  return user && { user, documents, accepts: documentFilter(filter, documents, { session, ids }) }
}

function* prepareTerms(
  reader: UserReader,
  written: QueryPlan,
  { ranking, filter, sense: request }: Ranking,
): Steps<Prepared | null> {
  const [user, documents, postings, vectors, session, ids] = yield* askAll([
    reader.user(),
    reader.documents(),
    reader.postings(termsToRead(written)),
    askForVectors(reader, request),
    ...askForFilter(reader, filter),
  ])
  if (user === null) return null
  const plan = yield* addAlternatives(reader, written, postings)
  const corpus: { documents: DocumentTable; postings: Map<string, PostingList> } = { documents, postings }
  const accepts = documentFilter(filter, documents, { session, ids })
  const { sense, meaning } = senseOfQuery(request, user, vectors)
  const options = { settings: ranking, ...(sense === null ? {} : { sense }) }
  const find: Prepared['find'] = (limit, isFiltered, now) =>
    rank(plan, corpus, { ...options, now, limit, accepts: isFiltered ? accepts : undefined })
  const records = { user, documents, accepts }
  const isEmpty = (): boolean => documents.length === 0
  return { user, records, plan, isEmpty, find, hitsIn: createHitFinder(plan, corpus), meaning }
}

/** Adds the user's own words that the query's unseen terms may stand for, with their postings. */
function* addAlternatives(
  reader: UserReader,
  written: QueryPlan,
  postings: Map<string, PostingList>,
): Steps<QueryPlan> {
  const ranges = vocabularyToRead(written, postings)
  const words = ranges.length === 0 ? [] : yield* ask(reader.vocabulary(ranges))
  const plan = withAlternatives(written, postings, words)
  const unread = termsToRead(plan).filter((term) => !postings.has(term))
  if (unread.length === 0) return plan
  for (const [term, list] of yield* ask(reader.postings(unread))) postings.set(term, list)
  return plan
}

function* prepareSubstring(
  reader: UserReader,
  plan: QueryPlan,
  { ranking, filter }: Ranking,
): Steps<Prepared | null> {
  const [user, texts, ids] = yield* askAll([
    reader.user(),
    reader.texts(),
    hasConditions(filter) ? reader.idsPassing(filter) : null,
  ])
  if (user === null) return null
  const needle = plan.substring ?? ''
  const passing = new Set(ids)
  const find: Prepared['find'] = (limit, isFiltered, now) => {
    const rows = isFiltered && ids !== null ? onlyOf(passing, texts) : texts
    return substringRank(needle, rows, { settings: ranking, now, limit })
  }
  return { user, records: null, plan, isEmpty: () => !hasAny(texts), find, hitsIn: () => [], meaning: null }
}

/** Tells whether there is a first row. The loop ends the iteration, which holds a statement. */
function hasAny(rows: Iterable<unknown>): boolean {
  for (const _ of rows) return true
  return false
}

function* onlyOf(ids: ReadonlySet<number>, texts: Iterable<SubstringRow>): Generator<SubstringRow> {
  for (const row of texts) if (ids.has(row.id)) yield row
}
