import type { Session, SessionMention } from '../../core/model.ts'
import { emptySessionPage } from '../rules/empty-answers.ts'
import { writeLiving } from '../expiry/living-write.ts'
import { findMentions, listSessions, readSession } from '../read/sessions.ts'
import { isBeyondIds } from '../write/observations.ts'
import { forgetSession, updateSession } from '../write/session-changes.ts'
import { startSession } from '../write/session-start.ts'
import { endSession, needsOfSession } from '../write/sessions.ts'
import { atOnce } from './one-step.ts'
import { readFor, readLiving, type EngineOperations } from './operation.ts'

/** Opening, closing, reading, correcting and forgetting sessions. */
export const sessionOperations: Pick<
  EngineOperations,
  | 'startSession'
  | 'endSession'
  | 'listSessions'
  | 'getSession'
  | 'updateSession'
  | 'forgetSession'
  | 'findMentions'
> = {
  startSession: (backend, userId, at, context) => {
    const needs = { creates: true, ...needsOfSession(at) }
    return writeLiving(backend, userId, needs, at.now, (unit) => startSession(unit!, at, context))
  },

  endSession: (backend, userId, summary, at) => {
    const needs = { creates: false, ...needsOfSession(at) }
    const end = atOnce((unit) => endSession(unit, summary, at))
    return writeLiving(backend, userId, needs, at.now, end)
  },

  listSessions: (backend, userId, request) =>
    readFor(backend, userId, emptySessionPage(), (reader) => listSessions(reader, request)),

  getSession: (backend, userId, sessionId) =>
    readFor<Session | null>(backend, userId, null, (reader) => readSession(reader, sessionId)),

  updateSession: async (backend, userId, sessionId, summary, at) => {
    const needs = { creates: false, sessionIds: [sessionId] }
    const update = atOnce((unit) => updateSession(unit, sessionId, summary, at))
    return (await writeLiving(backend, userId, needs, at.now, update, { removes: true })) || null
  },

  forgetSession: (backend, userId, sessionId) => {
    const needs = { creates: false, sessionIds: [sessionId] }
    return backend.write(userId, needs, (unit) => forgetSession(unit, sessionId), { removes: true })
  },

  findMentions: async (backend, userId, ref, now) => {
    if (isBeyondIds(ref)) return []
    return readLiving<SessionMention[]>(backend, userId, now, [], (reader) => findMentions(reader, ref))
  },
}
