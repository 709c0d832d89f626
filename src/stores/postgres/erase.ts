import type { ErasureReceipt } from '../../core/model.ts'
import { emptyReceipt } from '../../engine/rules/empty-answers.ts'
import { isDue } from '../../engine/rules/expiry.ts'
import { isoTime } from '../../core/time.ts'
import type { Decided } from './connection/runner.ts'
import type { Transaction } from './connection/transaction.ts'
import { toUser, type UserRow } from './tables/users.ts'

/** Rows that one statement removes: few enough for a short statement. */
const step = { postings: 5_000, observations: 1_000, items: 1_000 } as const

/**
 * Removes every row of the user, statement by statement, in one transaction. Other users' rows are never locked, so
 * their calls do not wait. No reader sees a part of the user.
 */
export async function eraseUser(
  transaction: Transaction,
  userId: string,
  now: number,
): Promise<Decided<ErasureReceipt>> {
  const user = toUser(await transaction.ask<UserRow>('lockUser'), userId)
  if (user === null) return { result: emptyReceipt(now), commit: () => transaction.commit() }
  const { observations, sessions } = user
  // What has expired is gone for the user, whether its rows are there or not.
  const expired = isDue(user, now) ? await transaction.ask('expiredRows', now) : []
  for (;;) {
    const [boundary] = await transaction.ask<{ bucket: string }>('postingBoundary', step.postings)
    if (boundary === undefined) break
    await transaction.ask('erasePostingsBelow', boundary.bucket)
  }
  await transaction.ask('erasePostings')
  for (;;) {
    const [last] = await transaction.ask<{ thread: number; number: number }>('threadBoundary', step.items)
    if (last === undefined) break
    await transaction.ask('eraseThreadItemsBelow', last.thread, last.number)
  }
  for (let erased = 0; erased < observations; erased += step.observations) {
    await transaction.ask('eraseVersions', step.observations)
    await transaction.ask('eraseObservations', step.observations)
  }
  const commit = async (): Promise<void> => {
    await Promise.all([
      transaction.ask('eraseStrayVersions'),
      transaction.ask('eraseVectors'),
      transaction.ask('eraseChunks'),
      transaction.ask('eraseEntries'),
      transaction.ask('eraseKeyedAppends'),
      transaction.ask('eraseThreadItems'),
      transaction.ask('eraseThreads'),
      transaction.ask('eraseKeyedSaves'),
      transaction.ask('eraseSessions'),
      transaction.ask('eraseUser'),
      transaction.commit(),
    ])
  }
  return {
    result: { observations: observations - expired.length, sessions, erasedAt: isoTime(now) },
    commit,
    erases: true,
  }
}
