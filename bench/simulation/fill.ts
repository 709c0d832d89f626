import type { MemoryOfUsers } from '../../src/core/user-memory.ts'
import type { Population } from './population.ts'
import { exportedLines } from './texts.ts'

/** Number of one user's observations that arrive in a row, before those of the next user. */
const visit = 25
const concurrency = 64
const day = 86_400_000

/** Id of a simulated user. */
export const simulatedId = (user: number): string => `person-${user}`

function* eachVisit(population: Population): Generator<{ user: number; from: number; to: number }> {
  let isLeft = true
  for (let from = 0; isLeft; from += visit) {
    isLeft = false
    for (let user = 0; user < population.size.users; user++) {
      const count = population.observationsOf(user)
      if (count > from) yield { user, from, to: Math.min(count, from + visit) }
      if (count > from + visit) isLeft = true
    }
  }
}

/**
 * Imports what every user has before the day, many users at a time.
 *
 * @param dayStart - milliseconds since 1970; the observations are from the 90 days before
 */
export async function fillMemory(
  memory: MemoryOfUsers,
  population: Population,
  dayStart: number,
  onProgress: (observations: number) => void = () => undefined,
): Promise<void> {
  const visits = eachVisit(population)
  let filled = 0
  const importer = async (): Promise<void> => {
    for (const { user, from, to } of visits) {
      const at = dayStart - 90 * day + ((user * 7 + from) % 89) * day
      await memory
        .forUser(simulatedId(user))
        .import(exportedLines(population.size.seed, user, { from, to, at }))
      onProgress((filled += to - from))
    }
  }
  await Promise.all(Array.from({ length: concurrency }, importer))
}
