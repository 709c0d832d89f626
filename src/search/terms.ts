import { inverseDocumentFrequency } from './bm25.ts'
import type { Corpus, DocumentTable, PostingList } from './corpus.ts'
import { locate, mergePostings } from './locate.ts'
import type { QueryPlan, QueryTerm } from './query.ts'

/** What one query term says about one user's observations. */
export interface CorpusTerm {
  readonly positions: ArrayLike<number>
  /** Document index of each posting, or -1. */
  readonly places: Int32Array
  /** Observations that hold the term. */
  readonly documents: number
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

const countDocuments = (places: Int32Array): number => {
  let count = 0
  let last = -1
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!
    if (place === last || place < 0) continue
    last = place
    count++
  }
  return count
}

const countTitles = (places: Int32Array, positions: ArrayLike<number>, documents: DocumentTable): number => {
  let count = 0
  let last = -1
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!
    if (place === last || place < 0) continue
    last = place
    if (positions[i]! < documents.titleLength[place]!) count++
  }
  return count
}

const nothing: PostingList = { ids: [], positions: [] }

const postingsOf = ({ term, alternatives }: QueryTerm, postings: Corpus['postings']): PostingList => {
  const own = postings.get(term)
  if (alternatives.length === 0) return own ?? nothing
  const lists = [term, ...alternatives].map((word) => postings.get(word)).filter((list) => list !== undefined)
  return lists.length === 0 ? nothing : mergePostings(lists)
}

/** How rare a term is, given how many observations hold it and at which places. */
export type Rarity = (documents: number, places: Int32Array) => number

/** Rarity over the user's observations. */
export const rarityOverDocuments =
  (total: number): Rarity =>
  (documents) =>
    inverseDocumentFrequency(total, documents)

/** The query's terms with their postings and gains, in the query's order. */
export const readTerms = (plan: QueryPlan, corpus: Corpus, rarity: Rarity): CorpusTerm[] =>
  plan.terms.map((queryTerm) => {
    const list = postingsOf(queryTerm, corpus.postings)
    const places = locate(list, corpus.documents)
    const documents = countDocuments(places)
    const authorFrom = Math.max(authorLeast, authorShare * corpus.documents.length)
    const isAuthor =
      documents >= authorFrom && countTitles(places, list.positions, corpus.documents) >= authorFrom
    return {
      positions: list.positions,
      places,
      documents,
      gain: queryTerm.weight * (isAuthor ? 1 : rarity(documents, places)),
      certainty: queryTerm.alternatives.length > 0 ? similarWordCertainty : 1,
      isAuthor,
    }
  })
