import type { WriteContext } from '../../core/store/store.ts'
import type { StoredObservation } from '../port/stored.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'
import { versionedOf, type CountedVersion, type StoredVersion } from '../port/version.ts'
import { versionBytes } from '../rules/counted-bytes.ts'
import { mostBytesAfter, requireWithinQuota, type Usage } from '../rules/quota.ts'
import { refuseUntilSwept } from '../rules/expiry.ts'
import { beyondLimit } from '../rules/versions.ts'

/** Adds a version and counts it, then drops the oldest ones of its observation beyond the limit. */
export function addVersion(unit: UnitOfWork, version: Omit<StoredVersion, 'bytes'>, limit: number): void {
  if (limit > 0) {
    const bytes = versionBytes(version)
    unit.addVersion({ ...version, bytes })
    unit.user.bytes += bytes
  }
  dropVersions(unit, beyondLimit(unit.versions(version.observation), limit))
}

/** Keeps the version of an observation that a write replaces. */
export function keepVersion(
  unit: UnitOfWork,
  replaced: StoredObservation,
  replacedAt: number,
  limit: number,
): void {
  const { id: observation, revision, session, updatedAt: createdAt } = replaced
  const version = { ...versionedOf(replaced), observation, revision, session, createdAt, replacedAt }
  addVersion(unit, version, limit)
}

/** Removes versions and counts them. */
export function dropVersions(unit: UnitOfWork, versions: readonly CountedVersion[]): void {
  if (versions.length === 0) return
  unit.dropVersions(versions)
  unit.user.bytes -= bytesOf(versions)
}

/** Adds up the bytes of versions. */
export function bytesOf(versions: readonly CountedVersion[]): number {
  return versions.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** A write as the quota judges it. */
interface Written {
  /** Storage before the write. */
  readonly before: Usage
  /** Bytes of the session that the write opened. */
  readonly opened?: number
  /** Observations with versions that may make room, oldest first. */
  readonly revised: Iterable<number>
}

/**
 * Holds a write to the quota. Where it does not fit, versions of the observations that it revised make room.
 *
 * Errors: `quota_exceeded`.
 */
export function fitQuota(
  unit: UnitOfWork,
  { quota, now }: Pick<WriteContext, 'quota' | 'now'>,
  { before, opened = 0, revised }: Written,
): void {
  const most = mostBytesAfter(quota, before, opened)
  if (unit.user.bytes > most) refuseUntilSwept(unit.user, now)
  for (const id of revised) {
    if (unit.user.bytes <= most) break
    for (const version of unit.versions(id)) {
      if (unit.user.bytes <= most) break
      dropVersions(unit, [version])
    }
  }
  requireWithinQuota(quota, before, unit.user, opened)
}
