import { inverseDocumentFrequency } from './bm25.ts'
import type { Corpus, DocumentTable, PostingList } from '../corpus.ts'
import { groupByDocument, mergePostings, seek, type Occurrences } from './locate.ts'
import type { QueryPlan, QueryTerm } from '../query/plan.ts'

/** One query term in one user's observations. */
export interface CorpusTerm extends Occurrences {
  /** The gain `g`: what the term is worth where it matches fully. */
  readonly gain: number
  /** By document of the term: 1, or less where it has only a word that the query's may stand for; null: 1 for all. */
  readonly certainties: Float64Array | null
  /** In so many titles that it names an author, not a subject. */
  readonly isAuthor: boolean
}

const authorShare = 0.1
const authorLeast = 5
/** An author's name is most of a title; a word in the middle of longer ones is their subject, however frequent. */
const longestAuthorTitle = 4

/** Tells whether titles use a word as an author's name. Words that only share its stem do not count. */
function namesAuthor({ found, certainties, ofStem }: Found, documents: DocumentTable): boolean {
  const { places, starts, positions } = found
  const least = Math.max(authorLeast, authorShare * documents.length)
  if (places.length < least) return false
  let titles = 0
  for (let i = 0; i < places.length; i++) {
    if (ofStem !== null && certainties?.[i] === ofStem) continue
    const title = documents.titleLength[places[i]!]!
    // Positions ascend: if any is in the title, the first one is.
    if (title <= longestAuthorTitle && positions[starts[i]!]! < title) titles++
  }
  return titles >= least
}

const nothing: PostingList = { ids: [], positions: [] }

/** Computes the rarity of a term from the documents (as indices) that hold it. */
export type Rarity = (places: Int32Array) => number

/** Rarity over the user's observations. */
export const rarityOverDocuments =
  (total: number): Rarity =>
  (places) =>
    inverseDocumentFrequency(total, places.length)

/** Raises what the documents of a list are worth to `certainty`. */
function raise(
  certainties: Float64Array,
  places: Int32Array,
  list: PostingList,
  documents: DocumentTable,
  certainty: number,
): void {
  const { ids } = list
  let place = 0
  let at = 0
  for (let i = 0; i < ids.length; i++) {
    if (i > 0 && ids[i] === ids[i - 1]) continue
    place = seek(documents.ids, documents.length, place, ids[i]!)
    at = seek(places, places.length, at, place)
    if (places[at] === place && certainties[at]! < certainty) certainties[at] = certainty
  }
}

interface Found {
  readonly found: Occurrences
  readonly certainties: Float64Array | null
  /** Certainty of a match that only shares the stem of the query's word; null where no observation has the very word. */
  readonly ofStem: number | null
}

/** Finds a term, or the words that it may stand for, with the certainty of each document's match. */
function occurrencesOf(queryTerm: QueryTerm, { postings, documents }: Corpus): Found {
  const { term, mark, certaintyOfStem, related, alternatives } = queryTerm
  const own = postings.get(term) ?? nothing
  const marked = mark === null ? nothing : (postings.get(mark) ?? nothing)
  const others = [...related, ...alternatives]
    .map((other) => ({ list: postings.get(other.term) ?? nothing, certainty: other.certainty }))
    .filter(({ list }) => list.ids.length > 0)
  if (others.length === 0 && marked.ids.length === 0) {
    return { found: groupByDocument(own, documents), certainties: null, ofStem: null }
  }
  const ownLists = own.ids.length === 0 ? [] : [own]
  const lists = [...ownLists, ...others.map(({ list }) => list)]
  const found = groupByDocument(lists.length === 0 ? nothing : mergePostings(lists), documents)
  const { places } = found
  const certainties = new Float64Array(places.length)
  const ofStem = marked.ids.length === 0 ? null : certaintyOfStem
  const ownCertainty = ofStem ?? 1
  if (others.length === 0) certainties.fill(ownCertainty)
  else {
    for (const { list, certainty } of others) raise(certainties, places, list, documents, certainty)
    raise(certainties, places, own, documents, ownCertainty)
  }
  raise(certainties, places, marked, documents, 1)
  return { found, certainties, ofStem }
}

/** The query's terms with their occurrences and gains, in the query's order. */
export function readTerms(plan: QueryPlan, corpus: Corpus, rarity: Rarity): CorpusTerm[] {
  return plan.terms.map((queryTerm) => {
    const all = occurrencesOf(queryTerm, corpus)
    const { found, certainties } = all
    const isAuthor = namesAuthor(all, corpus.documents)
    return {
      places: found.places,
      starts: found.starts,
      positions: found.positions,
      gain: queryTerm.weight * (isAuthor ? 1 : rarity(found.places)),
      certainties,
      isAuthor,
    }
  })
}
