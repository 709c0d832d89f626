import type { UserMemory } from '../../core/user-memory.ts'
import type { ToolSchema } from '../../memory/tools/tool-schema.ts'
import {
  memoryTools,
  type MemoryTool,
  type MemoryToolName,
  type MemoryToolResult,
  type MemoryToolsOptions,
} from '../tools/index.ts'

/** An input's schema in the form of Standard JSON Schema, which the AI SDK takes. */
export interface AiToolSchema {
  /** The schema itself. */
  readonly '~standard': {
    /** Version of Standard Schema. */
    readonly version: 1
    /** Origin of the schema. */
    readonly vendor: 'ilab-memory'
    /** Lets every value pass: the tool itself checks its input, and tells the model what is wrong. */
    readonly validate: (value: unknown) => AiToolInput
    /** Writes the JSON Schema. */
    readonly jsonSchema: {
      /** JSON Schema of the input. */
      readonly input: () => Record<string, unknown>
      /** JSON Schema of the checked input, which is the same. */
      readonly output: () => Record<string, unknown>
    }
  }
}

/** An input that a schema let pass. */
export interface AiToolInput {
  /** The input as it came. */
  readonly value: unknown
}

/** Facts about a call that the AI SDK gives. */
export interface AiToolCall {
  /** The SDK's id of the call. */
  readonly toolCallId: string
}

/** A result that the AI SDK asks to write for a model. */
export interface AiToolAnswer {
  /** Result of the call. */
  readonly output: MemoryToolResult
}

/** A result as the model reads it. */
export interface AiToolText {
  /** Kind of the text: an answer or an error. */
  type: 'text' | 'error-text'
  /** The text itself, fenced. */
  value: string
}

/** A tool in the form of the AI SDK. */
export interface AiTool {
  /** One sentence for the model: its effect, and when to call it. */
  readonly description: string
  /** Schema of the input. No field names a user. */
  readonly inputSchema: AiToolSchema
  /** Does one call. It never throws. A save that is tried again with the same `toolCallId` happens once. */
  readonly execute: (input: unknown, options: AiToolCall) => Promise<MemoryToolResult>
  /** Writes what the model reads of a result: fenced text. */
  readonly toModelOutput: (options: AiToolAnswer) => AiToolText
}

/** Tools of one user's memory by their names. */
export type AiTools = Record<MemoryToolName, AiTool>

/**
 * Makes the tools of one user's memory for `generateText`, `streamText` and agents of the AI SDK. Make them in the
 * request, from its user. The tools are those of `memoryTools`.
 *
 * Errors: those of `memoryTools`.
 *
 * @example
 * ```ts
 * await generateText({ model, tools: aiTools(memory.forUser(userId)), stopWhen: isStepCount(5), prompt })
 * ```
 */
export function aiTools(user: UserMemory, options?: MemoryToolsOptions | null): AiTools {
  const tools = memoryTools(user, options).map((tool) => [tool.name, aiTool(tool)] as const)
  return Object.fromEntries(tools) as AiTools
}

function aiTool({ description, inputSchema, run }: MemoryTool): AiTool {
  return {
    description,
    inputSchema: standardSchema(inputSchema),
    execute: (input, { toolCallId }) => run(input, { callId: toolCallId }),
    toModelOutput: ({ output: { isError, text } }) => ({
      type: isError ? 'error-text' : 'text',
      value: text,
    }),
  }
}

function standardSchema(schema: ToolSchema): AiToolSchema {
  // The SDK adds keywords to the object that it gets.
  const written = (): Record<string, unknown> => structuredClone(schema)
  return {
    '~standard': {
      version: 1,
      vendor: 'ilab-memory',
      validate: (value) => ({ value }),
      jsonSchema: { input: written, output: written },
    },
  }
}
