import { invalidInput } from '../../core/errors/errors.ts'
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
import { summaryObservation } from '../../engine/rules/sessions/session-rules.ts'
import type { RedactedText } from '../../privacy/redact.ts'
import { cleanText } from '../../wire/clean-fields.ts'
import type { Binding } from './binding.ts'
import { recorder } from './journal.ts'
import { decodeSessionCursor, encodeCursor } from '../checks/cursor.ts'
import { contextRequest } from '../config/requests.ts'

const defaultLimit = 50

/** Opens or continues the session. */
export async function start(binding: Binding, options?: SessionStartOptions | null): Promise<SessionStart> {
  const { store, userId, config, writeContext } = binding
  const parsed = parseOptions(sessionStartOptionsSchema(), options, 'startSession')
  const record = recorder(binding, 'session_start', parsed)
  const context = writeContext({ sessionKey: parsed.key })
  const started = await store.startSession(userId, context, contextRequest(config))
  await record({
    ids: started.memories.map(({ id }) => id),
    hasSummaries: started.sessionsContext.length > 0,
  })
  return started
}

/** Closes the active session. */
export async function end(
  binding: Binding,
  summary: string,
  options?: SessionOptions | null,
): Promise<Session> {
  const { store, userId, writeContext } = binding
  const { key: sessionKey } = parseOptions(sessionOptionsSchema(), options, 'endSession')
  return store.endSession(userId, cleanSummary(summary, binding), writeContext({ sessionKey }))
}

/** Saves a summary as an observation. */
export async function summarize(
  binding: Binding,
  summary: string,
  options?: SummaryOptions | null,
): Promise<SaveResult> {
  const { store, userId, writeContext } = binding
  const parsed = parseOptions(summaryOptionsSchema(), options, 'summarizeSession')
  const draft = summaryObservation(cleanSummary(summary, binding))
  return store.saveObservation(userId, draft, writeContext(parsed))
}

/** Lists sessions, a page at a time. */
export async function list(
  { store, userId }: Binding,
  options?: ListSessionsOptions | null,
): Promise<SessionPage> {
  const {
    limit = defaultLimit,
    cursor,
    order = 'newest',
  } = parseOptions(listSessionsOptionsSchema(), options, 'listSessions')
  const after = cursor === undefined || cursor === null ? null : decodeSessionCursor(cursor)
  const page = await store.listSessions(userId, { limit, after, order })
  return { ...page, nextCursor: page.nextCursor === null ? null : encodeCursor(page.nextCursor) }
}

/** Reads one session. */
export async function get({ store, userId }: Binding, sessionId: string): Promise<Session | null> {
  return store.getSession(userId, requireSessionId(sessionId))
}

/** Puts another summary in the place of a session's. */
export async function update(
  binding: Binding,
  sessionId: string,
  changes: SessionChanges,
): Promise<Session | null> {
  const { store, userId, writeContext } = binding
  const id = requireSessionId(sessionId)
  const { summary } = parseInput(sessionChangesSchema(), changes, 'updateSession')
  return store.updateSession(userId, id, cleanSummary(summary, binding), writeContext())
}

/** Removes one session with its summaries. */
export async function forget({ store, userId }: Binding, sessionId: string): Promise<boolean> {
  return store.forgetSession(userId, requireSessionId(sessionId))
}

function cleanSummary(summary: unknown, { config }: Binding): RedactedText {
  if (typeof summary !== 'string') return invalidInput('must be of type string', { field: 'summary' })
  return cleanText(summary, 'summary', config.limits.contentLength)
}
