import { MemoryError } from '../../core/errors.ts'
import { maxId, maxUserNumber } from './file/schema.ts'
import type { Statements } from './statements.ts'

/** A row of `user`, changed in place by a write and stored once at its end. */
export interface UserState {
  readonly number: number
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
}

type UserRow = readonly [
  number: number,
  nextId: number,
  nextSession: number,
  observations: number,
  sessions: number,
  bytes: number,
  types: string,
  activeSession: number | null,
  lastActivityAt: number | null,
]

/** The user, or null where nothing was ever written for that id. */
export function findUser(statements: Statements, userId: string): UserState | null {
  const row = statements.readUser.get(userId) as unknown as UserRow | undefined
  if (row === undefined) return null
  const [number, nextId, nextSession, observations, sessions, bytes, types, activeSession, lastActivityAt] =
    row
  return {
    number,
    nextId,
    nextSession,
    observations,
    sessions,
    bytes,
    types: parseTypes(types),
    activeSession,
    lastActivityAt,
  }
}

/** The parser's own message quotes what it was given, so neither it nor its error is passed on. */
function parseTypes(stored: string): string[] {
  try {
    return JSON.parse(stored) as string[]
  } catch {
    throw new MemoryError('corrupt', 'the file is damaged: restore a backup')
  }
}

export function findOrCreateUser(statements: Statements, userId: string): UserState {
  const found = findUser(statements, userId)
  if (found !== null) return found
  const number = Number(statements.insertUser.run(userId).lastInsertRowid)
  if (number > maxUserNumber) throw new MemoryError('storage', 'the file holds as many users as it can')
  return {
    number,
    nextId: 1,
    nextSession: 1,
    observations: 0,
    sessions: 0,
    bytes: 0,
    types: [],
    activeSession: null,
    lastActivityAt: null,
  }
}

export function storeUser(statements: Statements, user: UserState): void {
  if (user.nextId > maxId || user.nextSession > maxId) {
    throw new MemoryError('storage', 'the user holds as many observations or sessions as a file can')
  }
  statements.updateUser.run(
    user.number,
    user.nextId,
    user.nextSession,
    user.observations,
    user.sessions,
    user.bytes,
    JSON.stringify(user.types),
    user.activeSession,
    user.lastActivityAt,
  )
}

/** The type's index in the user's list, which grows by a type seen for the first time. */
export function typeIndex(user: UserState, type: string): number {
  const index = user.types.indexOf(type)
  return index >= 0 ? index : user.types.push(type) - 1
}
