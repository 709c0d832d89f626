import type { ContextItem, MemoryContext } from '../../../core/model.ts'
import type { UserMemory } from '../../../core/user-memory.ts'
import { purpose } from './recall.ts'

/** A request for a context. */
export interface ContextQuery {
  readonly text: string
  readonly maxTokens: number
  readonly minShare: number
}

/** An item that the text does not have, and the cause. */
export interface LeftOut {
  readonly item: ContextItem
  readonly cause: 'room' | 'share'
}

/** A context beside what it leaves out. */
export interface StudiedContext {
  readonly context: MemoryContext
  readonly leftOut: readonly LeftOut[]
}

/** More tokens than any memory's context has. */
const noBound = 1_000_000_000

/** Makes a context, and finds what has no room in it or matches too little, by asking without these bounds too. */
export async function studyContext(
  user: UserMemory,
  { text, maxTokens, minShare }: ContextQuery,
): Promise<StudiedContext> {
  const query = text.trim() === '' ? null : text
  const [context, roomy, open] = await Promise.all([
    user.context({ query, maxTokens, minShare, purpose }),
    user.context({ query, maxTokens: noBound, minShare, purpose }),
    user.context({ query, maxTokens: noBound, minShare: 0, purpose }),
  ])
  const inside = new Set(context.items.map(keyOf))
  const withRoom = new Set(roomy.items.map(keyOf))
  const room = roomy.items.filter((item) => !inside.has(keyOf(item)))
  const share = open.items.filter((item) => !inside.has(keyOf(item)) && !withRoom.has(keyOf(item)))
  return {
    context,
    leftOut: [
      ...room.map((item): LeftOut => ({ item, cause: 'room' })),
      ...share.map((item): LeftOut => ({ item, cause: 'share' })),
    ],
  }
}

function keyOf({ id, sessionId }: ContextItem): string {
  return id === null ? `session ${sessionId}` : `memory ${id}`
}
