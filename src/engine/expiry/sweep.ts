import type { StoreBackend } from '../port/backend.ts'
import { ask, type Steps } from '../port/steps.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'
import { readVersions } from '../read/versions.ts'
import { bytesMayRemain, hasExpired, isDue } from '../rules/expiry.ts'
import { forgetObservation } from '../write/observations.ts'

/** Observations that one step removes: one transaction, short enough for other writes to come in between. */
const mostInStep = 100

/**
 * Removes some of the user's expired observations with every byte, and counts them; 0 where none is left.
 *
 * The first write removes rows and marks the user; it resolves once the bytes are gone. The second write takes the mark
 * away. A process that is killed in between leaves the mark, and the next sweep looks after the bytes.
 */
export async function sweepUser(backend: StoreBackend, userId: string, now: number): Promise<number> {
  let wasDue = false
  const remove = (unit: UnitOfWork | null): Steps<number | false> => {
    wasDue = unit !== null && isDue(unit.user, now)
    return removeExpired(unit, now)
  }
  const removed = await backend.write(userId, { creates: false }, remove, { removes: true })
  if (wasDue) await backend.write(userId, { creates: false }, noteNextExpiry)
  return removed === false ? 0 : removed
}

/** Removes all that has expired, step by step. */
export async function sweepWhole(backend: StoreBackend, userId: string, now: number): Promise<void> {
  while ((await sweepUser(backend, userId, now)) > 0) {
    // Other writes come in between.
  }
}

/** Removes one step's observations; false where there is nothing to remove and no byte to look after. */
function* removeExpired(unit: UnitOfWork | null, now: number): Steps<number | false> {
  if (unit === null || !isDue(unit.user, now)) return false
  const first = yield* ask(unit.reader.observationsByExpiry(mostInStep))
  const gone = first.filter((observation) => hasExpired(observation, now))
  if (gone.length === 0) return unit.user.nextExpiry === bytesMayRemain ? 0 : false
  for (const observation of gone) {
    const { id, revision } = observation
    const versions = revision === 1 ? [] : yield* readVersions(unit.reader, id)
    forgetObservation(unit, observation, versions)
  }
  unit.user.nextExpiry = bytesMayRemain
  return gone.length
}

function* noteNextExpiry(unit: UnitOfWork | null): Steps<void> {
  if (unit === null) return
  const [next] = yield* ask(unit.reader.observationsByExpiry(1))
  unit.user.nextExpiry = next?.expiresAt ?? null
}
