import { invalidInput, MemoryError } from '../../core/errors/errors.ts'
import type { CleanExpiry, WriteContext } from '../../core/store/store.ts'
import type { StoredObservation, UserState } from '../port/stored.ts'

/** The last time that a `Date` can be. */
const lastTime = 8.64e15

type Ending = Pick<StoredObservation, 'expiresAt'>

/** Tells whether an observation is gone: from the very millisecond of its end on. */
export function hasExpired({ expiresAt }: Pick<StoredObservation, 'expiresAt'>, now: number): boolean {
  return expiresAt !== null && expiresAt <= now
}

/** Tells whether a user may have something that has expired. */
export function isDue(user: Pick<UserState, 'nextExpiry'> | null, now: number): boolean {
  return user !== null && user.nextExpiry !== null && user.nextExpiry <= now
}

/** Returns the earlier one of two times of expiry. */
export function earlierOf(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}

/**
 * Value of {@link UserState.nextExpiry} after a removal of rows, while their bytes may remain. It lies before every
 * time, so that the next sweep looks after the bytes, also where the process was killed in between.
 */
export const bytesMayRemain: number = Number.MIN_SAFE_INTEGER

/** The end that a writer gives. Errors: `invalid_input` for a time that has come, and for one that no date has. */
export function givenEnd(expiry: CleanExpiry, now: number): number | null {
  const end = 'at' in expiry ? expiry.at : now + expiry.after
  if (end === null) return null
  const field = 'at' in expiry ? 'expiresAt' : 'ttlMs'
  if (end > lastTime) invalidInput('lies beyond the last time that a date can have', { field })
  if (end <= now) invalidInput('has come already: such an observation would be gone at once', { field })
  return end
}

/** Milliseconds for which observations of a type are kept by default; null: for good. */
function retentionOf(type: string, { retention = {} }: Pick<WriteContext, 'retention'>): number | null {
  return Object.hasOwn(retention, type) ? retention[type]! : null
}

/** The end of a new observation where its writer gives none. */
export function defaultEnd(type: string, at: Pick<WriteContext, 'now' | 'retention'>): number | null {
  const kept = retentionOf(type, at)
  return kept === null ? null : Math.min(at.now + kept, lastTime)
}

/**
 * The end of a revision where its writer gives none. No end stays no end; another end moves to that of a new observation,
 * if that is later.
 */
export function renewedEnd(
  before: Ending,
  type: string,
  at: Pick<WriteContext, 'now' | 'retention'>,
): number | null {
  if (before.expiresAt === null) return null
  return Math.max(before.expiresAt, defaultEnd(type, at) ?? before.expiresAt)
}

/**
 * Refuses a write that the quota has no room for while expired observations still count. The engine removes those and
 * tries again, so that they cost the user neither a write nor an earlier version. Errors: `quota_exceeded`.
 */
export function refuseUntilSwept(user: UserState, now: number): void {
  if (isDue(user, now))
    throw new MemoryError('quota_exceeded', 'expired observations use up the quota: sweep, then try again')
}
