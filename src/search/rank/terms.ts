import { inverseDocumentFrequency } from './bm25.ts'
import type { Corpus, DocumentTable, PostingList } from '../corpus.ts'
import { groupByDocument, mergePostings, type Occurrences } from './locate.ts'
import type { QueryPlan, QueryTerm } from '../query/plan.ts'

/** What one query term says about one user's observations. */
export interface CorpusTerm extends Occurrences {
  /** The gain `g`: what the term is worth where it matches fully. */
  readonly gain: number
  /** 1, or less where only words similar to the query's were found. */
  readonly certainty: number
  /** In so many titles that it names an author, not a subject. */
  readonly isAuthor: boolean
}

const similarWordCertainty = 0.8
const authorShare = 0.1
const authorLeast = 5

function namesAuthor({ places, starts, positions }: Occurrences, documents: DocumentTable): boolean {
  const least = Math.max(authorLeast, authorShare * documents.length)
  if (places.length < least) return false
  let titles = 0
  for (let i = 0; i < places.length; i++) {
    // Positions ascend: if any is in the title, the first one is.
    if (positions[starts[i]!]! < documents.titleLength[places[i]!]!) titles++
  }
  return titles >= least
}

const nothing: PostingList = { ids: [], positions: [] }

function postingsOf({ term, alternatives }: QueryTerm, postings: Corpus['postings']): PostingList {
  if (alternatives.length === 0) return postings.get(term) ?? nothing
  const lists = [term, ...alternatives].map((word) => postings.get(word)).filter((list) => list !== undefined)
  return lists.length === 0 ? nothing : mergePostings(lists)
}

/** How rare a term is, given the documents (as indices) that hold it. */
export type Rarity = (places: Int32Array) => number

/** Rarity over the user's observations. */
export const rarityOverDocuments =
  (total: number): Rarity =>
  (places) =>
    inverseDocumentFrequency(total, places.length)

/** The query's terms with their occurrences and gains, in the query's order. */
export function readTerms(plan: QueryPlan, corpus: Corpus, rarity: Rarity): CorpusTerm[] {
  return plan.terms.map((queryTerm) => {
    const found = groupByDocument(postingsOf(queryTerm, corpus.postings), corpus.documents)
    const isAuthor = namesAuthor(found, corpus.documents)
    return {
      places: found.places,
      starts: found.starts,
      positions: found.positions,
      gain: queryTerm.weight * (isAuthor ? 1 : rarity(found.places)),
      certainty: queryTerm.typingErrors > 0 && queryTerm.alternatives.length > 0 ? similarWordCertainty : 1,
      isAuthor,
    }
  })
}
