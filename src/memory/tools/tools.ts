import * as z from 'zod/mini'
import { invalidInput } from '../../core/errors/errors.ts'
import { descriptions } from '../../wire/descriptions.ts'
import { operations, type Operation } from '../../wire/operations.ts'
import { wire } from '../../wire/wire-names.ts'
import { withFieldTexts } from './field-texts.ts'
import { toolNames, type MemoryToolName } from './offers.ts'
import { toolSchema, type ToolSchema } from './tool-schema.ts'
import { lazily } from '../../core/input/lazily.ts'

/** Hints about the effect of a tool, by the names of the Model Context Protocol. */
export interface ToolAnnotations {
  /** True where the tool changes nothing. */
  readonly readOnlyHint?: boolean
  /** True where the tool removes something for good. */
  readonly destructiveHint?: boolean
  /** True where a second call with the same input changes nothing more. */
  readonly idempotentHint?: boolean
  /** False: a tool reaches the user's memory and nothing beyond. */
  readonly openWorldHint: boolean
}

/** A tool as it is announced to a model. */
export interface ToolDefinition {
  readonly name: MemoryToolName
  readonly title: string
  readonly description: string
  readonly inputSchema: ToolSchema
  readonly outputSchema: ToolSchema
  readonly annotations: ToolAnnotations
}

/** An operation as a tool: what it takes and gives on the wire, and how it is announced. */
export interface OfferedTool {
  readonly operation: Operation
  /** Checks the arguments: the operation's input on the wire, and what says which part of a result to show. */
  readonly input: z.ZodMiniType
  /** True where the journal records the call. */
  readonly takesPurpose: boolean
  readonly definition: ToolDefinition
}

/** In which field a user is named where a connection is bound to none. */
const userField = lazily(() => z.string())
/** Goes on reading where a long content was cut. */
const contentFromField = lazily(() =>
  z.optional(z.int().check(z.minimum(0))).check(z.describe('Go on at this character')),
)

const definitions = new Map<string, OfferedTool>()

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
): readonly OfferedTool[] {
  for (const name of names) {
    if (!toolNames.some((known) => known === name)) {
      invalidInput(`tools: each must be one of ${toolNames.join(', ')}`)
    }
  }
  return operations
    .filter(({ name }) => names.includes(name))
    .map((operation) => offering(toolOf(operation as unknown as Operation, takesUserId), types))
}

/** Offers a model these types alone, where a tool takes one. */
function offering(tool: OfferedTool, types: readonly string[] | null): OfferedTool {
  const { inputSchema } = tool.definition
  const type = inputSchema.properties?.['type']
  if (types === null || type === undefined) return tool
  const properties = { ...inputSchema.properties, type: { type: 'string' as const, enum: [...types] } }
  return { ...tool, definition: { ...tool.definition, inputSchema: { ...inputSchema, properties } } }
}

function toolOf(operation: Operation, takesUserId: boolean): OfferedTool {
  const key = `${operation.name} ${takesUserId}`
  const known = definitions.get(key) ?? defineTool(operation, takesUserId)
  definitions.set(key, known)
  return known
}

function defineTool(operation: Operation, takesUserId: boolean): OfferedTool {
  const input = z.extend(z.omit(objectSchema(operation.input), withheld[operation.method] ?? {}), {
    ...(operation.method === 'get' ? { content_from: contentFromField() } : {}),
    ...(takesUserId ? { user_id: userField() } : {}),
  })
  const output = objectSchema(operation.output)
  return {
    operation,
    input,
    takesPurpose: 'purpose' in objectSchema(operation.input).shape,
    definition: {
      name: operation.name as MemoryToolName,
      title: titleOf(operation.name),
      description: descriptions[operation.name as MemoryToolName],
      inputSchema: withFieldTexts(operation.name, toolSchema(input, 'input')),
      outputSchema: toolSchema(z.omit(output, untold(output, takesUserId)), 'output'),
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

/** Fields of an answer that its schema leaves out: the user where the connection knows it, and what is told of sense. */
function untold({ shape }: z.ZodMiniObject, takesUserId: boolean): Record<string, true> {
  const names = ['meaning', 'embedded', ...(takesUserId ? [] : ['user_id'])]
  return Object.fromEntries(names.filter((name) => name in shape).map((name) => [name, true as const]))
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
