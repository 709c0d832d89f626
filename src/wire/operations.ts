import * as z from 'zod/mini'
import { erasureReceiptSchema } from '../core/schemas/erasure.ts'
import { listOptionsSchema, listPageSchema, timelineOptionsSchema } from '../core/schemas/list.ts'
import { compactSchema, natural, observationSchema } from '../core/schemas/observation.ts'
import { changesSchema, draftSchema, saveResultSchema, updateOptionsSchema } from '../core/schemas/save.ts'
import { scorePartsSchema, searchExplanationSchema, searchOptionsSchema } from '../core/schemas/search.ts'
import {
  forgetOptionsSchema,
  listSessionsOptionsSchema,
  sessionChangesSchema,
  sessionMentionSchema,
  sessionPageSchema,
  sessionSchema,
  sessionStartSchema,
} from '../core/schemas/session.ts'
import { pauseOptionsSchema, userSettingsSchema } from '../core/schemas/settings.ts'
import { statsSchema } from '../core/schemas/stats.ts'
import { importCountsSchema } from '../core/schemas/transfer.ts'
import { ofObservation, refOf } from './operations/observation-ref.ts'
import { operation } from './operations/operation.ts'

export type { Operation } from './operations/operation.ts'

const nothing = z.strictObject({})
const withSummary = z.strictObject({
  summary: z.string().check(z.describe('Goal, discoveries, accomplished, next steps, files')),
})
const withSessionId = z.strictObject({ sessionId: z.string() })
const lines = z.strictObject({ lines: z.array(z.string()) })

