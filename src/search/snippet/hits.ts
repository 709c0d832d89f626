import type { Corpus, PostingList } from '../corpus.ts'
import { seek } from '../rank/locate.ts'
import type { QueryPlan } from '../query/plan.ts'
import type { Ranked } from '../rank/rank.ts'
import { windowBounds } from '../rank/window.ts'

/** One place in an observation's content where a term that the query looks for stands. */
export interface Hit {
  /** Place among the content's terms. */
  readonly position: number
  readonly term: string
  /** The query's weight for the term. */
  readonly weight: number
  /** The query has only the first character of this pair. */
  readonly isCharacter: boolean
}

/** A reader of the places that a query found in the best window of an observation, ascending. */
export type HitFinder = (found: Pick<Ranked, 'index' | 'window'>) => Hit[]

/** Reads hits from the posting lists, so that a content need not be analysed again. */
export function createHitFinder(plan: QueryPlan, { documents, postings }: Corpus): HitFinder {
  const asked = new Map<string, Omit<Hit, 'position'>>()
  for (const { weight, related, alternatives, isCharacter } of plan.terms) {
    for (const { term, certainty } of [...related, ...alternatives]) {
      asked.set(term, { term, weight: weight * certainty, isCharacter })
    }
  }
  for (const { term, weight } of plan.terms) asked.set(term, { term, weight, isCharacter: false })
  const lists: { readonly hit: Omit<Hit, 'position'>; readonly list: PostingList }[] = []
  for (const hit of asked.values()) {
    const list = postings.get(hit.term)
    if (list !== undefined && list.ids.length > 0) lists.push({ hit, list })
  }
  return ({ index, window }) => {
    const id = documents.ids[index]!
    const title = documents.titleLength[index]!
    const [start, end] = windowBounds(documents.contentLength[index]!, window)
    const hits: Hit[] = []
    for (const { hit, list } of lists) {
      const { ids, positions } = list
      for (let i = seek(ids, ids.length, 0, id); i < ids.length && ids[i] === id; i++) {
        const position = positions[i]! - title
        if (position < start || position >= end) continue
        hits.push({ position, term: hit.term, weight: hit.weight, isCharacter: hit.isCharacter })
      }
    }
    return hits.toSorted((a, b) => a.position - b.position)
  }
}
