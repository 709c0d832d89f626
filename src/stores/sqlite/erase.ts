import { isoTime } from '../../core/time.ts'
import { isDue } from '../../engine/rules/expiry.ts'
import { emptyReceipt } from '../../engine/rules/empty-answers.ts'
import { newUser } from '../../engine/port/stored.ts'
import type { ErasureReceipt } from '../../core/model.ts'
import { UserIndex } from './index/user-index.ts'
import { observations } from './tables/columns.ts'
import { findUser } from './tables/users.ts'
import type { WriteScope } from './write/group-transaction.ts'
import type { WriteQueue } from './write/write-queue.ts'

/** Observations removed in one transaction: enough to be quick, few enough to let other writes in between. */
const chunkSize = 20
/** Items of threads removed in one transaction: no index of words holds them. */
const itemChunk = 100
/** Entries of the journal removed in one transaction. */
const entryChunk = 1_000
/** Rows of vectors removed in one transaction, each of 64 observations. */
const vectorChunk = 16

/**
 * Takes the user's id off its data. From here on every call finds no such user, and a new user under the same id starts
 * empty. Returns the counts for the receipt.
 */
export function detachUser(scope: WriteScope, userId: string, now: number): ErasureReceipt {
  const user = findUser(scope.statements, userId)
  if (user === null) return emptyReceipt(now)
  const { number, observations: all, sessions } = user
  // What has expired is gone for the user, whether its rows are there or not.
  const expired = isDue(user, now) ? scope.statements.expiredRows.all(number, now).length : 0
  scope.statements.detachUser.run(userId)
  scope.vectors.forget(number)
  return { observations: all - expired, sessions, erasedAt: isoTime(now) }
}

/** Removes the data of detached users step by step, including that of an interrupted erasure. */
export async function removeDetachedUsers(queue: WriteQueue): Promise<void> {
  while (await queue.write(removeSomeOfDetachedUser, { removes: true })) {
    // Each step is one transaction, and other writes come in between.
  }
}

/** Runs one step; false when nothing is left. */
function removeSomeOfDetachedUser(scope: WriteScope): boolean {
  const number = scope.statements.detachedUser.get()?.['number'] as number | undefined
  if (number === undefined) return false
  if (Number(scope.statements.deleteSomeThreadItems.run(number, itemChunk).changes) > 0) return true
  if (Number(scope.statements.deleteSomeEntries.run(number, entryChunk).changes) > 0) return true
  if (Number(scope.statements.deleteSomeVectorChunks.run(number, vectorChunk).changes) > 0) return true
  const unindexedFrom = (scope.statements.unindexedFrom.get(number)?.['next'] ?? null) as number | null
  // The counts of a detached user are no longer used, and its keyed saves go with its row.
  const index = new UserIndex(scope, { ...newUser(), number, unindexedFrom, version: 0, session: null })
  const rows = observations.toRows(scope.statements.observationsById.all(number, 0, chunkSize))
  for (const row of rows) {
    scope.statements.deleteObservation.run(number, row.id)
    scope.statements.deleteVersions.run(number, row.id)
    index.change(row.id, row, null)
  }
  const isLast = rows.length < chunkSize
  scope.sweep({ user: number, isLast })
  if (isLast) {
    scope.statements.deleteThreads.run(number)
    scope.statements.deleteSessions.run(number)
    scope.statements.deleteUser.run(number)
  }
  return true
}
