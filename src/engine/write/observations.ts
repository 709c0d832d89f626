import { observationBytes } from '../rules/counted-bytes.ts'
import type { StoredObservation } from '../port/stored.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'
import { requireSaving } from '../rules/paused.ts'

/** The fields that exact deduplication compares. */
export type Said = Pick<StoredObservation, 'type' | 'title' | 'content'>

/** True if both say exactly the same. */
export function saysTheSame(a: Said, b: Said): boolean {
  return a.content === b.content && a.title === b.title && a.type === b.type
}

/** The oldest observation that says exactly the same, and was created at that time if one is given. */
export function findSame(
  unit: UnitOfWork,
  said: Said & { readonly digest: number },
  createdAt?: number,
): StoredObservation | null {
  for (const stored of unit.byDigest(said.digest)) {
    if (saysTheSame(stored, said) && (createdAt === undefined || stored.createdAt === createdAt))
      return stored
  }
  return null
}

/** Adds an observation and counts it. Errors: `paused`. */
export function addObservation(unit: UnitOfWork, observation: StoredObservation): void {
  const { user } = unit
  requireSaving(user)
  unit.put(observation, null)
  user.nextId = Math.max(user.nextId, observation.id + 1)
  user.observations++
  user.bytes += observationBytes(observation)
}

/** Puts a new version in the place of an observation and counts the difference. Errors: `paused`. */
export function replaceObservation(
  unit: UnitOfWork,
  before: StoredObservation,
  observation: StoredObservation,
): void {
  requireSaving(unit.user)
  unit.put(observation, before)
  unit.user.bytes += observationBytes(observation) - observationBytes(before)
}

/** Removes an observation and counts it; false where there is none. */
export function forgetObservation(unit: UnitOfWork, observation: StoredObservation | null): boolean {
  if (observation === null) return false
  unit.remove(observation)
  unit.user.observations--
  unit.user.bytes -= observationBytes(observation)
  return true
}
