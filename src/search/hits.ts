import type { Corpus } from './corpus.ts'
import { seek } from './locate.ts'
import { termsToRead, type QueryPlan } from './query.ts'
import type { Ranked } from './rank.ts'
import { windowBounds } from './window.ts'

/** One place in an observation's content where a term that the query looks for stands. */
export interface Hit {
  /** Place among the content's terms. */
  readonly position: number
  readonly term: string
  /** The query's weight for the term. */
  readonly weight: number
}

const alternativeWeight = 0.8

/** A reader of the places that a query found in the best window of an observation, ascending. */
export type HitFinder = (found: Pick<Ranked, 'index' | 'window'>) => Hit[]

/** Reads hits from the posting lists, so that nobody has to analyse a content again. */
export function createHitFinder(plan: QueryPlan, { documents, postings }: Corpus): HitFinder {
  const weights = new Map(termsToRead(plan).map((term) => [term, alternativeWeight]))
  for (const { term, weight } of plan.terms) weights.set(term, weight)
  const lists = [...weights].map(([term, weight]) => ({ term, weight, list: postings.get(term) }))
  return ({ index, window }) => {
    const id = documents.ids[index]!
    const title = documents.titleLength[index]!
    const [start, end] = windowBounds(documents.contentLength[index]!, window)
    const hits: Hit[] = []
    for (const { term, weight, list } of lists) {
      if (list === undefined) continue
      const { ids, positions } = list
      for (let i = seek(ids, ids.length, 0, id); i < ids.length && ids[i] === id; i++) {
        const position = positions[i]! - title
        if (position >= start && position < end) hits.push({ position, term, weight })
      }
    }
    return hits.toSorted((a, b) => a.position - b.position)
  }
}
