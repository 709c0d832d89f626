import type { MemorySubject } from '../contract-case.ts'
import { randomHistory, type History } from './history.ts'
import { alone, replay } from './replay.ts'

/** A history in which one user's actions changed what another saw. */
export interface Counterexample {
  /** Seed of the history before it was shortened. */
  readonly seed: number
  /** Steps of two users, as few as still show the difference. */
  readonly history: History
  /** Index of the observed user's first answer that differs; answers of the final audit come last. */
  readonly answer: number
  /** The answer at that index with the other user's actions, as JSON. */
  readonly withOther: string | undefined
  /** The answer at that index without those actions, as JSON. */
  readonly alone: string | undefined
}

/** Number of random histories, and the first seed. */
export interface RandomRuns {
  /** Seed of the first history; the next ones count up from it. */
  readonly seed: number
  /** Histories to try. */
  readonly runs: number
}

/**
 * Searches for a history in which a user could tell, from any result, id, score, order, cursor or error, that another user
 * exists: each random history is played twice, with the other user's actions and without, and the observed user's
 * answers must be the same bytes. Null: none found.
 *
 * @example
 * ```ts
 * assert.equal(await findInterference(subject, { seed: 1, runs: 500 }), null)
 * ```
 */
export async function findInterference(
  subject: MemorySubject,
  { seed, runs }: RandomRuns,
): Promise<Counterexample | null> {
  for (let run = 0; run < runs; run++) {
    const history = randomHistory(seed + run)
    if ((await difference(subject, history)) === null) continue
    return shrink(subject, seed + run, history)
  }
  return null
}

/** Plays one history twice; null where the observed user's answers are the same. */
async function difference(
  subject: MemorySubject,
  history: History,
): Promise<Omit<Counterexample, 'seed' | 'history'> | null> {
  const withOther = await replay(subject, history)
  const without = await replay(subject, alone(history))
  const answer = withOther.findIndex((line, index) => line !== without[index])
  return answer < 0 ? null : { answer, withOther: withOther[answer], alone: without[answer] }
}

/** Leaves steps out, in halves and then one by one, as long as the answers still differ. */
async function shrink(subject: MemorySubject, seed: number, history: History): Promise<Counterexample> {
  let smallest = history
  for (
    let size = Math.ceil(history.steps.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let start = 0; start < smallest.steps.length;) {
      const shorter = { ...smallest, steps: smallest.steps.toSpliced(start, size) }
      if ((await difference(subject, shorter)) === null) start += size
      else smallest = shorter
    }
  }
  const found = await difference(subject, smallest)
  return {
    seed,
    history: smallest,
    answer: found?.answer ?? -1,
    withOther: found?.withOther,
    alone: found?.alone,
  }
}
