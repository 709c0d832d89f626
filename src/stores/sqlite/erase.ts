import type { ErasureReceipt } from '../../core/model.ts'
import { isoTime } from '../../core/time.ts'
import { removeObservation } from './observations.ts'
import type { ObservationRow } from './rows.ts'
import { findUser, type UserState } from './users.ts'
import type { WriteScope } from './write/group-transaction.ts'
import type { WriteQueue } from './write/write-queue.ts'

/** Observations removed in one transaction: enough to be quick, few enough to let others in between. */
const chunkSize = 20

/** Removes one observation. */
export function forgetObservation(scope: WriteScope, user: UserState, id: number): boolean {
  const row = scope.statements.readObservation.get(user.number, id) as unknown as ObservationRow | undefined
  if (row === undefined) return false
  removeObservation(scope, user, row)
  scope.statements.blankKeyedSaves.run(user.number, id)
  return true
}

/**
 * Takes the user's id off its data: from here on the user is gone for every call, and a new user under the same id
 * starts from nothing. Returns what is to be counted in the receipt.
 */
export function detachUser(scope: WriteScope, userId: string, now: number): ErasureReceipt {
  const user = findUser(scope.statements, userId)
  if (user !== null) scope.statements.detachUser.run(userId)
  return { observations: user?.observations ?? 0, sessions: user?.sessions ?? 0, erasedAt: isoTime(now) }
}

/** Removes what detached users left, step by step; also what an interrupted erasure left in an earlier run. */
export async function removeDetachedUsers(queue: WriteQueue): Promise<void> {
  while (await queue.write(removeSomeOfDetachedUser, { removes: true })) {
    // Each step is one transaction, and others' writes come in between.
  }
}

/** One step; false when nothing is left. */
function removeSomeOfDetachedUser(scope: WriteScope): boolean {
  const number = scope.statements.detachedUser.get()?.['number'] as number | undefined
  if (number === undefined) return false
  const user = { ...nobody, number }
  const rows = scope.statements.observationsById.all(
    number,
    0,
    chunkSize,
  ) as unknown as readonly ObservationRow[]
  for (const row of rows) removeObservation(scope, user, row)
  const isLast = rows.length < chunkSize
  scope.sweep({ user: number, isLast })
  if (isLast) {
    scope.statements.deleteSessions.run(number)
    scope.statements.deleteUser.run(number)
  }
  return true
}

/** Counts of a detached user are nobody's any more. */
const nobody: Omit<UserState, 'number'> = {
  nextId: 1,
  nextSession: 1,
  observations: 0,
  sessions: 0,
  bytes: 0,
  types: [],
  activeSession: null,
  lastActivityAt: null,
}
