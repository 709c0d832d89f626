import type { conversationOperations, sessionOperations } from '../operations/sessions.ts'
import type { Runs } from './runs.ts'

export const conversationRuns: Runs<typeof conversationOperations> = {
  mem_session_start: (memory, options) => memory.startSession(options),
  mem_session_end: (memory, { summary, key }) => memory.endSession(summary, { key }),
  mem_session_summary: (memory, { summary, sessionKey }, options) =>
    memory.summarizeSession(summary, { ...options, sessionKey }),
}

export const sessionRuns: Runs<typeof sessionOperations> = {
  mem_session_list: (memory, options) => memory.listSessions(options),
  mem_session_get: async (memory, { sessionId }) => ({ session: await memory.getSession(sessionId) }),
  mem_session_update: async (memory, { sessionId, summary }) => ({
    session: await memory.updateSession(sessionId, { summary }),
  }),
  mem_session_forget: async (memory, { sessionId }) => ({ forgotten: await memory.forgetSession(sessionId) }),
}
