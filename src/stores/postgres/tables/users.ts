import { MemoryError } from '../../../core/errors/errors.ts'
import type { UserState } from '../../../engine/port/stored.ts'
import { packPaused, unpackPaused } from '../../../engine/rules/paused.ts'
import { maxId } from './schema.ts'

/** A row of `user_state`. A write changes the object, which is stored once at its end. */
export interface PostgresUser extends UserState {
  /** Id of the analyser that made the user's index. */
  analyzer: string
  /** Marks of the last writes, the newest last. A writer that lost its connection looks for its own among them. */
  recentWrites: string[]
}

/** A row of `user_state` as the database returns it. */
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
  readonly paused: number
  readonly next_expiry: number | null
  readonly vector_space: number | null
  readonly is_embedded: boolean
}

const keptMarks = 8

/** Reads the user; null before the first write. Errors: `storage` for another user's id under the same key. */
export function toUser(rows: readonly UserRow[], userId: string): PostgresUser | null {
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
    ...unpackPaused(row.paused),
    nextExpiry: row.next_expiry,
    embedding: row.vector_space === null ? null : { space: row.vector_space, isComplete: row.is_embedded },
    recentWrites: row.recent_writes === '' ? [] : row.recent_writes.split(' '),
  }
}

/** Tells that another process erased the user between the two statements that create one; the runner tries again. */
class UserErased extends Error {
  override readonly name = 'UserErased'
  /** SQLSTATE of a serialization failure. */
  readonly code = '40001'

  constructor() {
    super('the user was erased while the write waited')
  }
}

/** Reads a user that the write has created if need be. Errors: those of {@link toUser}. */
export function requireUser(rows: readonly UserRow[], userId: string): PostgresUser {
  const user = toUser(rows, userId)
  if (user === null) throw new UserErased()
  return user
}

/** Returns the values of `updateUser`, with the mark of this write. Errors: `storage` where the counts are used up. */
export function valuesOf(user: PostgresUser, mark: string): readonly unknown[] {
  if (user.nextId > maxId || user.nextSession > maxId) {
    throw new MemoryError('storage', 'the user holds as many observations or sessions as there can be')
  }
  return [
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
    packPaused(user),
    user.nextExpiry,
    user.embedding?.space ?? null,
    user.embedding?.isComplete ?? false,
  ]
}
