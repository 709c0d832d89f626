import type { UserMemory } from '../../core/user-memory.ts'
import { memoryFiles as handlersOf, type MemoryFiles, type MemoryFilesOptions } from '../anthropic/index.ts'

/** A command of Claude's memory tool with its name, as the AI SDK passes it on. */
export type MemoryFilesAction = {
  [Name in keyof MemoryFiles]: Parameters<MemoryFiles[Name]>[0] & {
    /** Name of the command. */
    readonly command: Name
  }
}[keyof MemoryFiles]

/** Options of the provider's memory tool. */
export interface MemoryFilesTool {
  /** Does one command. It resolves to a text for the model, or rejects with an error for the model. */
  readonly execute: (action: MemoryFilesAction) => Promise<string>
}

/**
 * Makes the options of `anthropic.tools.memory_20250818` over one user's memory: Claude's files, as `memoryFiles` of
 * `ilab-memory/anthropic` keeps them.
 *
 * @example
 * ```ts
 * const tools = { memory: anthropic.tools.memory_20250818(memoryFiles(memory.forUser(userId))) }
 * ```
 */
export function memoryFiles(user: UserMemory, options?: MemoryFilesOptions | null): MemoryFilesTool {
  const files = handlersOf(user, options)
  return {
    execute: async (action) => {
      // Each handler takes the command of its own name.
      const handle = files[action.command] as (command: MemoryFilesAction) => Promise<string>
      return handle(action)
    },
  }
}
