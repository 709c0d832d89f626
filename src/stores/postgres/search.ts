import { nothingFound } from '../../engine/rules/empty-answers.ts'
import {
  acceptsType,
  documentFilter,
  reasonForNothing,
  toResult,
  type ResultRow,
} from '../../engine/rules/results.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import type { PostingList } from '../../search/corpus.ts'
import {
  planQuery,
  termsToRead,
  vocabularyToRead,
  withAlternatives,
  type QueryPlan,
  type VocabularyRange,
} from '../../search/query/plan.ts'
import { createHitFinder, type HitFinder } from '../../search/snippet/hits.ts'
import { rank, type Ranked } from '../../search/rank/rank.ts'
import { substringRank } from '../../search/rank/substring.ts'
import type { SearchAnswer, SearchRequest } from '../../core/store.ts'
import { toDocuments, type StoredChunk } from './index/documents.ts'
import { bucketOf, decodePostings, termsIn, type PostingRow } from './index/posting-rows.ts'
import type { Reading } from './reads.ts'
import { requireIndexOf } from './index/reindex.ts'
import type { ObservationRow } from './rows.ts'
import type { Transaction } from './connection/transaction.ts'
import { toUser, type UserRow } from './users.ts'

type Find = (filter: Pick<SearchRequest, 'limit' | 'types' | 'typesExclude'>) => Ranked[]

/** Searches one user's observations in two round trips: what ranking needs, then what the results show. */
export async function searchObservations(
  reading: Reading & { readonly analyzer: Analyzer },
  request: SearchRequest,
): Promise<SearchAnswer> {
  const written = planQuery(request.query, reading.analyzer, request.ranking.typoTolerance)
  const search = await (written.substring === null
    ? byTerms(reading, written, request)
    : bySubstring(reading, written, request))
  if (search === null) return nothingFound
  const { plan, find, hitsIn, observations } = search
  const found = find(request)
  if (found.length > 0) {
    const ids = found.map(({ id }) => id)
    const rows = await readResultRows(reading.transaction, ids)
    const results = found.map((ranked) => toResult(rows.get(ranked.id)!, ranked, plan, hitsIn(ranked)))
    return { results, emptyBecause: null }
  }
  const findsUnfiltered = (): boolean => find({ limit: 1, types: null, typesExclude: null }).length > 0
  return { results: [], emptyBecause: reasonForNothing(request, observations, findsUnfiltered) }
}

interface Search {
  readonly plan: QueryPlan
  readonly find: Find
  readonly hitsIn: HitFinder
  readonly observations: number
}

async function byTerms(
  { transaction, userId, analyzer }: Parameters<typeof searchObservations>[0],
  written: QueryPlan,
  { now, ranking }: SearchRequest,
): Promise<Search | null> {
  const [users, chunks, postings] = await Promise.all([
    transaction.ask<UserRow>('readUser'),
    transaction.ask<StoredChunk>('readChunks'),
    readPostings(transaction, termsToRead(written)),
  ])
  const user = toUser(users, userId)
  if (user === null) return null
  requireIndexOf(user, analyzer)
  const plan = await addAlternatives(transaction, written, postings)
  const corpus = { documents: toDocuments(chunks, user.types), postings }
  const find: Find = (filter) => {
    const accepts = documentFilter(filter, corpus.documents)
    return rank(plan, corpus, { settings: ranking, now, limit: filter.limit, accepts })
  }
  return { plan, find, hitsIn: createHitFinder(plan, corpus), observations: user.observations }
}

async function bySubstring(
  { transaction, userId }: Reading,
  plan: QueryPlan,
  { now, ranking }: SearchRequest,
): Promise<Search | null> {
  const [users, texts] = await Promise.all([
    transaction.ask<UserRow>('readUser'),
    transaction.ask<ObservationRow>('readTexts'),
  ])
  const user = toUser(users, userId)
  if (user === null) return null
  const rows = texts.map(({ updated_at: updatedAt, revision_count: revisionCount, ...row }) => ({
    ...row,
    updatedAt,
    revisionCount,
  }))
  const find: Find = (filter) => {
    const accepted = rows.filter(({ type }) => acceptsType(filter, type))
    return substringRank(plan.substring ?? '', accepted, { settings: ranking, now, limit: filter.limit })
  }
  return { plan, find, hitsIn: () => [], observations: user.observations }
}

async function readPostings(
  transaction: Transaction,
  terms: readonly string[],
): Promise<Map<string, PostingList>> {
  if (terms.length === 0) return new Map()
  const buckets = [...new Set(terms.map(bucketOf))]
  return decodePostings(await transaction.ask<PostingRow>('readPostings', buckets), terms)
}

/** The plan with the user's words that its terms may stand for; their postings are added. */
async function addAlternatives(
  transaction: Transaction,
  written: QueryPlan,
  postings: Map<string, PostingList>,
): Promise<QueryPlan> {
  const ranges = vocabularyToRead(written, postings)
  if (ranges.length === 0) return written
  const words = await Promise.all(ranges.map((range) => readVocabulary(transaction, range)))
  const plan = withAlternatives(written, postings, words.flat())
  const unread = termsToRead(plan).filter((term) => !postings.has(term))
  for (const [term, list] of await readPostings(transaction, unread)) postings.set(term, list)
  return plan
}

async function readVocabulary(transaction: Transaction, { start }: VocabularyRange): Promise<string[]> {
  // No character comes after this one, so it ends the range of all that begins with `start`.
  return termsIn(await transaction.ask<PostingRow>('readVocabulary', start, `${start}\u{10ffff}`))
}

/** What results show, by id. */
export async function readResultRows(
  transaction: Transaction,
  ids: readonly number[],
): Promise<Map<number, ResultRow>> {
  const rows = await transaction.ask<ObservationRow>('readResults', ids)
  return new Map(
    rows.map(({ id, type, title, content, topic_key: topicKey, updated_at: updatedAt }) => [
      id,
      { id, type, title, content, topicKey, updatedAt },
    ]),
  )
}
