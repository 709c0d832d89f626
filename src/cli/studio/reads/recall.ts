import type { ObservationFilter, SearchExplanation } from '../../../core/model.ts'
import type { UserMemory } from '../../../core/user-memory.ts'

/** A query of the playground. */
export interface RecallQuery {
  readonly text: string
  readonly filter: ObservationFilter
  readonly minShare: number
}

/** A result with its fate under the filter and the least share. */
export interface RecallRow {
  readonly result: SearchExplanation['results'][number]
  /** Share of the best score of the search that the result comes from. */
  readonly share: number
  readonly outcome: 'stays' | 'share' | 'filter'
}

/** Result of a query. */
export interface Recall {
  readonly rows: readonly RecallRow[]
  readonly emptyBecause: SearchExplanation['emptyBecause']
  readonly meaning: SearchExplanation['meaning']
}

/** Purpose of the studio's reads, for the journal. */
export const purpose = 'studio'

const limit = 20

/** Asks with the filter and without it. The results that the filter leaves out come last. */
export async function recall(user: UserMemory, { text, filter, minShare }: RecallQuery): Promise<Recall> {
  const options = { limit, explain: true, purpose } as const
  const filtered = await user.search(text, { ...options, ...filter })
  const all = Object.keys(filter).length === 0 ? filtered : await user.search(text, options)
  const kept = new Set(filtered.results.map(({ id }) => id))
  // The filter may let fewer through than there are, and then only the lowest result that it let through is known.
  const lowest = filtered.results.length < limit ? 0 : (filtered.results.at(-1)?.score ?? 0)
  const others = all.results.filter(({ id, score }) => !kept.has(id) && score > lowest)
  return {
    rows: [
      ...rowsOf(filtered.results, (share) => (share >= minShare ? 'stays' : 'share')),
      ...rowsOf(others, () => 'filter', all.results[0]?.score),
    ],
    emptyBecause: filtered.emptyBecause,
    meaning: all.meaning,
  }
}

function rowsOf(
  results: SearchExplanation['results'],
  outcomeOf: (share: number) => RecallRow['outcome'],
  best: number = results[0]?.score ?? 1,
): RecallRow[] {
  return results.map((result) => {
    const share = best === 0 ? 0 : result.score / best
    return { result, share, outcome: outcomeOf(share) }
  })
}
