import type { Corpus, DocumentTable, PostingList } from '../../search/corpus.ts'
import { analyzeObservation, type Analyzer } from '../../search/text/analyze.ts'
import { isIndexed, type StoredObservation } from '../port/stored.ts'

/** An index in plain arrays: the ranking records and every posting list. */
export interface PlainIndex extends Corpus {
  /** Posting lists by term, of every term that occurs. */
  readonly postings: Map<string, PostingList>
}

/**
 * Indexes all observations of one user anew: enough for a store that holds few observations or none at all between two
 * calls. A store with many keeps posting lists and ranking records of its own.
 *
 * @param stored - ascending by id; proposals are left out
 */
export function indexObservations(stored: readonly StoredObservation[], analyzer: Analyzer): PlainIndex {
  const observations = stored.filter(isIndexed)
  const postings = new Map<string, { ids: number[]; positions: number[] }>()
  const analyses = observations.map((observation) => {
    const { id, title, content } = observation
    const analysis = analyzeObservation(analyzer, title, content, observation)
    for (const [position, term] of analysis.terms.entries()) {
      const list = postings.get(term) ?? { ids: [], positions: [] }
      postings.set(term, list)
      list.ids.push(id)
      list.positions.push(position)
    }
    return analysis
  })
  const typeNames = [...new Set(observations.map(({ type }) => type))]
  const documents: DocumentTable = {
    length: observations.length,
    ids: observations.map(({ id }) => id),
    createdAt: observations.map(({ createdAt }) => createdAt),
    updatedAt: observations.map(({ updatedAt }) => updatedAt),
    revision: observations.map(({ revision }) => revision),
    titleLength: analyses.map(({ titleLength }) => titleLength),
    contentLength: analyses.map(({ contentLength }) => contentLength),
    session: observations.map(({ session }) => session),
    type: observations.map(({ type }) => typeNames.indexOf(type)),
    typeNames,
    flags: analyses.map(({ flags }) => flags),
  }
  return { documents, postings }
}
