import type { SaveResult } from '../../core/model.ts'
import type { CleanRef, WriteContext } from '../../core/store/store.ts'
import { ask, type Steps } from '../port/steps.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'
import { versionedOf } from '../port/version.ts'
import { readVersion } from '../read/versions.ts'
import { requireSaving } from '../rules/paused.ts'
import { refuseCurrentVersion, refuseUnknownVersion, requireRevision } from '../rules/versions.ts'
import { findByRef } from './observations.ts'
import { refuseTakenTopic, writeRevision } from './update.ts'
import { dropVersions } from './versions.ts'

/**
 * Writes what an earlier version says as a new revision; null where there is no such observation.
 *
 * Errors: `conflict`, `paused`, `quota_exceeded`; `invalid_input` for a version that is not kept, and where its topic
 * key belongs to another observation now.
 */
export function* revertObservation(
  unit: UnitOfWork | null,
  ref: CleanRef,
  revision: number,
  at: WriteContext,
): Steps<SaveResult | null> {
  const before = unit === null ? null : findByRef(unit, ref)
  if (unit === null || before === null) return null
  requireSaving(unit.user)
  requireRevision(at.ifRevision, before)
  if (revision === before.revision) return writeRevision(unit, before, before, at)
  const version = (yield* readVersion(unit.reader, before.id, revision)) ?? refuseUnknownVersion()
  const { topicKey } = version
  if (topicKey !== null && topicKey !== before.topicKey) {
    // It was redacted when it was saved.
    const other = yield* ask(unit.reader.observation(topicKey as CleanRef))
    if (other !== null) refuseTakenTopic()
  }
  return writeRevision(unit, before, { ...before, ...versionedOf(version) }, at)
}

/** Removes an earlier version; false where it is not kept. Errors: `invalid_input` for the current one. */
export function forgetVersion(unit: UnitOfWork | null, ref: CleanRef, revision: number): boolean {
  const observation = unit === null ? null : findByRef(unit, ref)
  if (unit === null || observation === null) return false
  if (observation.revision === revision) refuseCurrentVersion()
  const versions = unit.versions(observation.id).filter((version) => version.revision === revision)
  dropVersions(unit, versions)
  return versions.length > 0
}
