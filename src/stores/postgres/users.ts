import { MemoryError } from '../../core/errors.ts'
import { maxId } from './schema/schema.ts'
import type { Transaction } from './connection/transaction.ts'

/** A row of `user_state`, changed in place by a write and stored once at its end. */
export interface UserState {
  analyzer: string
  nextId: number
  nextSession: number
  observations: number
  sessions: number
  bytes: number
  /** Types that this user's observations have had; their index stands in the document records. */
  types: string[]
  /** The active session's number. */
  activeSession: number | null
  /** The active session's, kept here because each save writes here anyway. */
  lastActivityAt: number | null
  /** Marks of the last writes, newest last, so that a writer who lost the connection learns whether its own is in. */
  recentWrites: string[]
}

/** A row of `user_state` as it comes. */
export interface UserRow {
  readonly user_id: string
  readonly analyzer: string
  readonly next_id: number
  readonly next_session: number
  readonly observations: number
  readonly sessions: number
  readonly bytes: number
  readonly types: string
  readonly active_session: number | null
  readonly last_activity_at: number | null
  readonly recent_writes: string
}

const keptMarks = 8

/** The user, or null where nothing was ever written. Errors: `storage` for another user's id under the same key. */
export function toUser(rows: readonly UserRow[], userId: string): UserState | null {
  const row = rows[0]
  if (row === undefined) return null
  if (row.user_id !== userId) throw new MemoryError('storage', 'two user ids have the same digest')
  return {
    analyzer: row.analyzer,
    nextId: row.next_id,
    nextSession: row.next_session,
    observations: row.observations,
    sessions: row.sessions,
    bytes: row.bytes,
    types: JSON.parse(row.types) as string[],
    activeSession: row.active_session,
    lastActivityAt: row.last_activity_at,
    recentWrites: row.recent_writes === '' ? [] : row.recent_writes.split(' '),
  }
}

/** Stores the user with the mark of this write. */
export async function storeUser(transaction: Transaction, user: UserState, mark: string): Promise<void> {
  if (user.nextId > maxId || user.nextSession > maxId) {
    throw new MemoryError('storage', 'the user holds as many observations or sessions as there can be')
  }
  await transaction.ask(
    'updateUser',
    user.analyzer,
    user.nextId,
    user.nextSession,
    user.observations,
    user.sessions,
    user.bytes,
    JSON.stringify(user.types),
    user.activeSession,
    user.lastActivityAt,
    [...user.recentWrites, mark].slice(-keptMarks).join(' '),
  )
}

/** The type's index in the user's list, which grows by a type seen for the first time. */
export function typeIndex(user: UserState, type: string): number {
  const index = user.types.indexOf(type)
  return index >= 0 ? index : user.types.push(type) - 1
}
