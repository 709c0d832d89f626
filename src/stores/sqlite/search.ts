import {
  documentFilter,
  acceptsType,
  reasonForNothing,
  toResult,
  type ResultRow,
} from '../../engine/rules/results.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import type { DocumentTable, PostingList } from '../../search/corpus.ts'
import { createHitFinder, type HitFinder } from '../../search/snippet/hits.ts'
import {
  planQuery,
  termsToRead,
  vocabularyToRead,
  withAlternatives,
  type QueryPlan,
} from '../../search/query/plan.ts'
import { rank, type Ranked } from '../../search/rank/rank.ts'
import { substringRank, type SubstringRow } from '../../search/rank/substring.ts'
import type { SearchAnswer, SearchRequest } from '../../core/store.ts'
import { decodeDocuments, type ChunkRow } from '../shared/ranking-records.ts'
import { keyOf, numberOfKey, type ObservationRow } from './rows.ts'
import type { KeptIndex, SearchCache } from './index/search-cache.ts'
import type { Statements } from './statements.ts'
import { readPostings, readVocabulary } from './index/term-index.ts'
import type { UserState } from './users.ts'

/** One user's part of the file, as a search reads it in one transaction. */
interface Reading {
  readonly statements: Statements
  readonly cache: SearchCache
  readonly analyzer: Analyzer
  readonly user: UserState
}

/** Searches one user's observations. Reads that user's posting lists and rows, nothing else. */
export function searchObservations(reading: Reading, request: SearchRequest): SearchAnswer {
  const { plan, find, hitsIn } = prepareSearch(reading, request)
  const found = find(request)
  const results = found.map((ranked) =>
    toResult(readResultRow(reading, ranked.id), ranked, plan, hitsIn(ranked)),
  )
  if (results.length > 0) return { results, emptyBecause: null }
  const findsUnfiltered = (): boolean => find({ limit: 1, types: null, typesExclude: null }).length > 0
  return { results, emptyBecause: reasonForNothing(request, reading.user.observations, findsUnfiltered) }
}

type Find = (filter: Pick<SearchRequest, 'limit' | 'types' | 'typesExclude'>) => Ranked[]

function prepareSearch(
  reading: Reading,
  { query, now, ranking }: SearchRequest,
): { plan: QueryPlan; find: Find; hitsIn: HitFinder } {
  const written = planQuery(query, reading.analyzer, ranking.typoTolerance)
  if (written.substring !== null) {
    const needle = written.substring
    const find: Find = (filter) =>
      substringRank(needle, rowsOfTypes(reading, filter), { settings: ranking, now, limit: filter.limit })
    return { plan: written, find, hitsIn: () => [] }
  }
  const kept = keptIndex(reading)
  const { plan, postings } = readTerms(reading, kept, written)
  const corpus = { documents: kept.documents(() => readDocuments(reading)), postings }
  const find: Find = (filter) => {
    const accepts = documentFilter(filter, corpus.documents)
    return rank(plan, corpus, { settings: ranking, now, limit: filter.limit, accepts })
  }
  return { plan, find, hitsIn: createHitFinder(plan, corpus) }
}

function keptIndex({ statements, cache, user }: Reading): KeptIndex {
  const [version] = statements.dataVersion.get() as unknown as readonly [number]
  return cache.ofUser(user.number, version)
}

/** The posting lists of the query's terms, and of the user's words that they may stand for. */
function readTerms(
  { statements, user }: Reading,
  kept: KeptIndex,
  written: QueryPlan,
): { plan: QueryPlan; postings: Map<string, PostingList> } {
  const postings = new Map<string, PostingList>()
  const firstKey = keyOf(user.number, 0)
  const read = (plan: QueryPlan): void => {
    for (const term of termsToRead(plan)) {
      if (postings.has(term)) continue
      postings.set(
        term,
        kept.list(term, () => readPostings(statements, user.number, firstKey, term)),
      )
    }
  }
  read(written)
  const ranges = vocabularyToRead(written, postings)
  if (ranges.length === 0) return { plan: written, postings }
  const vocabulary = ranges.flatMap((range) => readVocabulary(statements, user.number, range))
  const plan = withAlternatives(written, postings, vocabulary)
  read(plan)
  return { plan, postings }
}

/** What ranking knows of each of the user's observations. */
export function readDocuments({ statements, user }: Pick<Reading, 'statements' | 'user'>): DocumentTable {
  return decodeDocuments(statements.readChunks.all(user.number) as unknown as readonly ChunkRow[], user.types)
}

type ResultColumns = readonly [
  type: string,
  title: string,
  content: string,
  topicKey: string | null,
  updatedAt: number,
]

/** What a result shows. */
export function readResultRow(
  { statements, user }: Pick<Reading, 'statements' | 'user'>,
  id: number,
): ResultRow {
  const row = statements.readResult.get(user.number, id) as unknown as ResultColumns
  const [type, title, content, topicKey, updatedAt] = row
  return { id, type, title, content, topicKey, updatedAt }
}

function* rowsOfTypes({ statements, user }: Reading, filter: Parameters<Find>[0]): Generator<SubstringRow> {
  for (const row of statements.readTexts.iterate(
    user.number,
  ) as Iterable<unknown> as Iterable<ObservationRow>) {
    if (!acceptsType(filter, row.type)) continue
    const { title, content, updated_at: updatedAt, revision_count: revisionCount } = row
    yield { id: numberOfKey(row.key), title, content, updatedAt, revisionCount }
  }
}
