import { z } from 'zod'
import {
  compactSchema,
  draftSchema,
  erasureReceiptSchema,
  importCountsSchema,
  listOptionsSchema,
  listPageSchema,
  observationSchema,
  saveResultSchema,
  searchExplanationSchema,
  searchOptionsSchema,
  sessionSchema,
  sessionStartSchema,
  statsSchema,
  timelineOptionsSchema,
} from './model.ts'
import type { UserMemory } from './user-memory.ts'

/** What a credential must allow. */
export type Scope = 'read' | 'write' | 'erase'

/**
 * One operation, as every transport and every document sees it. The user is never part of the input: it comes from
 * the handle that the operation runs on.
 */
export interface Operation<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  /** The name on the wire. */
  readonly name: `mem_${string}`
  /** The handle's method. */
  readonly method: Exclude<keyof UserMemory, 'userId'>
  readonly scope: Scope
  /** One sentence for a person or a model: what it does and when to use it. */
  readonly description: string
  readonly input: Input
  readonly output: Output
  readonly run: (memory: UserMemory, input: z.output<Input>) => Promise<z.output<Output>>
}

/** Lets each operation's `run` be checked against its own schemas. */
function operation<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Operation<Input, Output>,
): Operation<Input, Output> {
  return definition
}

const nothing = z.strictObject({})
const withSummary = z.strictObject({ summary: z.string() })
const withObservationId = z.strictObject({ observationId: z.int().positive() })
const lines = z.strictObject({ lines: z.array(z.string()) })

/** Every operation, once. HTTP routes, tools, commands and reference pages derive from this table. */
export const operations = [
  operation({
    name: 'mem_session_start',
    method: 'startSession',
    scope: 'write',
    description:
      'Opens a session, or goes on with the active one, and returns what is worth knowing about the user.',
    input: nothing,
    output: sessionStartSchema,
    run: (memory) => memory.startSession(),
  }),
  operation({
    name: 'mem_session_end',
    method: 'endSession',
    scope: 'write',
    description: 'Closes the active session with a summary that later sessions get as context.',
    input: withSummary,
    output: sessionSchema,
    run: (memory, { summary }) => memory.endSession(summary),
  }),
  operation({
    name: 'mem_session_summary',
    method: 'summarizeSession',
    scope: 'write',
    description: 'Saves a summary of the work so far without closing the session.',
    input: withSummary,
    output: saveResultSchema,
    run: (memory, { summary }) => memory.summarizeSession(summary),
  }),
  operation({
    name: 'mem_save',
    method: 'save',
    scope: 'write',
    description: 'Saves one observation; with a topic key that is already there, revises it.',
    input: draftSchema,
    output: saveResultSchema,
    run: (memory, draft) => memory.save(draft),
  }),
  operation({
    name: 'mem_search',
    method: 'search',
    scope: 'read',
    description: "Finds the user's observations by words or a question, best first; can explain its result.",
    input: searchOptionsSchema.extend({ query: z.string() }),
    output: z.union([z.array(compactSchema), searchExplanationSchema]),
    run: (memory, { query, explain, ...options }) =>
      explain === true ? memory.search(query, { ...options, explain }) : memory.search(query, options),
  }),
  operation({
    name: 'mem_get_observation',
    method: 'get',
    scope: 'read',
    description: 'Returns one observation in full, or null where the user has none with that id.',
    input: withObservationId,
    output: observationSchema.nullable(),
    run: (memory, { observationId }) => memory.get(observationId),
  }),
  operation({
    name: 'mem_timeline',
    method: 'timeline',
    scope: 'read',
    description: 'Returns an observation with those saved before and after it, in order of time.',
    input: timelineOptionsSchema.extend({ observationId: z.int().positive() }),
    output: z.array(observationSchema),
    run: (memory, { observationId, ...options }) => memory.timeline(observationId, options),
  }),
  operation({
    name: 'mem_stats',
    method: 'stats',
    scope: 'read',
    description: "Counts the user's observations and sessions.",
    input: nothing,
    output: statsSchema,
    run: (memory) => memory.stats(),
  }),
  operation({
    name: 'mem_list',
    method: 'list',
    scope: 'read',
    description: "Lists the user's observations, newest first, a page at a time.",
    input: listOptionsSchema,
    output: listPageSchema,
    run: (memory, options) => memory.list(options),
  }),
  operation({
    name: 'mem_forget',
    method: 'forget',
    scope: 'write',
    description: 'Removes one observation for good; false where the user has none with that id.',
    input: withObservationId,
    output: z.boolean(),
    run: (memory, { observationId }) => memory.forget(observationId),
  }),
  operation({
    name: 'mem_erase_user',
    method: 'erase',
    scope: 'erase',
    description: 'Removes everything of the user for good and returns a receipt.',
    input: nothing,
    output: erasureReceiptSchema,
    run: (memory) => memory.erase(),
  }),
  operation({
    name: 'mem_export',
    method: 'export',
    scope: 'read',
    description: "Returns the user's whole memory as JSON Lines.",
    input: nothing,
    output: z.array(z.string()),
    run: (memory) => Array.fromAsync(memory.export()),
  }),
  operation({
    name: 'mem_import',
    method: 'import',
    scope: 'write',
    description: 'Adds what is not there yet from the lines of an export.',
    input: lines,
    output: importCountsSchema,
    run: (memory, input) => memory.import(input.lines),
  }),
] as const
