import type { UserMemory } from '../../core/user-memory.ts'
import type { OnError } from '../shared/on-error.ts'
import { orEmpty } from '../shared/or-empty.ts'
import { withoutUndefined } from '../shared/without-undefined.ts'

/** Options of `memorySession`. */
export interface MemorySessionOptions {
  /**
   * Takes failures of the memory. The run then goes on as with an empty session, and items that could not be written are
   * lost.
   * @default none: the run fails
   */
  readonly onError?: OnError | null | undefined
}

/** A session of the shape that the OpenAI Agents SDK asks for. */
export interface MemorySession {
  /** Returns the name of the session. */
  readonly getSessionId: () => Promise<string>
  /** Returns the last items, or all, oldest first. */
  readonly getItems: <Item>(limit?: number) => Promise<Item[]>
  /** Appends items. Errors: `invalid_input`; `quota_exceeded`. */
  readonly addItems: (items: readonly object[]) => Promise<void>
  /** Removes the last item with its bytes, and returns it. */
  readonly popItem: <Item>() => Promise<Item | undefined>
  /** Removes all items with their bytes. */
  readonly clearSession: () => Promise<void>
}

/** Items that the memory takes and gives in one call. */
const mostItems = 1_000

/**
 * Keeps the history of a conversation in the thread of that name of one user. The same name of another user is another session.
 *
 * While the user has paused saving, items are dropped, and `onError` is told.
 *
 * @param name - id of the conversation: 1 to 255 characters
 *
 * @example
 * ```ts
 * const options = { session: memorySession(memory.forUser(userId), chatId) } // of each run
 * ```
 */
export function memorySession(
  user: UserMemory,
  name: string,
  options?: MemorySessionOptions | null,
): MemorySession {
  const thread = user.thread(name)
  const onError = options?.onError ?? undefined

  async function lastItems(limit: number): Promise<unknown[]> {
    const items: unknown[] = []
    let before: number | null = null
    do {
      const last = Math.min(limit - items.length, mostItems)
      const page: Awaited<ReturnType<typeof thread.read>> = await thread.read({ last, before })
      items.unshift(...page.items.map(({ item }) => item))
      before = page.nextBefore
    } while (before !== null && items.length < limit)
    return items
  }

  return {
    getSessionId: async () => name,
    getItems: async <Item>(limit = Number.POSITIVE_INFINITY) =>
      (limit > 0 ? await orEmpty(() => lastItems(Math.floor(limit)), [], onError) : []) as Item[],
    addItems: async (items) => {
      for (let at = 0; at < items.length; at += mostItems) {
        const some = items.slice(at, at + mostItems).map(withoutUndefined)
        await orEmpty(() => thread.append(some), null, onError)
      }
    },
    popItem: async <Item>() => (await orEmpty(() => thread.pop(), null, onError))?.item as Item | undefined,
    clearSession: async () => {
      await orEmpty(() => thread.clear(), 0, onError)
    },
  }
}
