import { MemoryError } from '../../core/errors/errors.ts'
import type { StoreBackend, WriteOptions } from '../port/backend.ts'
import type { Steps } from '../port/steps.ts'
import type { Needs, UnitOfWork } from '../port/unit-of-work.ts'
import { isDue } from '../rules/expiry.ts'
import { LivingUnit } from './living-unit.ts'
import { sweepUser, sweepWhole } from './sweep.ts'

type Work<Result> = (unit: UnitOfWork | null) => Steps<Result>

/** Kind of a write that sees no expired observation. */
export interface LivingWriteOptions extends WriteOptions {
  /**
   * True if it may meet an expired observation that it has not announced. Those of its user are all removed before.
   * @default false
   */
  readonly sweepsFirst?: boolean
}

/** Result of a write that has to begin again after a sweep. */
const sweepFirst = Symbol('sweep first')

/**
 * Runs a write for which everything that has expired by `now` is forgotten. Afterwards it removes some of that, where
 * there is some. A failure of that removal does not fail the write, and a later sweep goes on.
 */
export async function writeLiving<Result>(
  backend: StoreBackend,
  userId: string,
  needs: Needs,
  now: number,
  work: Work<Result>,
  { sweepsFirst = false, ...options }: LivingWriteOptions = {},
): Promise<Result> {
  let due = false
  const living = (mayBegin: boolean): Work<Result | typeof sweepFirst> =>
    function* (unit) {
      due = unit !== null && isDue(unit.user, now)
      if (due && !mayBegin) return sweepFirst
      const result = yield* work(due ? new LivingUnit(unit!, now) : unit)
      // An import may have brought what expires soon; the clock of another process may have been ahead.
      due = unit !== null && isDue(unit.user, now)
      return result
    }
  const write = (mayBegin: boolean): Promise<Result | typeof sweepFirst> =>
    backend.write(userId, needs, living(mayBegin), options)
  let result = await write(!sweepsFirst).catch((error: unknown) => {
    if (due && error instanceof MemoryError && error.code === 'quota_exceeded') return sweepFirst
    throw error
  })
  if (result === sweepFirst) {
    await sweepWhole(backend, userId, now)
    result = await write(true)
  }
  if (due) await sweepUser(backend, userId, now).catch(() => undefined)
  return result as Result
}
