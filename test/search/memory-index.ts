import { analyzeObservation, type Analyzer } from '../../src/search/text/analyze.ts'
import type { Corpus, DocumentTable, PostingList, RankingSettings } from '../../src/search/corpus.ts'
import { planQuery, termsToRead, withAlternatives, type QueryPlan } from '../../src/search/query/plan.ts'
import { rank, type Ranked } from '../../src/search/rank/rank.ts'

/** The settings that a memory has unless it is told otherwise. */
export const defaultSettings: RankingSettings = {
  mode: 'default',
  search: { base: 0.85, recency: 0.1, revision: 0.05 },
  halfLifeDays: 30,
  revisionCap: 10,
  typoTolerance: true,
}

/** Fields of an observation that tests and benchmarks set; the rest has defaults. */
export interface Entry {
  readonly id?: number
  readonly title?: string
  readonly content: string
  readonly createdAt?: number
  readonly updatedAt?: number
  readonly revision?: number
  readonly session?: number
}

/** One user's observations in plain arrays, as a store would hand them to the ranker. */
export interface MemoryIndex {
  readonly documents: DocumentTable
  readonly postings: ReadonlyMap<string, PostingList>
}

/** Indexes entries that ascend by id. */
export const indexEntries = (entries: readonly Entry[], analyzer: Analyzer): MemoryIndex => {
  const postings = new Map<string, { ids: number[]; positions: number[] }>()
  const ids = entries.map((entry, index) => entry.id ?? index + 1)
  const analyzed = entries.map((entry, index) => {
    const observation = analyzeObservation(analyzer, entry.title ?? '', entry.content)
    for (const [position, term] of observation.terms.entries()) {
      const list = postings.get(term) ?? { ids: [], positions: [] }
      list.ids.push(ids[index]!)
      list.positions.push(position)
      postings.set(term, list)
    }
    return observation
  })
  const documents: DocumentTable = {
    length: entries.length,
    ids,
    createdAt: entries.map((entry) => entry.createdAt ?? 0),
    updatedAt: entries.map((entry) => entry.updatedAt ?? entry.createdAt ?? 0),
    revision: entries.map((entry) => entry.revision ?? 1),
    titleLength: analyzed.map(({ titleLength }) => titleLength),
    contentLength: analyzed.map(({ contentLength }) => contentLength),
    session: entries.map((entry) => entry.session ?? 1),
    type: entries.map(() => 0),
    typeNames: ['discovery'],
    flags: analyzed.map(({ flags }) => flags),
  }
  return { documents, postings }
}

/** The plan of a query over an index, typing errors looked up, and the postings that it reads. */
export const prepare = (
  query: string,
  index: MemoryIndex,
  analyzer: Analyzer,
  settings: RankingSettings = defaultSettings,
  now?: number,
): { plan: QueryPlan; corpus: Corpus } => {
  const written = planQuery(query, analyzer, { ...settings, now })
  const plan = withAlternatives(written, index.postings, [...index.postings.keys()])
  const read = termsToRead(plan).map((term) => [term, index.postings.get(term)] as const)
  const postings = new Map(
    read.filter((entry): entry is readonly [string, PostingList] => entry[1] !== undefined),
  )
  return { plan, corpus: { documents: index.documents, postings } }
}

/** A whole search in memory. */
export const searchIndex = (
  query: string,
  index: MemoryIndex,
  analyzer: Analyzer,
  settings: RankingSettings = defaultSettings,
  limit = 10,
  now: number = Date.UTC(2024, 0, 1),
): Ranked[] => {
  const { plan, corpus } = prepare(query, index, analyzer, settings, now)
  return rank(plan, corpus, { settings, now, limit })
}
