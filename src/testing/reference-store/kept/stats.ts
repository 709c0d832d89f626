import type { Stats } from '../../../core/model.ts'
import { isoTime } from '../../../core/time.ts'
import { usageOf, type Kept } from './kept.ts'

/** Counts what is kept of one user. */
export function statsOf(kept: Kept, sessions: number): Stats {
  const byType = Map.groupBy(kept.observations, ({ type }) => type)
  const counts = [...byType].map(([type, observations]) => [type, observations.length] as const)
  const lastTimes = kept.sessions.map(({ lastActivityAt }) => lastActivityAt)
  return {
    ...usageOf(kept),
    observations: kept.observations.length,
    pending: kept.proposals.length,
    sessions,
    byType: Object.fromEntries(counts.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    lastActivityAt: lastTimes.length === 0 ? null : isoTime(Math.max(...lastTimes)),
  }
}
