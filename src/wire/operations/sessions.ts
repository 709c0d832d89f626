import * as z from 'zod/mini'
import { inSessionSchema, saveResultSchema } from '../../core/schemas/save.ts'
import {
  listSessionsOptionsSchema,
  sessionChangesSchema,
  sessionOptionsSchema,
  sessionStartOptionsSchema,
  sessionPageSchema,
  sessionSchema,
  sessionStartSchema,
} from '../../core/schemas/session.ts'
import { operation } from './operation.ts'

const withSummary = z.strictObject({
  summary: z.string(),
})
const withSessionId = z.strictObject({ sessionId: z.string() })

/** Operations of the session in progress. */
export const conversationOperations = [
  operation({
    name: 'mem_session_start',
    method: 'startSession',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    input: sessionStartOptionsSchema,
    output: sessionStartSchema,
    run: (memory, options) => memory.startSession(options),
  }),
  operation({
    name: 'mem_session_end',
    method: 'endSession',
    scope: 'write',
    effect: 'writes',
    idempotent: false,
    input: z.extend(withSummary, sessionOptionsSchema.shape),
    output: sessionSchema,
    run: (memory, { summary, key }) => memory.endSession(summary, { key }),
  }),
  operation({
    name: 'mem_session_summary',
    method: 'summarizeSession',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    input: z.extend(withSummary, inSessionSchema.shape),
    output: saveResultSchema,
    run: (memory, { summary, sessionKey }, options) =>
      memory.summarizeSession(summary, { ...options, sessionKey }),
  }),
] as const

/** Operations on sessions by their ids. */
export const sessionOperations = [
  operation({
    name: 'mem_session_list',
    method: 'listSessions',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    input: listSessionsOptionsSchema,
    output: sessionPageSchema,
    run: (memory, options) => memory.listSessions(options),
  }),
  operation({
    name: 'mem_session_get',
    method: 'getSession',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    input: withSessionId,
    output: z.strictObject({ session: z.nullable(sessionSchema) }),
    run: async (memory, { sessionId }) => ({ session: await memory.getSession(sessionId) }),
  }),
  operation({
    name: 'mem_session_update',
    method: 'updateSession',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    input: z.extend(withSessionId, sessionChangesSchema.shape),
    output: z.strictObject({ session: z.nullable(sessionSchema) }),
    run: async (memory, { sessionId, summary }) => ({
      session: await memory.updateSession(sessionId, { summary }),
    }),
  }),
  operation({
    name: 'mem_session_forget',
    method: 'forgetSession',
    scope: 'write',
    effect: 'destroys',
    idempotent: true,
    input: withSessionId,
    output: z.strictObject({ forgotten: z.boolean() }),
    run: async (memory, { sessionId }) => ({ forgotten: await memory.forgetSession(sessionId) }),
  }),
] as const
