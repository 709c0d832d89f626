import type { Session, SessionMention } from '../../core/model.ts'
import { emptySessionPage } from '../rules/empty-answers.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'
import { findMentions, listSessions, readSession } from '../read/sessions.ts'
import { isBeyondIds } from '../write/observations.ts'
import { forgetSession, updateSession } from '../write/session-changes.ts'
import { startSession } from '../write/session-start.ts'
import { endSession, needsOfSession } from '../write/sessions.ts'
import { readFor, writeFor, type EngineOperations } from './operation.ts'

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
    return backend.write(userId, needs, (unit) => startSession(unit!, at, context))
  },

  endSession: (backend, userId, summary, at) =>
    writeFor(backend, userId, needsOfSession(at), (unit) => endSession(unit, summary, at)),

  listSessions: (backend, userId, request) =>
    readFor(backend, userId, emptySessionPage(), (reader) => listSessions(reader, request)),

  getSession: (backend, userId, sessionId) =>
    readFor<Session | null>(backend, userId, null, (reader) => readSession(reader, sessionId)),

  updateSession: async (backend, userId, sessionId, summary, at) => {
    const update = (unit: UnitOfWork | null): Session | false => updateSession(unit, sessionId, summary, at)
    return (await writeFor(backend, userId, { sessionIds: [sessionId] }, update, { removes: true })) || null
  },

  forgetSession: (backend, userId, sessionId) => {
    const needs = { creates: false, sessionIds: [sessionId] }
    return backend.write(userId, needs, (unit) => forgetSession(unit, sessionId), { removes: true })
  },

  findMentions: async (backend, userId, ref) => {
    if (isBeyondIds(ref)) return []
    return readFor<SessionMention[]>(backend, userId, [], (reader) => findMentions(reader, ref))
  },
}
