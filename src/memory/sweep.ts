import type { Swept } from '../core/model.ts'
import type { Store } from '../core/store/store.ts'

/** Users that are swept at once: removals in one SQLite file share their commit and the reading of the file. */
const atOnce = 8

/**
 * Removes everything that has expired by `now`, user by user. A user that fails does not keep the others; the first
 * error is thrown at the end.
 */
export async function sweepUsers(
  store: Store,
  now: number,
  onProgress: (progress: Swept) => void,
): Promise<Swept> {
  const failures: unknown[] = []
  let swept: Swept = { users: 0, observations: 0 }
  const sweepOne = async (userId: string): Promise<void> => {
    for (let users = 1; ; users = 0) {
      const removed = await store.sweepUser(userId, now)
      if (removed === 0) return
      swept = { users: swept.users + users, observations: swept.observations + removed }
      onProgress(swept)
    }
  }
  for (let after: string | null = null; ;) {
    const page = await store.usersToSweep(now, after)
    const waiting = [...page.users]
    const workers = Array.from({ length: atOnce }, async () => {
      for (let userId = waiting.shift(); userId !== undefined; userId = waiting.shift())
        await sweepOne(userId).catch((error: unknown) => failures.push(error))
    })
    await Promise.all(workers)
    if (page.next === null) break
    after = page.next
  }
  if (failures.length > 0) throw failures[0]
  return swept
}
