import { invalidInput } from '../../core/errors/errors.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { memoryTools, type MemoryToolsOptions } from '../tools/index.ts'

/** Options of `agentTools`. */
export interface AgentToolsOptions extends MemoryToolsOptions {
  /**
   * Finds the handle in the context of a run.
   * @default the field `memory` of the context
   */
  readonly userOf?: ((context: unknown) => UserMemory) | null | undefined
}

/** A tool of the shape that the OpenAI Agents SDK has for functions. */
export interface AgentTool {
  /** Kind of the tool. */
  readonly type: 'function'
  /** Name of the tool. */
  readonly name: string
  /** One sentence for the model: its effect, and when to call it. */
  readonly description: string
  /** JSON Schema of the input. No field names a user. */
  readonly parameters: AgentToolParameters
  /** False: a model may leave fields out. */
  readonly strict: false
  /** Answers false: no call waits for a person. */
  readonly needsApproval: () => Promise<boolean>
  /** Answers true: every run has the tool. */
  readonly isEnabled: () => Promise<boolean>
  /**
   * Does one call for the user of the run.
   *
   * Errors: `invalid_input` where the run's context has no handle.
   */
  readonly invoke: (run: AgentRun, input: string, details?: AgentCall) => Promise<string>
}

/** JSON Schema of a tool's input. */
export interface AgentToolParameters {
  /** An object: the arguments by name. */
  type: 'object'
  /** Schema of each argument. */
  properties: Record<string, object>
  /** Arguments that must be given. */
  required: string[]
  /** False: no other argument is taken. */
  additionalProperties: false
}

/** The part of a run's context that a tool reads. */
export interface AgentRun {
  /** The context that the application gave to `run`. */
  readonly context: unknown
}

/** The part of a call's details that a tool reads. */
export interface AgentCall {
  /** The call, as the model made it. */
  readonly toolCall?: AgentToolCall | undefined
}

/** The part of a model's call that a tool reads. */
export interface AgentToolCall {
  /** The framework's id of the call: a save that is tried again with it happens once. */
  readonly callId: string
}

/** Definitions are the same for every user, and only calls read the memory. */
const anyUser = {} as UserMemory

/**
 * Makes the tools of a memory for an agent that serves all users. The user comes from the context of the run: its field
 * `memory` holds the handle. A run without a handle in its context fails.
 *
 * Errors: `invalid_input` as `memoryTools`.
 *
 * @example
 * ```ts
 * const settings = { name: 'helper', model, tools: agentTools() } // of the agent, once
 * const options = { context: { memory: memory.forUser(userId) } } // of each run
 * ```
 */
export function agentTools(options?: AgentToolsOptions | null): AgentTool[] {
  const { userOf, ...rest } = options ?? {}
  const find = userOf ?? memoryOf
  return memoryTools(anyUser, rest).map(({ name, description, inputSchema }) => ({
    type: 'function',
    name,
    description,
    parameters: {
      type: 'object',
      properties: inputSchema.properties ?? {},
      required: inputSchema.required ?? [],
      additionalProperties: false,
    },
    strict: false,
    needsApproval: async () => false,
    isEnabled: async () => true,
    invoke: async ({ context }, input, details) => {
      const [tool] = memoryTools(requireHandle(find(context)), { ...rest, only: [name] })
      const result = await tool?.run(parsed(input), { callId: details?.toolCall?.callId })
      return result?.text ?? ''
    },
  }))
}

function memoryOf(context: unknown): unknown {
  return typeof context === 'object' && context !== null ? Reflect.get(context, 'memory') : undefined
}

/** Checks that a run has a handle: a run without one must not get the memory of another user, or of none. */
function requireHandle(found: unknown): UserMemory {
  const isHandle = typeof found === 'object' && found !== null && 'userId' in found && 'search' in found
  return isHandle
    ? (found as UserMemory)
    : invalidInput('give the run a handle: run(agent, text, { context: { memory: memory.forUser(id) } })', {
        field: 'context.memory',
      })
}

/** Reads the arguments of a call; what is no JSON is refused by the tool as an input of the wrong type. */
function parsed(input: string): unknown {
  try {
    return input === '' ? {} : (JSON.parse(input) as unknown)
  } catch {
    return input
  }
}
