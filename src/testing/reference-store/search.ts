import type { Compact } from '../../core/model.ts'
import { rankMemories } from '../../engine/rules/sessions/session-memories.ts'
import { reasonForNothing, toMemory, toResult } from '../../engine/rules/results.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import type { DocumentTable, PostingList } from '../../search/corpus.ts'
import { createHitFinder } from '../../search/snippet/hits.ts'
import { planQuery, withAlternatives, type QueryPlan } from '../../search/query/plan.ts'
import { rank, type Ranked } from '../../search/rank/rank.ts'
import { substringRank } from '../../search/rank/substring.ts'
import type { CleanFilter, ContextRequest, SearchAnswer, SearchRequest } from '../../core/store/store.ts'
import type { Sense } from '../../search/sense/sense.ts'
import { passes } from './kept/filter.ts'
import { senseOf } from './kept/vectors.ts'
import { toObservation, type Kept, type KeptObservation } from './kept/kept.ts'

/** Searches what is kept of one user, with an index made for this one search. */
export function search(
  userId: string,
  kept: Kept,
  request: SearchRequest,
  analyzer: Analyzer,
  rankedAt: number = request.now,
): SearchAnswer {
  const postings = postingsOf(kept)
  const plan = planWithAlternatives(request, postings, analyzer)
  const { sense, meaning } = senseOf(kept, request.sense)
  const find = (filter: CleanFilter): Ranked[] =>
    findRanked(kept, plan, postings, { ...request, filter, now: rankedAt }, sense)
  const hitsIn = createHitFinder(plan, { documents: documentsOf(kept), postings })
  const found = find(request.filter)
  const best = Math.max(...found.map(({ score }) => score))
  const shown = found.filter(({ score }) => score >= best * request.minShare)
  const results = shown.map((ranked) => {
    const observation = observationOf(kept, ranked)
    const whole = request.full ? toObservation(userId, observation) : null
    return { ...toResult(observation, ranked, plan, hitsIn(ranked)), observation: whole }
  })
  if (results.length > 0)
    return { results, emptyBecause: null, meaning: plan.substring === null ? meaning : null }
  const findsUnfiltered = (): boolean => find({}).length > 0
  return {
    results,
    emptyBecause: reasonForNothing(request.filter, () => kept.observations.length === 0, findsUnfiltered),
    meaning: plan.substring === null ? meaning : null,
  }
}

/** The observations worth knowing first: the pinned ones, then the others. */
export function memoriesOf(kept: Kept, context: ContextRequest, now: number): Compact[] {
  const pinned = rankedMemories(kept, context, now, true)
  return [...pinned, ...rankedMemories(kept, context, now, false)].slice(0, context.memories)
}

/** The observations that are pinned, the oldest first; or the best of the others. */
export function rankedMemories(
  kept: Kept,
  context: ContextRequest,
  now: number,
  isPinned: boolean,
): Compact[] {
  const observations = kept.observations.filter(({ pinned, type }) => pinned === isPinned && type !== 'item')
  const documents = documentsOf({ ...kept, observations })
  const memories = isPinned ? Math.max(1, observations.length) : context.memories
  const ranked = rankMemories(
    { ...documents, flags: observations.map(() => 0) },
    { ...context, memories },
    now,
    () => true,
  )
  const found = ranked.map((each) => ({ ...each, kept: observationOf(kept, each) }))
  if (isPinned) found.sort((a, b) => a.kept.createdAt - b.kept.createdAt || a.id - b.id)
  return found.map((each) => toMemory(each.kept, each.score))
}

function findRanked(
  kept: Kept,
  plan: QueryPlan,
  postings: ReadonlyMap<string, PostingList>,
  request: SearchRequest,
  sense: Sense | undefined,
): Ranked[] {
  const { now, limit, ranking: settings, filter } = request
  if (plan.substring !== null) {
    const accepted = kept.observations.filter((observation) => passes(observation, filter))
    return substringRank(plan.substring, accepted, { settings, now, limit })
  }
  const documents = documentsOf(kept)
  const accepts = (index: number): boolean => passes(kept.observations[index]!, filter)
  return rank(plan, { documents, postings }, { settings, now, limit, accepts, sense })
}

function planWithAlternatives(
  { query, ranking, now }: SearchRequest,
  postings: ReadonlyMap<string, PostingList>,
  analyzer: Analyzer,
): QueryPlan {
  const plan = planQuery(query, analyzer, { ...ranking, now })
  return withAlternatives(plan, postings, [...postings.keys()])
}

/** Every term of the user with all its places. */
function postingsOf({ observations }: Kept): Map<string, PostingList> {
  const postings = new Map<string, { ids: number[]; positions: number[] }>()
  for (const { id, analysis } of observations) {
    for (const [position, term] of analysis.terms.entries()) {
      const list = postings.get(term) ?? { ids: [], positions: [] }
      postings.set(term, list)
      list.ids.push(id)
      list.positions.push(position)
    }
  }
  return postings
}

function documentsOf({ observations, sessions }: Kept): DocumentTable {
  const numbers = new Map<string | null, number>(sessions.map(({ id }, index) => [id, index + 1]))
  const typeNames = [...new Set(observations.map(({ type }) => type))]
  return {
    length: observations.length,
    ids: observations.map(({ id }) => id),
    createdAt: observations.map(({ createdAt }) => createdAt),
    updatedAt: observations.map(({ updatedAt }) => updatedAt),
    revision: observations.map(({ revision }) => revision),
    titleLength: observations.map(({ analysis }) => analysis.titleLength),
    contentLength: observations.map(({ analysis }) => analysis.contentLength),
    session: observations.map(({ sessionId }) => numbers.get(sessionId) ?? 0),
    type: observations.map(({ type }) => typeNames.indexOf(type)),
    typeNames,
    flags: observations.map(({ analysis }) => analysis.flags),
  }
}

function observationOf(kept: Kept, { id }: { readonly id: number }): KeptObservation {
  return kept.observations.find((observation) => observation.id === id)!
}
