import type { MemorySubject } from '../contract-case.ts'
import { randomHistory, type History } from './history.ts'
import type { RandomRuns } from './non-interference.ts'
import { replay } from './replay.ts'

/** A history to which two products answer differently. */
export interface Disagreement {
  /** Seed that makes the history again. */
  readonly seed: number
  /** Steps of two users. */
  readonly history: History
  /** Index of the first answer that differs. */
  readonly answer: number
  /** Answer of the first product at that index, as JSON. */
  readonly one: string | undefined
  /** Answer of the second product at that index, as JSON. */
  readonly other: string | undefined
}

/**
 * Searches for a history that two memories answer differently: other results, ids, order, cursors or errors, or scores
 * that are more than 1e-9 apart. Null: none found.
 *
 * @example
 * ```ts
 * assert.equal(await findDisagreement(reference, subject, { seed: 1, runs: 100 }), null)
 * ```
 */
export async function findDisagreement(
  one: MemorySubject,
  other: MemorySubject,
  { seed, runs }: RandomRuns,
): Promise<Disagreement | null> {
  const hasWholeReads = [one, other].every(({ cannot }) => cannot?.wholeReads === undefined)
  for (let run = 0; run < runs; run++) {
    const { hasJournal, ...others } = randomHistory(seed + run)
    const history = { ...others, hasJournal: hasJournal && hasWholeReads }
    const [left, right] = [await replay(one, history), await replay(other, history)]
    const answer = left.findIndex((line, index) => !agree(line, right[index] ?? ''))
    if (answer >= 0) return { seed: seed + run, history, answer, one: left[answer], other: right[answer] }
  }
  return null
}

/** Compares two answers as bytes; numbers may be up to 1e-9 apart. */
export function agree(left: string, right: string): boolean {
  return left === right || (left !== '' && right !== '' && isClose(JSON.parse(left), JSON.parse(right)))
}

function isClose(left: unknown, right: unknown): boolean {
  if (typeof left === 'number' && typeof right === 'number') return Math.abs(left - right) < 1e-9
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return left === right
  const keys = Object.keys(left)
  if (keys.join() !== Object.keys(right).join()) return false
  return keys.every((key) => isClose(Reflect.get(left, key), Reflect.get(right, key)))
}
