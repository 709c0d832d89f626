import type { Steps } from '../port/steps.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'

/** Steps that are over at once. */
// oxlint-disable-next-line require-yield -- nothing to wait for
export function* justNow<Result>(result: Result): Steps<Result> {
  return result
}

/** Steps of a write that looks things up in its unit of work only, and so never waits. */
export function atOnce<Result>(
  work: (unit: UnitOfWork | null) => Result,
): (unit: UnitOfWork | null) => Steps<Result> {
  // oxlint-disable-next-line require-yield -- as above
  return function* (unit) {
    return work(unit)
  }
}
