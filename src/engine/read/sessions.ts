import type { Session, SessionMention, SessionPage } from '../../core/model.ts'
import type { CleanRef, ListSessionsRequest } from '../../core/store/store.ts'
import type { UserReader } from '../port/reader.ts'
import { ask, askAll, type Steps } from '../port/steps.ts'
import { isIndexed, toSession } from '../port/stored.ts'
import { isForgotten } from '../rules/sessions/forgotten-session.ts'
import { mentionsOf } from '../rules/texts/mentions.ts'
import { newestFirst, pageOfSessions, type PlacedSession } from '../rules/sessions/session-page.ts'

/** Every session that was not forgotten. */
function* placedSessions(reader: UserReader): Steps<PlacedSession[]> {
  const [user, sessions] = yield* askAll([reader.user(), reader.sessions()])
  if (user === null) return []
  return sessions
    .filter((stored) => !isForgotten(stored))
    .map((stored) => {
      const { number, startedAt } = stored
      const isActive = number === user.activeSession
      const lastActivityAt = (isActive ? user.lastActivityAt : null) ?? stored.lastActivityAt
      return { number, startedAt, session: toSession(reader.userId, stored, lastActivityAt) }
    })
}

/** Reads one page of sessions. */
export function* listSessions(reader: UserReader, request: ListSessionsRequest): Steps<SessionPage> {
  return pageOfSessions(yield* placedSessions(reader), request)
}

/** Reads one session; null where the user has none with that id. */
export function* readSession(reader: UserReader, id: string): Steps<Session | null> {
  return (yield* placedSessions(reader)).find(({ session }) => session.id === id)?.session ?? null
}

/** Finds the sessions with a summary that shares words with an observation; none for a proposal. */
export function* findMentions(reader: UserReader, ref: CleanRef): Steps<SessionMention[]> {
  const observation = yield* ask(reader.observation(ref))
  if (observation === null || !isIndexed(observation)) return []
  const sessions = newestFirst(yield* placedSessions(reader)).map(({ session }) => session)
  return mentionsOf(reader.analyzer, observation, sessions)
}
