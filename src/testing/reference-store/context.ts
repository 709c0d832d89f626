import type { ContextCandidate, ContextCandidates, RecallRequest } from '../../core/store/store.ts'
import { isoTime } from '../../core/time.ts'
import { withoutQuiet } from '../../engine/rules/sessions/quiet.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import { passes } from './kept/filter.ts'
import type { Kept } from './kept/kept.ts'
import { rankedMemories, search } from './search.ts'
import { lastSummaries } from './sessions.ts'

/** Everything that a context may hold of what is kept of one user. */
export function candidatesOf(
  userId: string,
  kept: Kept,
  request: RecallRequest,
  analyzer: Analyzer,
): ContextCandidates {
  if (kept.settings.isRecallPaused) return { observations: [], sessions: [], isPaused: true }
  const { worthKnowing } = request
  const query = request.search && { ...request.search, filter: withoutQuiet(request.search.filter) }
  const now = Math.max(
    0,
    ...kept.observations.map(({ type, updatedAt }) => (type === 'item' ? 0 : updatedAt)),
  )
  const found = query === null ? [] : search(userId, kept, query, analyzer, now).results
  const matches = found.map(({ id }) => id)
  const observations = kept.observations.filter((observation) => passes(observation, request.filter))
  const accepted = { ...kept, observations }
  const memories = rankedMemories(accepted, worthKnowing, now, false).map(({ id }) => id)
  const pinned = rankedMemories(accepted, worthKnowing, now, true).map(({ id }) => id)
  const show = (id: number): ContextCandidate => {
    const { type, title, content, topicKey, updatedAt } = kept.observations.find((one) => one.id === id)!
    const reason = pinned.includes(id) ? 'pinned' : matches.includes(id) ? 'match' : 'memory'
    return { reason, id, type, title, content, topicKey, updatedAt: isoTime(updatedAt) }
  }
  return {
    observations: [...new Set([...pinned, ...matches, ...memories])].map(show),
    sessions: lastSummaries(kept, worthKnowing.sessions),
    isPaused: false,
  }
}
