import type { Tool as ToolDefinition, ToolAnnotations } from '@modelcontextprotocol/server'
import * as z from 'zod/mini'
import { invalidInput } from '../../core/errors/errors.ts'
import { descriptions } from '../../wire/descriptions.ts'
import { operations, type Operation, type OperationName } from '../../wire/operations.ts'
import { wire } from '../../wire/wire-names.ts'
import { withFieldTexts } from './field-texts.ts'
import { toolSchema } from './tool-schema.ts'

/** Name of an operation that can be a tool. */
export type McpToolName =
  | 'mem_session_start'
  | 'mem_session_end'
  | 'mem_session_summary'
  | 'mem_save'
  | 'mem_update'
  | 'mem_search'
  | 'mem_get_observation'
  | 'mem_history'
  | 'mem_revert'
  | 'mem_timeline'
  | 'mem_stats'
  | 'mem_list'
  | 'mem_forget'
  | 'mem_export'

/** An operation's place among the tools. One that a model must not have says why. */
type Offer = 'always' | 'on request' | { readonly never: string }

const raw = 'The application keeps the raw messages; a model has those of its conversation already.'

/** Every operation's place; an operation without a line does not compile. */
const offers = {
  mem_session_start: 'always',
  mem_session_end: 'always',
  mem_session_summary: 'always',
  mem_save: 'always',
  mem_save_many: {
    never: 'A model saves one fact at a time; a program that has many calls the library or HTTP.',
  },
  mem_update: 'on request',
  mem_search: 'always',
  mem_get_observation: 'always',
  mem_history: 'on request',
  mem_revert: 'on request',
  mem_timeline: 'always',
  mem_stats: 'always',
  mem_list: 'always',
  mem_forget: 'always',
  mem_export: 'on request',
  mem_forget_all: { never: 'A page of text could talk a model into removing much at once.' },
  mem_session_list: {
    never: 'A model gets the last summaries when a session starts; the rest is for a person.',
  },
  mem_session_get: {
    never: 'A model gets the last summaries when a session starts; the rest is for a person.',
  },
  mem_session_update: {
    never: 'What a conversation came to is for the person to correct, in the application.',
  },
  mem_session_forget: {
    never: 'What a conversation came to is for the person to remove, in the application.',
  },
  mem_thread_append: { never: raw },
  mem_thread_read: { never: raw },
  mem_thread_pop: { never: raw },
  mem_thread_clear: { never: raw },
  mem_thread_list: { never: raw },
  mem_import: { never: 'A model that was talked into it could write a whole false past in one call.' },
  mem_approve: { never: 'A person decides about what a model proposes.' },
  mem_pause: { never: "The switches are the user's own, and no page of text may talk a model into one." },
  mem_resume: { never: "The switches are the user's own, and no page of text may talk a model into one." },
  mem_context: { never: 'The host puts it into the prompt; a model searches.' },
  mem_journal: { never: 'It tells the user and the operator what models were given.' },
  mem_settings: { never: 'The answers of the other tools say what is paused.' },
  mem_erase_user: {
    never: 'Erasing a person cannot be undone and is for that person to ask of the application.',
  },
} as const satisfies Readonly<
  Record<McpToolName, string> & Record<Exclude<OperationName, McpToolName>, object>
> &
  Readonly<Record<OperationName, Offer>>

/** The operations that are never tools, each with the reason. */
export const withheldOperations: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries<Offer>(offers).flatMap(([name, offer]) =>
    typeof offer === 'string' ? [] : [[name, offer.never]],
  ),
)

/** Every operation that can be a tool, the documented ones first. */
export const mcpToolNames: readonly McpToolName[] = operations
  .map(({ name }) => name)
  .filter((name): name is McpToolName => typeof offers[name] === 'string')

/** The tools of a server by default. */
export const defaultMcpTools: readonly McpToolName[] = mcpToolNames.filter(
  (name) => offers[name] === 'always',
)

/** An operation as a tool: what it takes and gives on the wire, and how it is announced. */
export interface McpTool {
  readonly operation: Operation
  /** Checks the arguments: the operation's input on the wire, and what says which part of a result to show. */
  readonly input: z.ZodMiniType
  /** True where the journal records the call. */
  readonly takesPurpose: boolean
  readonly definition: ToolDefinition
}

/** In which field a user is named where a connection is bound to none. */
const userField = z.string()
/** Goes on reading where a long content was cut. */
const contentFromField = z.optional(z.int().check(z.minimum(0))).check(z.describe('Go on at this character'))

const definitions = new Map<string, McpTool>()

