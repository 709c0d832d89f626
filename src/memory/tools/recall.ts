import type { UserMemory } from '../../core/user-memory.ts'
import type { Operation } from '../../wire/operations.ts'

type Json = Readonly<Record<string, unknown>>

/** Empty answers of the tools that recall, by method. */
const nothing: Readonly<Partial<Record<Operation['method'], Json>>> = {
  search: { results: [] },
  timeline: { observations: [] },
  get: { observation: null },
  history: { versions: [], next_before: null },
  list: { observations: [], next_cursor: null },
  export: { lines: [] },
}

/** Says in a result why it is empty. */
export const pausedNote = 'The user has paused recall: go on without it.'

/**
 * The result of a tool while the user has paused recall; null while it is not paused. The library goes on listing for
 * the user's own page, but a model sees nothing.
 *
 * @param found - the result of the call; a search or a timeline that found something was not paused
 */
export async function pausedResult(
  method: Operation['method'],
  user: UserMemory,
  found?: Json,
): Promise<Json | null> {
  const empty = nothing[method]
  if (empty === undefined) return null
  const shown =
    method === 'search' ? found?.['results'] : method === 'timeline' ? found?.['observations'] : null
  if (Array.isArray(shown) && shown.length > 0) return null
  return (await user.settings()).isRecallPaused ? { ...empty, empty_because: 'paused' } : null
}
