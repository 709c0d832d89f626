import type { UserMemory } from '../../core/user-memory.ts'
import { orElse, type AdapterOptions } from './on-error.ts'

/** Options of an adapter that puts memory into a prompt. */
export interface RecallOptions extends AdapterOptions {
  /**
   * Tokens of the memory's text at most.
   * @default 1000
   */
  readonly maxTokens?: number | null | undefined
}

/**
 * Reads the fenced text that a model should see of the memory for one turn. It is empty where nothing matches, where
 * the user has paused recall, and where the memory fails. It never throws.
 *
 * @param query - the user's message
 * @param purpose - name of the adapter in the journal
 */
export async function recalled(
  user: UserMemory,
  query: string,
  purpose: string,
  options: RecallOptions,
): Promise<string> {
  const { maxTokens } = options
  return orElse(options, '', async () => (await user.context({ query, maxTokens, purpose })).text)
}