/** Every operation, once. HTTP routes, tools, commands and reference pages derive from this table. */
export const operations = [
  operation({
    name: 'mem_session_start',
    method: 'startSession',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    description:
      'Call first in a conversation: opens or continues the session and returns past summaries and the memories worth knowing.',
    input: nothing,
    output: sessionStartSchema,
    run: (memory) => memory.startSession(),
  }),
  operation({
    name: 'mem_session_end',
    method: 'endSession',
    scope: 'write',
    effect: 'writes',
    idempotent: false,
    description: 'Call when the conversation is over: closes the session with a summary for later sessions.',
    input: withSummary,
    output: sessionSchema,
    run: (memory, { summary }) => memory.endSession(summary),
  }),
  operation({
    name: 'mem_session_summary',
    method: 'summarizeSession',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    description: 'Saves a summary of the work so far; the session stays open.',
    input: withSummary,
    output: saveResultSchema,
    run: (memory, { summary }, options) => memory.summarizeSession(summary, options),
  }),
  operation({
    name: 'mem_save',
    method: 'save',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    description: 'Saves one lasting fact about the user; a known topic_key revises its observation.',
    input: z.extend(draftSchema, {
      ifRevision: z.optional(natural).check(z.describe('At this revision only; 0: if new')),
    }),
    output: saveResultSchema,
    run: (memory, { ifRevision, ...draft }, options) => memory.save(draft, { ...options, ifRevision }),
  }),
  operation({
    name: 'mem_update',
    method: 'update',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    description: 'Changes fields of one observation as a new revision; null if absent.',
    input: z.extend(ofObservation, {
      ...z.omit(changesSchema, { topicKey: true }).shape,
      newTopicKey: changesSchema.shape.topicKey,
      ...updateOptionsSchema.shape,
    }),
    removable: ['newTopicKey'],
    output: z.strictObject({ updated: z.nullable(saveResultSchema) }),
    run: async (memory, { observationId, topicKey, newTopicKey, ifRevision, ...changes }) => {
      const ref = refOf({ observationId, topicKey })
      return { updated: await memory.update(ref, { ...changes, topicKey: newTopicKey }, { ifRevision }) }
    },
  }),
  operation({
    name: 'mem_search',
    method: 'search',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    description:
      'Finds observations by words or a question, best first. Call before answering what earlier conversations may tell.',
    input: z.extend(searchOptionsSchema, { query: z.string() }),
    output: z.strictObject({
      results: z.array(z.extend(compactSchema, { parts: z.optional(scorePartsSchema) })),
      emptyBecause: z.optional(searchExplanationSchema.shape.emptyBecause),
    }),
    run: async (memory, { query, explain, ...options }) =>
      explain === true
        ? memory.search(query, { ...options, explain })
        : { results: await memory.search(query, options) },
  }),
  operation({
    name: 'mem_get_observation',
    method: 'get',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    description: 'Returns one observation in full where a snippet is not enough; null if absent.',
    input: ofObservation,
    output: z.strictObject({ observation: z.nullable(observationSchema) }),
    run: async (memory, input) => ({ observation: await memory.get(refOf(input)) }),
  }),
  operation({
    name: 'mem_timeline',
    method: 'timeline',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    description: 'Returns an observation with those saved before and after it, oldest first.',
    input: z.extend(timelineOptionsSchema, ofObservation.shape),
    output: z.strictObject({ observations: z.array(observationSchema) }),
    run: async (memory, { observationId, topicKey, ...options }) => ({
      observations: await memory.timeline(refOf({ observationId, topicKey }), options),
    }),
  }),
  operation({
    name: 'mem_stats',
    method: 'stats',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    description: "Counts the user's observations and sessions.",
    input: nothing,
    output: statsSchema,
    run: (memory) => memory.stats(),
  }),
  operation({
    name: 'mem_list',
    method: 'list',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    description: 'Lists observations newest first, by pages; to find something, search.',
    input: listOptionsSchema,
    output: listPageSchema,
    run: (memory, options) => memory.list(options),
  }),
  operation({
    name: 'mem_pause',
    method: 'pause',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    description:
      "Pauses saving, recall or both on the user's wish; false resumes one, without a field both are paused.",
    input: pauseOptionsSchema,
    output: userSettingsSchema,
    run: (memory, options) => memory.pause(options),
  }),
  operation({
    name: 'mem_resume',
    method: 'resume',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    description: 'Resumes saving and recall.',
    input: nothing,
    output: userSettingsSchema,
    run: (memory) => memory.resume(),
  }),
  operation({
    name: 'mem_settings',
    method: 'settings',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    description: 'Tells what the user has paused.',
    input: nothing,
    output: userSettingsSchema,
    run: (memory) => memory.settings(),
  }),
  operation({
    name: 'mem_forget',
    method: 'forget',
    scope: 'write',
    effect: 'destroys',
    idempotent: true,
    description: 'Removes one observation for good when the user asks; false if absent.',
    input: z.extend(ofObservation, forgetOptionsSchema.shape),
    output: z.strictObject({
      forgotten: z.boolean(),
      mentionedIn: z.optional(z.array(sessionMentionSchema)),
    }),
    run: async (memory, { explain, ...input }) =>
      explain === true
        ? memory.forget(refOf(input), { explain })
        : { forgotten: await memory.forget(refOf(input)) },
  }),
  operation({
    name: 'mem_session_list',
    method: 'listSessions',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    description: 'Lists sessions with their summaries, by pages.',
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
    description: 'Returns one session; null if absent.',
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
    description: "Puts another summary in the place of a completed session's; null if absent.",
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
    description: 'Removes one session with its summaries for good; false if absent. Other observations stay.',
    input: withSessionId,
    output: z.strictObject({ forgotten: z.boolean() }),
    run: async (memory, { sessionId }) => ({ forgotten: await memory.forgetSession(sessionId) }),
  }),
  operation({
    name: 'mem_erase_user',
    method: 'erase',
    scope: 'erase',
    effect: 'destroys',
    idempotent: true,
    description: 'Removes everything of the user for good and returns a receipt.',
    input: nothing,
    output: erasureReceiptSchema,
    run: (memory) => memory.erase(),
  }),
  operation({
    name: 'mem_export',
    method: 'export',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    description: "Returns the user's whole memory as JSON Lines.",
    input: nothing,
    output: lines,
    run: async (memory) => ({ lines: await Array.fromAsync(memory.export()) }),
  }),
  operation({
    name: 'mem_import',
    method: 'import',
    scope: 'write',
    effect: 'writes',
    idempotent: true,
    description: 'Adds what is not there yet from the lines of an export.',
    input: lines,
    output: importCountsSchema,
    run: (memory, input) => memory.import(input.lines),
  }),
] as const

export type OperationName = (typeof operations)[number]['name']
