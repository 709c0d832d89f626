import { isBusy } from './failures.ts'

const firstRetryMs = 1
const longestRetryMs = 50

/**
 * Runs `attempt` until no other connection holds the lock, without blocking the event loop. Errors: those of the last
 * attempt, which begins before the time is over.
 */
export async function whenFree<Result>(timeoutMs: number, attempt: () => Result): Promise<Result> {
  const deadline = performance.now() + timeoutMs
  for (let delay = firstRetryMs; ; delay = Math.min(delay * 2, longestRetryMs)) {
    try {
      return attempt()
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, delay * (0.5 + Math.random())))
    }
  }
}