/**
 * The tools of these names, in the order of the operations. Their definitions are the same for all callers and at all
 * times: nothing in them comes from what a memory holds.
 *
 * Errors: `invalid_input` for a name that is no tool's.
 *
 * @param takesUserId - whether the user is a parameter of each
 * @param types - the only types that a save takes; null: the list is open
 */
export function toolsNamed(
  names: readonly string[],
  takesUserId: boolean,
  types: readonly string[] | null = null,
): readonly McpTool[] {
  for (const name of names) {
    if (!mcpToolNames.some((known) => known === name)) {
      invalidInput(`tools: each must be one of ${mcpToolNames.join(', ')}`)
    }
  }
  return operations
    .filter(({ name }) => names.includes(name))
    .map((operation) => offering(toolOf(operation as unknown as Operation, takesUserId), types))
}

/** Offers a model these types alone, where a tool takes one. */
function offering(tool: McpTool, types: readonly string[] | null): McpTool {
  const { inputSchema } = tool.definition
  const type = inputSchema.properties?.['type']
  if (types === null || type === undefined) return tool
  const properties = { ...inputSchema.properties, type: { type: 'string', enum: [...types] } }
  return { ...tool, definition: { ...tool.definition, inputSchema: { ...inputSchema, properties } } }
}

function toolOf(operation: Operation, takesUserId: boolean): McpTool {
  const key = `${operation.name} ${takesUserId}`
  const known = definitions.get(key) ?? defineTool(operation, takesUserId)
  definitions.set(key, known)
  return known
}

function defineTool(operation: Operation, takesUserId: boolean): McpTool {
  const input = z.extend(z.omit(objectSchema(operation.input), withheld[operation.method] ?? {}), {
    ...(operation.method === 'get' ? { content_from: contentFromField } : {}),
    ...(takesUserId ? { user_id: userField } : {}),
  })
  const output = objectSchema(operation.output)
  return {
    operation,
    input,
    takesPurpose: 'purpose' in objectSchema(operation.input).shape,
    definition: {
      name: operation.name,
      title: titleOf(operation.name),
      description: descriptions[operation.name as McpToolName],
      inputSchema: withFieldTexts(operation.name, toolSchema(input, 'input')),
      outputSchema: toolSchema(takesUserId ? output : z.omit(output, userMask(output)), 'output'),
      annotations: annotationsOf(operation),
    },
  }
}

/** Conditions of a filter that a model has hardly any use for: each model that is offered the tools pays for each field. */
const rareConditions = {
  exclude_types: true,
  topic_key_prefix: true,
  source: true,
  pinned: true,
  data: true,
  status: true,
  session: true,
  updated_after: true,
  updated_before: true,
} as const

const { topic_key_prefix: _, ...rareInLists } = rareConditions

/** Fields that a tool does not have, on the wire, by the method of its operation. Keys of sessions are the host's. */
const withheld: Readonly<Partial<Record<Operation['method'], Readonly<Record<string, true>>>>> = {
  startSession: { key: true, purpose: true },
  endSession: { key: true },
  summarizeSession: { session_key: true },
  // Data and sources are the application's; keywords would cost every model tokens.
  save: { data: true, source: true, keywords: true, expires_at: true, session_key: true },
  update: { data: true, source: true, keywords: true, expires_at: true, ttl_ms: true, session_key: true },
  revert: { session_key: true },
  // A model is always told which sessions may still tell of what was forgotten, reads earlier versions by
  // `mem_history`, and removes no single version.
  forget: { explain: true, revision: true },
  get: { revision: true, as_of: true, purpose: true },
  timeline: { purpose: true },
  search: { ...rareConditions, purpose: true },
  list: {
    ...rareInLists,
    purpose: true,
    types_exclude: true,
    created_after: true,
    created_before: true,
    order: true,
  },
}

/** Leaves the user out of a schema where the connection knows it. */
function userMask({ shape }: z.ZodMiniObject): Record<string, true> {
  return 'user_id' in shape ? { user_id: true } : {}
}

function objectSchema(schema: z.core.$ZodType): z.ZodMiniObject {
  const onTheWire = wire(schema).schema
  if (!(onTheWire instanceof z.ZodMiniObject)) throw new TypeError('an operation takes and gives objects')
  return onTheWire
}

/** `Get observation` for `mem_get_observation`. */
function titleOf(name: string): string {
  const words = name.replace(/^mem_/, '').replaceAll('_', ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** Hints that have no meaning beside the others are left out: what only reads neither destroys nor repeats anything. */
function annotationsOf({ effect, idempotent }: Operation): ToolAnnotations {
  if (effect === 'reads') return { readOnlyHint: true, openWorldHint: false }
  return { destructiveHint: effect === 'destroys', idempotentHint: idempotent, openWorldHint: false }
}
