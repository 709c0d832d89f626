import { invalidInput } from '../../core/errors.ts'
import type { Session } from '../../core/model.ts'
import { refuseWithoutSession } from '../../engine/rules/empty-answers.ts'
import {
  generatedSummary,
  isStale,
  sessionEnd,
  summaryObservation,
  summaryType,
} from '../../engine/rules/session-rules.ts'
import { contentDigest } from '../../engine/rules/save-decision.ts'
import type { WriteContext } from '../../core/store.ts'
import { decodeDocuments, type ChunkRow } from '../shared/ranking-records.ts'
import { insertObservation } from './observations.ts'
import { toSession } from '../shared/rows.ts'
import { numberOfKey, type SessionRow } from './rows.ts'
import { typeIndex, type UserState } from './users.ts'
import type { WriteScope } from './write/group-transaction.ts'

/** The session that a write belongs to. */
export interface CurrentSession {
  readonly number: number
  readonly id: string
  readonly isNew: boolean
}

/** The user's active session, touched; opened if there is none, and closed before that if it is stale. */
export function enterSession(scope: WriteScope, user: UserState, at: WriteContext): CurrentSession {
  const { activeSession: active, lastActivityAt } = user
  if (active !== null) {
    if (!isStale(lastActivityAt ?? at.now, at.now, at.sessionTimeoutMs)) {
      user.lastActivityAt = at.now
      return { number: active, id: sessionId(scope, user, active), isNew: false }
    }
    closeStale(scope, user, active, at)
  }
  return openSession(scope, user, at)
}

function openSession(scope: WriteScope, user: UserState, at: WriteContext): CurrentSession {
  // Once: each time that it is asked for, it may be another.
  const id = at.newSessionId
  if (scope.statements.findSession.get(user.number, id) !== undefined) {
    invalidInput('Config.newSessionId gave an id that this user already has')
  }
  const number = user.nextSession++
  scope.statements.insertSession.run(user.number, number, id, at.now, null, at.now, null, 0)
  user.sessions++
  user.activeSession = number
  user.lastActivityAt = at.now
  return { number, id, isNew: true }
}

function closeStale(scope: WriteScope, user: UserState, number: number, at: WriteContext): void {
  const session = readSession(scope, user, number)
  const lastActivityAt = user.lastActivityAt ?? session.last_activity_at
  const summary = generatedSummary(sessionContent(scope, user, session))
  const endedAt = sessionEnd(session.started_at, lastActivityAt)
  scope.statements.completeSession.run(user.number, number, endedAt, lastActivityAt, summary, 1)
  const observation = summaryObservation(summary)
  insertObservation(scope, user, {
    ...observation,
    id: user.nextId,
    session: number,
    revisionCount: 1,
    createdAt: at.now,
    updatedAt: at.now,
    digest: contentDigest(observation),
  })
  user.activeSession = null
}

function sessionContent(
  scope: WriteScope,
  user: UserState,
  session: SessionRow,
): Parameters<typeof generatedSummary>[0] {
  const rows = scope.statements.readChunks.all(user.number) as unknown as readonly ChunkRow[]
  const documents = decodeDocuments(rows, user.types)
  const summaries = typeIndex(user, summaryType)
  const number = numberOfKey(session.key)
  const byType = new Map<string, number>()
  for (let i = 0; i < documents.length; i++) {
    if (documents.session[i] !== number || documents.type[i] === summaries) continue
    const type = documents.typeNames[documents.type[i]!]!
    byType.set(type, (byType.get(type) ?? 0) + 1)
  }
  return { startedAt: session.started_at, byType }
}

/** Completes the active session. Errors: `no_active_session`. */
export function endSession(
  scope: WriteScope,
  userId: string,
  user: UserState,
  summary: string,
  now: number,
): Session {
  const active = requireActive(user)
  const session = readSession(scope, user, active)
  scope.statements.completeSession.run(
    user.number,
    active,
    sessionEnd(session.started_at, now),
    now,
    summary,
    0,
  )
  user.activeSession = null
  user.lastActivityAt = now
  return toSession(userId, readSession(scope, user, active))
}

/** The number of the active session. Errors: `no_active_session`. */
export function requireActive(user: UserState | null): number {
  if (user?.activeSession != null) return user.activeSession
  return refuseWithoutSession()
}

function sessionId(scope: WriteScope, user: UserState, number: number): string {
  return scope.statements.readSessionId.get(user.number, number)?.['id'] as string
}

function readSession(scope: WriteScope, user: UserState, number: number): SessionRow {
  return scope.statements.readSession.get(user.number, number) as unknown as SessionRow
}
