import type { UserReader } from '../../port/reader.ts'
import type { StoredObservation } from '../../port/stored.ts'
import type { CountedVersion } from '../../port/version.ts'
import { observationBytes } from '../../rules/counted-bytes.ts'
import { hasExpired } from '../../rules/expiry.ts'

/** Makes the part of a reader that tells of ends, for a store that holds the rows of a user in lists. */
export function readExpiry(
  observations: readonly StoredObservation[],
  versions: readonly CountedVersion[],
): Pick<UserReader, 'observationsByExpiry' | 'expired'> {
  const bytesOf = (observation: StoredObservation): number => {
    const own = versions.filter((version) => version.observation === observation.id)
    return own.reduce((sum, { bytes }) => sum + bytes, observationBytes(observation))
  }
  return {
    observationsByExpiry: (limit) =>
      observations
        .filter(({ expiresAt }) => expiresAt !== null)
        .toSorted((a, b) => a.expiresAt! - b.expiresAt! || a.id - b.id)
        .slice(0, limit),
    expired: (now) =>
      observations
        .filter((observation) => hasExpired(observation, now))
        .map((observation) => {
          const { id, type, status } = observation
          return { id, type, status, bytes: bytesOf(observation) }
        }),
  }
}
