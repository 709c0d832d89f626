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
import { lazily } from '../../core/input/lazily.ts'

const withSummary = lazily(() =>
  z.strictObject({
    summary: z.string(),
  }),
)
const withSessionId = lazily(() => z.strictObject({ sessionId: z.string() }))

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
  }),
  operation({
    name: 'mem_session_end',
    method: 'endSession',
    scope: 'write',
    effect: 'writes',
    idempotent: false,
    input: () => z.extend(withSummary(), sessionOptionsSchema().shape),
    output: sessionSchema,
  }),
  operation({
    name: 'mem_session_summary',
    method: 'summarizeSession',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    input: () => z.extend(withSummary(), inSessionSchema().shape),
    output: saveResultSchema,
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
  }),
  operation({
    name: 'mem_session_get',
    method: 'getSession',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    input: withSessionId,
    output: () => z.strictObject({ session: z.nullable(sessionSchema()) }),
  }),
  operation({
    name: 'mem_session_update',
    method: 'updateSession',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    input: () => z.extend(withSessionId(), sessionChangesSchema().shape),
    output: () => z.strictObject({ session: z.nullable(sessionSchema()) }),
  }),
  operation({
    name: 'mem_session_forget',
    method: 'forgetSession',
    scope: 'write',
    effect: 'destroys',
    idempotent: true,
    input: withSessionId,
    output: () => z.strictObject({ forgotten: z.boolean() }),
  }),
] as const
