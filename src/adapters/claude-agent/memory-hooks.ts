import { given } from '../../core/input/given.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { answerEvent } from '../hosts/answer.ts'
import { readEvent } from '../hosts/event.ts'
import { longestFor } from '../hosts/output.ts'
import { orElse } from '../shared/on-error.ts'
import type { RecallOptions } from '../shared/recalled.ts'

/** Options of the hooks. */
export interface MemoryHooksOptions extends RecallOptions {
  /**
   * Keeps the last answer of each conversation, and the summaries of compactions.
   * @default true
   */
  readonly save?: boolean | null | undefined
}

/** Event that the SDK gives to a hook. */
export interface HookInput {
  /** Name of the event. */
  readonly hook_event_name: string
  /** Id of the conversation. */
  readonly session_id: string
}

/** Part of an answer for one event. */
export interface SpecificOutput {
  /** Name of the event. */
  hookEventName: 'SessionStart' | 'UserPromptSubmit'
  /** Fenced text of the memory, for the model. */
  additionalContext: string
}

/** Answer of a hook. */
export interface HookOutput {
  /** Text for the model; absent where there is none. */
  hookSpecificOutput?: SpecificOutput
}

/** Hooks of one event. */
export interface HookMatcher {
  /** Functions that the SDK calls. They never throw. */
  hooks: ((input: HookInput) => Promise<HookOutput>)[]
  /** Seconds after which the SDK goes on without an answer. */
  timeout: number
}

/** The hooks by their events, as the option `hooks` of `query` takes them. */
export interface MemoryHooks {
  /** Adds what is worth knowing to a new conversation; a little after a compaction. */
  SessionStart: HookMatcher[]
  /** Adds what the memory knows about the prompt. */
  UserPromptSubmit: HookMatcher[]
  /** Keeps the summary of a compaction. */
  PostCompact: HookMatcher[]
  /** Keeps the last answer, under `host/<session_id>`. */
  Stop: HookMatcher[]
  /** Ends the session of the conversation. */
  SessionEnd: HookMatcher[]
}

const defaultTokens = 1_000

/**
 * Makes the hooks of the Claude Agent SDK over one user's memory. No model is called. The events of subagents are
 * ignored. While the user has paused recall or saving, and where the memory fails, the conversation goes on without it.
 *
 * @example
 * ```ts
 * const messages = query({ prompt, options: { hooks: memoryHooks(memory.forUser(userId)) } })
 * ```
 */
export function memoryHooks(user: UserMemory, options?: MemoryHooksOptions | null): MemoryHooks {
  const { save: saves = true, maxTokens = defaultTokens } = given(options)
  const limits = { maxCharacters: longestFor('claude-code'), maxTokens, project: '', saves }
  const hook = (input: HookInput): Promise<HookOutput> =>
    orElse(options ?? {}, {}, async () => {
      const event = readEvent(input, 'claude-code')
      if (event === null) return {}
      const text = await answerEvent(user, event, { ...limits, purpose: 'claude-agent' })
      const { name } = event
      return text !== '' && (name === 'SessionStart' || name === 'UserPromptSubmit')
        ? { hookSpecificOutput: { hookEventName: name, additionalContext: text } }
        : {}
    })
  const matchers = (timeout: number): HookMatcher[] => [{ hooks: [hook], timeout }]
  return {
    SessionStart: matchers(10),
    UserPromptSubmit: matchers(5),
    PostCompact: matchers(10),
    Stop: matchers(10),
    SessionEnd: matchers(1),
  }
}
