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
import type { WriteContext } from '../../core/store.ts'
import { readDocuments } from './index/documents.ts'
import { toSession } from '../shared/rows.ts'
import type { SessionRow } from './rows.ts'
import { typeIndex } from './users.ts'
import type { Workspace } from './unit-of-work.ts'

/** The session that a write belongs to. */
export interface CurrentSession {
  readonly number: number
  readonly id: string
  readonly isNew: boolean
}

/** The user's active session, touched; opened if there is none, and closed before that if it is stale. */
export async function enterSession(workspace: Workspace, at: WriteContext): Promise<CurrentSession> {
  const { user } = workspace
  const active = user.activeSession === null ? null : workspace.session(user.activeSession)
  if (active !== null) {
    const lastActivityAt = user.lastActivityAt ?? at.now
    if (!isStale(lastActivityAt, at.now, at.sessionTimeoutMs)) {
      user.lastActivityAt = at.now
      return { number: active.number, id: active.id, isNew: false }
    }
    await closeStale(workspace, active, at)
  }
  return openSession(workspace, at)
}

async function openSession(workspace: Workspace, at: WriteContext): Promise<CurrentSession> {
  // Asked for here and once: the caller's source of ids is not to be touched where no session is opened.
  const id = at.newSessionId
  const taken = await workspace.transaction.ask<SessionRow>('sessionsForWrite', [id])
  if (taken.some((session) => session.id === id)) {
    invalidInput('Config.newSessionId gave an id that this user already has')
  }
  const { number } = workspace.addSession({
    id,
    started_at: at.now,
    ended_at: null,
    last_activity_at: at.now,
    summary: null,
    is_auto_generated: false,
  })
  workspace.user.activeSession = number
  workspace.user.lastActivityAt = at.now
  return { number, id, isNew: true }
}

async function closeStale(workspace: Workspace, session: SessionRow, at: WriteContext): Promise<void> {
  const { user } = workspace
  const lastActivityAt = user.lastActivityAt ?? session.last_activity_at
  const summary = generatedSummary(await sessionContent(workspace, session))
  workspace.completeSession({
    ...session,
    ended_at: sessionEnd(session.started_at, lastActivityAt),
    last_activity_at: lastActivityAt,
    summary,
    is_auto_generated: true,
  })
  const { type, title, content, topicKey } = summaryObservation(summary)
  workspace.put({
    id: user.nextId,
    session: session.number,
    type,
    title,
    content,
    topic_key: topicKey,
    revision_count: 1,
    created_at: at.now,
    updated_at: at.now,
  })
  user.activeSession = null
}

async function sessionContent(
  { transaction, user }: Workspace,
  session: SessionRow,
): Promise<Parameters<typeof generatedSummary>[0]> {
  const documents = await readDocuments(transaction, user.types)
  const summaries = typeIndex(user, summaryType)
  const byType = new Map<string, number>()
  for (let i = 0; i < documents.length; i++) {
    if (documents.session[i] !== session.number || documents.type[i] === summaries) continue
    const type = documents.typeNames[documents.type[i]!]!
    byType.set(type, (byType.get(type) ?? 0) + 1)
  }
  return { startedAt: session.started_at, byType }
}

/** Completes the active session. Errors: `no_active_session`. */
export function endSession(workspace: Workspace | null, summary: string, now: number): Session {
  const number = workspace?.user.activeSession ?? null
  const session = number === null ? null : workspace!.session(number)
  if (workspace === null || session === null) return refuseWithoutSession()
  const completed = {
    ...session,
    ended_at: sessionEnd(session.started_at, now),
    last_activity_at: now,
    summary,
    is_auto_generated: false,
  }
  workspace.completeSession(completed)
  workspace.user.activeSession = null
  workspace.user.lastActivityAt = now
  return toSession(workspace.userId, completed)
}
