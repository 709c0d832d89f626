import type { UserMemory } from '../../src/core/user-memory.ts'
import type { SavedSession } from './locomo.ts'

/** A conversation as it was saved. */
export interface SavedConversation {
  /** The turns that each observation, by its id, comes from. Equal observations are kept once. */
  readonly turnsOf: ReadonlyMap<number, readonly string[]>
  readonly lastDate: number
}

/** One conversation is one user. */
export const userIdOf = (conversation: number): string => `conversation-${conversation}`

/** Saves each session as a session, on its own date, a second between observations. */
export const saveConversation = async (
  memory: UserMemory,
  sessions: readonly SavedSession[],
  clock: { now: number },
): Promise<SavedConversation> => {
  const turnsOf = new Map<number, string[]>()
  for (const { startedAt, entries } of sessions) {
    clock.now = startedAt
    await memory.startSession()
    for (const { speaker, content, turns } of entries) {
      const { id } = await memory.save({ type: 'discovery', title: speaker, content })
      turnsOf.set(id, [...(turnsOf.get(id) ?? []), ...turns])
      clock.now += 1_000
    }
    await memory.endSession('End of the session.')
  }
  return { turnsOf, lastDate: Math.max(...sessions.map(({ startedAt }) => startedAt)) }
}
