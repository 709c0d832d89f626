import { MemoryError } from '../../../core/errors/errors.ts'
import { newUser, type UserState } from '../../../engine/port/stored.ts'
import { packPaused, unpackPaused } from '../../../engine/rules/paused.ts'
import { parseStored } from './columns.ts'
import { maxId, maxUserNumber } from './schema.ts'
import type { Statements } from './statements.ts'

/** A row of `user`. A write changes the object, which is stored once at its end. */
export interface SqliteUser extends UserState {
  /** Number of the user within the file. */
  readonly number: number
  /** First observation that the index does not hold yet; null where it holds all. */
  readonly unindexedFrom: number | null
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
  paused: number,
  unindexedFrom: number | null,
]

/** Reads the user; null before the first write for that id. */
export function findUser(statements: Statements, userId: string): SqliteUser | null {
  const row = statements.readUser.get(userId) as unknown as UserRow | undefined
  if (row === undefined) return null
  const [number, nextId, nextSession, observations, sessions, bytes, types, ...rest] = row
  const [activeSession, lastActivityAt, paused, unindexedFrom] = rest
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
    ...unpackPaused(paused),
    unindexedFrom,
  }
}

/** Parses the stored types. */
export function parseTypes(stored: string): string[] {
  return parseStored(stored) as string[]
}

/** Reads the user, or creates it where that id has none. */
export function findOrCreateUser(statements: Statements, userId: string): SqliteUser {
  const found = findUser(statements, userId)
  if (found !== null) return found
  const number = Number(statements.insertUser.run(userId).lastInsertRowid)
  if (number > maxUserNumber) throw new MemoryError('storage', 'the file holds as many users as it can')
  return { ...newUser(), number, unindexedFrom: null }
}

/** Stores the user at the end of a write. */
export function storeUser(statements: Statements, user: SqliteUser): void {
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
    packPaused(user),
  )
}
