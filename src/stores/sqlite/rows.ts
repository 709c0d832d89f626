import type { ObservationColumns, SessionColumns, WithSessionId } from '../shared/rows.ts'
import { idBits, maxId } from './file/schema.ts'

/** A row of `observation`. Its session is the session's key. */
export interface ObservationRow extends ObservationColumns {
  readonly key: number
  readonly user: number
}

/** A row of `observation` with its session's public id. */
export type ObservationWithSession = ObservationRow & WithSessionId

/** A row of `session`. */
export interface SessionRow extends SessionColumns {
  readonly key: number
}

/** The part of a key that is counted per user: keys exceed 32 bits, so no bit operators. */
export function numberOfKey(key: number): number {
  return key % (maxId + 1)
}

/** The key of a user's observation or session. */
export function keyOf(user: number, number: number): number {
  return user * 2 ** idBits + number
}

/** The user's number in a key. */
export function userOfKey(key: number): number {
  return Math.floor(key / 2 ** idBits)
}
