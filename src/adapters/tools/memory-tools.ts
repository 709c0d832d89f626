import { invalidInput } from '../../core/errors/errors.ts'
import { given } from '../../core/input/given.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { defaultTools, type MemoryToolName } from '../../memory/tools/offers.ts'
import { runTool, type ToolCall } from '../../memory/tools/run-tool.ts'
import type { ToolSchema } from '../../memory/tools/tool-schema.ts'
import { toolsNamed, type OfferedTool, type ToolAnnotations } from '../../memory/tools/tools.ts'
import { callKey } from '../shared/call-key.ts'
import { reportTo, type AdapterOptions } from '../shared/on-error.ts'

/** Options of the tools of a model. */
export interface MemoryToolsOptions extends AdapterOptions {
  /**
   * Names of the tools that the model gets.
   * @default all but `mem_update`, `mem_history`, `mem_revert` and `mem_export`
   */
  readonly only?: readonly MemoryToolName[] | null | undefined
  /**
   * Saves as proposals, which a person approves with `user.approve`.
   * @default false
   */
  readonly review?: boolean | null | undefined
}

/** A tool over one user's memory, which any framework can offer to a model. */
export interface MemoryTool {
  /** Name of the tool. */
  readonly name: MemoryToolName
  /** One sentence for the model: its effect, and when to call it. */
  readonly description: string
  /** JSON Schema of the input. No field names a user. */
  readonly inputSchema: ToolSchema
  /** Hints about the effect of a call. */
  readonly annotations: ToolAnnotations
  /**
   * Does one call. It never throws: a failure is a result too, which the model can read.
   *
   * @param input - the model's arguments, unchecked
   * @param call - the framework's id of the call: a save that is tried again with it happens once
   * @returns the result as fenced `text` for a model, and as JSON; `structured` is null for an error
   */
  readonly run: (input: unknown, call?: MemoryToolCall) => Promise<MemoryToolResult>
}

/** Facts about a call, beside its input. */
export interface MemoryToolCall {
  /** The framework's id of the call. */
  readonly callId?: string | undefined
}

/** Result of one call. */
export interface MemoryToolResult {
  /** The result as text for a model: data of the memory between two marks, or `code: reason` for an error. */
  readonly text: string
  /** The result as JSON; null for an error. */
  readonly structured: Readonly<Record<string, unknown>> | null
  /** True where the call failed. */
  readonly isError: boolean
}

/**
 * Makes tools over one user's memory. Their definitions are those of the MCP server. The user is fixed: no input names
 * one, and a call that adds `user_id` fails with `invalid_input`.
 *
 * Errors: `invalid_input` for a name that is no tool's, and for a tool that changes memory at once beside `review`.
 *
 * @param user - handle of an embedded memory or of a remote one
 *
 * @example
 * ```ts
 * const tools = memoryTools(memory.forUser(userId), { only: ['mem_search', 'mem_save'] })
 * const { text } = await tools[0].run({ query: 'theme' })
 * ```
 */
export function memoryTools(user: UserMemory, options?: MemoryToolsOptions | null): readonly MemoryTool[] {
  const { only = defaultTools, review = false } = given(options)
  if (review && (only.includes('mem_update') || only.includes('mem_revert'))) {
    return invalidInput('only: leave out mem_update and mem_revert with review, since they change at once')
  }
  return toolsNamed(only, false).map((tool) => memoryTool(tool, user, review, options ?? {}))
}

function memoryTool(
  tool: OfferedTool,
  user: UserMemory,
  review: boolean,
  options: AdapterOptions,
): MemoryTool {
  const { name, description, inputSchema, annotations } = tool.definition
  const isReviewed = review && name === 'mem_save'
  const call: ToolCall = {
    purpose: 'tools',
    ...(isReviewed ? { fixed: { status: 'pending' } } : {}),
    report: (_line, error) => reportTo(options, error),
  }
  return {
    name,
    description: isReviewed ? `${description} The user decides about it first.` : description,
    inputSchema: isReviewed ? withoutField(inputSchema, 'status') : inputSchema,
    annotations,
    async run(input, { callId } = {}) {
      const idempotencyKey = callId === undefined ? undefined : await callKey('tool', callId, [name, input])
      const result = await runTool(tool, user, input ?? {}, { ...call, idempotencyKey })
      return {
        text: result.content.map(({ text }) => text).join('\n'),
        structured: result.structuredContent ?? null,
        isError: result.isError === true,
      }
    },
  }
}

function withoutField(schema: ToolSchema, field: string): ToolSchema {
  const { [field]: _, ...properties } = schema.properties ?? {}
  return { ...schema, properties }
}
