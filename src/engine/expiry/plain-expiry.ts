import type { ExpiredRow } from '../port/reader.ts'
import type { StoredObservation } from '../port/stored.ts'
import type { CountedVersion } from '../port/version.ts'
import { observationBytes } from '../rules/counted-bytes.ts'
import { hasExpired } from '../rules/expiry.ts'

/** Finds what has expired by `now`, for a store that holds the rows of a user in lists. */
export function findExpired(
  observations: readonly StoredObservation[],
  versions: readonly CountedVersion[],
  now: number,
): ExpiredRow[] {
  return observations
    .filter((observation) => hasExpired(observation, now))
    .map((observation) => {
      const { id, type } = observation
      const own = versions.filter((version) => version.observation === id)
      const bytes = own.reduce((sum, version) => sum + version.bytes, observationBytes(observation))
      return { id, type, bytes }
    })
}

/** Sorts the observations with an end, the earliest end first. */
export function sortByExpiry<Row extends StoredObservation>(observations: readonly Row[]): Row[] {
  return observations
    .filter(({ expiresAt }) => expiresAt !== null)
    .toSorted((a, b) => a.expiresAt! - b.expiresAt! || a.id - b.id)
}
