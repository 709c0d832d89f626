import * as z from 'zod/mini'
import type { SaveOptions } from '../core/model.ts'
import { erasureReceiptSchema } from '../core/schemas/erasure.ts'
import { listOptionsSchema, listPageSchema, timelineOptionsSchema } from '../core/schemas/list.ts'
import { compactSchema, observationSchema } from '../core/schemas/observation.ts'
import { draftSchema, saveResultSchema } from '../core/schemas/save.ts'
import { scorePartsSchema, searchExplanationSchema, searchOptionsSchema } from '../core/schemas/search.ts'
import { sessionSchema, sessionStartSchema } from '../core/schemas/session.ts'
import { pauseOptionsSchema, userSettingsSchema } from '../core/schemas/settings.ts'
import { statsSchema } from '../core/schemas/stats.ts'
import { importCountsSchema } from '../core/schemas/transfer.ts'
import type { UserMemory } from '../core/user-memory.ts'

/**
 * One operation, as every transport and every document sees it. The user is never part of the input: it comes from
 * the handle that the operation runs on.
 */
export interface Operation<
  Input extends z.core.$ZodType = z.core.$ZodType,
  Output extends z.core.$ZodType = z.core.$ZodType,
> {
  /** The name on the wire. */
  readonly name: `mem_${string}`
  /** The handle's method. */
  readonly method: Exclude<keyof UserMemory, 'userId'>
  /** Scope that a credential must hold. */
  readonly scope: 'read' | 'write' | 'erase'
  /** Effect of a call on the user's memory. */
  readonly effect: 'reads' | 'writes' | 'destroys'
  /** True where a second call with the same input changes nothing more. */
  readonly idempotent: boolean
  /** One sentence for a person or a model: what it does and when to use it. */
  readonly description: string
  readonly input: Input
  /** Always an object, so that the wire can carry it as it is. */
  readonly output: Output
  readonly run: (
    memory: UserMemory,
    input: z.output<Input>,
    options?: SaveOptions,
  ) => Promise<z.output<Output>>
}

/** Lets each operation's `run` be checked against its own schemas, and keeps its name as a type. */
function operation<
  Name extends Operation['name'],
  Input extends z.core.$ZodType,
  Output extends z.core.$ZodType,
>(
  definition: Operation<Input, Output> & { readonly name: Name },
): Operation<Input, Output> & { readonly name: Name } {
  return definition
}

const nothing = z.strictObject({})
const withSummary = z.strictObject({
  summary: z.string().check(z.describe('Goal, discoveries, accomplished, next steps, relevant files')),
})
const withObservationId = z.strictObject({ observationId: z.int().check(z.positive()) })
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
    description:
      'Saves one lasting fact about the user; under a topic_key that exists, revises that observation.',
    input: draftSchema,
    output: saveResultSchema,
    run: (memory, draft, options) => memory.save(draft, options),
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
    input: withObservationId,
    output: z.strictObject({ observation: z.nullable(observationSchema) }),
    run: async (memory, { observationId }) => ({ observation: await memory.get(observationId) }),
  }),
  operation({
    name: 'mem_timeline',
    method: 'timeline',
    scope: 'read',
    effect: 'reads',
    idempotent: true,
    description: 'Returns an observation with those saved before and after it, oldest first.',
    input: z.extend(timelineOptionsSchema, withObservationId.shape),
    output: z.strictObject({ observations: z.array(observationSchema) }),
    run: async (memory, { observationId, ...options }) => ({
      observations: await memory.timeline(observationId, options),
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
    description: 'Removes one observation for good, when the user asks for it; false if absent.',
    input: withObservationId,
    output: z.strictObject({ forgotten: z.boolean() }),
    run: async (memory, { observationId }) => ({ forgotten: await memory.forget(observationId) }),
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
