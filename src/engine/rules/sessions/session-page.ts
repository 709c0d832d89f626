import type { SessionPage, Session } from '../../../core/model.ts'
import type { ListSessionsRequest } from '../../../core/store/store.ts'

/** A session as reads return it, with its place in the order. */
export interface PlacedSession {
  /** Number of the session, counted per user from 1. */
  readonly number: number
  /** Start, in milliseconds since the epoch. */
  readonly startedAt: number
  /** The session as reads return it. */
  readonly session: Session
}

type Place = Pick<PlacedSession, 'startedAt' | 'number'>

function byStart(a: Place, b: Place): number {
  return a.startedAt - b.startedAt || a.number - b.number
}

/** Sorts sessions newest first. */
export function newestFirst(sessions: readonly PlacedSession[]): PlacedSession[] {
  return sessions.toSorted((a, b) => byStart(b, a))
}

/** Takes one page out of all sessions. */
export function pageOfSessions(
  sessions: readonly PlacedSession[],
  { limit, after, order }: ListSessionsRequest,
): SessionPage {
  const sign = order === 'newest' ? -1 : 1
  const following = sessions.filter((placed) => after === null || sign * byStart(placed, after) > 0)
  const page = following.toSorted((a, b) => sign * byStart(a, b)).slice(0, limit)
  const last = page.at(-1)
  return {
    sessions: page.map(({ session }) => session),
    nextCursor: following.length > limit && last !== undefined ? `${last.startedAt}.${last.number}` : null,
  }
}
