import { parseInput, parseOptions, requireSessionId } from '../../core/input/input.ts'
import type {
  ListSessionsOptions,
  SaveResult,
  Session,
  SessionChanges,
  SessionOptions,
  SessionPage,
  SessionStart,
  SessionStartOptions,
  SummaryOptions,
} from '../../core/model.ts'
import { summaryOptionsSchema } from '../../core/schemas/save.ts'
import {
  listSessionsOptionsSchema,
  sessionChangesSchema,
  sessionOptionsSchema,
  sessionStartOptionsSchema,
} from '../../core/schemas/session.ts'
import { requireNotBlank, requireString } from './checks/input-checks.ts'
import { listBy } from './pages.ts'
import type { RemoteBinding } from './remote-binding.ts'

/** Opens or continues the session. */
export async function start(
  { perform }: RemoteBinding,
  options?: SessionStartOptions | null,
): Promise<SessionStart> {
  const parsed = parseOptions(sessionStartOptionsSchema(), options, 'startSession')
  requireNotBlank(parsed.key, 'key')
  return perform('mem_session_start', parsed)
}

/** Closes the active session. */
export async function end(
  { perform, own }: RemoteBinding,
  summary: string,
  options?: SessionOptions | null,
): Promise<Session> {
  const { key } = parseOptions(sessionOptionsSchema(), options, 'endSession')
  requireNotBlank(key, 'key')
  return own(await perform('mem_session_end', { summary: requireString(summary, 'summary'), key }))
}

/** Saves a summary as an observation. */
export async function summarize(
  { perform, keyOf }: RemoteBinding,
  summary: string,
  options?: SummaryOptions | null,
): Promise<SaveResult> {
  const { sessionKey, ...keys } = parseOptions(summaryOptionsSchema(), options, 'summarizeSession')
  const input = { summary: requireString(summary, 'summary'), sessionKey }
  requireNotBlank(sessionKey, 'sessionKey')
  return perform('mem_session_summary', input, keyOf(keys))
}

/** Lists sessions. */
export async function list(
  binding: RemoteBinding,
  options?: ListSessionsOptions | null,
): Promise<SessionPage> {
  const parsed = parseOptions(listSessionsOptionsSchema(), options, 'listSessions')
  const page = await listBy(binding, 'mem_session_list', 'sessions', parsed)
  page.sessions.forEach(binding.own)
  return page
}

/** Reads one session. */
export async function get({ perform, own }: RemoteBinding, sessionId: string): Promise<Session | null> {
  const { session } = await perform('mem_session_get', { sessionId: requireSessionId(sessionId) })
  return session === null ? null : own(session)
}

/** Puts another summary in the place of a session's. */
export async function update(
  { perform, own }: RemoteBinding,
  sessionId: string,
  changes: SessionChanges,
): Promise<Session | null> {
  const input = { sessionId: requireSessionId(sessionId) }
  const { summary } = parseInput(sessionChangesSchema(), changes, 'updateSession')
  const { session } = await perform('mem_session_update', { ...input, summary })
  return session === null ? null : own(session)
}

/** Removes one session with its summaries. */
export async function forget({ perform }: RemoteBinding, sessionId: string): Promise<boolean> {
  const input = { sessionId: requireSessionId(sessionId) }
  return (await perform('mem_session_forget', input)).forgotten
}
