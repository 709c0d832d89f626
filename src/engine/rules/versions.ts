import { invalidInput, MemoryError } from '../../core/errors/errors.ts'
import type { VersionRequest } from '../../core/store/store.ts'

/** A version and the time in which it was in force. */
interface TimedVersion {
  readonly revision: number
  readonly createdAt: number
  /** Time of the next version; null: this is the current one. */
  readonly replacedAt: number | null
}

/** Finds the version that is asked for. Where clocks jumped, the latest of those in force counts. */
export function chooseVersion<Version extends TimedVersion>(
  versions: readonly Version[],
  request: VersionRequest,
): Version | undefined {
  if ('revision' in request) return versions.find(({ revision }) => revision === request.revision)
  const { asOf } = request
  return versions
    .filter(({ createdAt, replacedAt }) => createdAt <= asOf && (replacedAt === null || asOf < replacedAt))
    .toSorted((a, b) => b.revision - a.revision)[0]
}

/** Tells of the versions of an observation which ones are beyond the limit. They are ascending by revision. */
export function beyondLimit<Version>(versions: readonly Version[], limit: number): Version[] {
  return versions.slice(0, Math.max(0, versions.length - limit))
}

/** Tells whether an import adds a version to an observation that is there. */
export function isAddedVersion(
  revision: number,
  current: { readonly revision: number },
  kept: readonly { readonly revision: number }[],
  limit: number,
): boolean {
  const newer = kept.filter((other) => other.revision > revision).length
  return revision < current.revision && newer < limit && kept.every((other) => other.revision !== revision)
}

/** Greatest number that any store keeps of a version. */
const largestRevision = 2 ** 31 - 1

/** The position right before a version of an observation. */
export function positionBefore(
  observation: number,
  revision: number,
): { readonly observation: number; readonly revision: number } {
  return { observation, revision: Math.min(revision - 1, largestRevision) }
}

/** Refuses a version that is not kept. Errors: `invalid_input`, always. */
export function refuseUnknownVersion(): never {
  return invalidInput('is not kept: history lists the versions that are', { field: 'revision' })
}

/** Refuses to remove the current version alone. Errors: `invalid_input`, always. */
export function refuseCurrentVersion(): never {
  return invalidInput('is the current revision: forget the observation, or change it first', {
    field: 'revision',
  })
}

/** Refuses a version of an import that comes without its observation. Errors: `invalid_input`, with the line. */
export function refuseStrayVersion(line: number | undefined): never {
  return invalidInput('must come right after its observation', { field: 'observation_id', line })
}

/** Lets a write through that expects the revision that is there. Errors: `conflict`, with the current revision. */
export function requireRevision(
  expected: number | undefined,
  current: { readonly revision: number } | null,
): void {
  const revision = current?.revision ?? 0
  if (expected === undefined || expected === revision) return
  const state =
    current === null ? 'there is no such observation' : `the observation is at revision ${revision}`
  throw new MemoryError('conflict', `${state}: read it, then try again`, { field: 'ifRevision', revision })
}
