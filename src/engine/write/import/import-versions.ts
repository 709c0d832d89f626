import type { VersionRecord, WriteContext } from '../../../core/store/store.ts'
import { isIndexed } from '../../port/stored.ts'
import type { UnitOfWork } from '../../port/unit-of-work.ts'
import { toVersioned } from '../../port/version.ts'
import { isAddedVersion, refuseStrayVersion } from '../../rules/versions.ts'
import { importedSession } from '../sessions.ts'
import { addVersion } from '../versions.ts'

/**
 * Adds an earlier version of an observation unless it is there, or newer ones fill the history. Errors: `invalid_input`.
 *
 * @param ids - ids that observations of the import have here; null for those that have expired
 */
export function importVersion(
  unit: UnitOfWork,
  { version, line }: VersionRecord,
  ids: ReadonlyMap<number, number | null>,
  { keptVersions }: WriteContext,
): void {
  const { revision } = version
  const observation = ids.get(version.observationId)
  if (observation === undefined) refuseStrayVersion(line)
  if (observation === null) return
  const current = unit.observation(observation)!
  const session = importedSession(unit, version, line)
  if (!isIndexed(current) || !isAddedVersion(revision, current, unit.versions(observation), keptVersions))
    return
  const [createdAt, replacedAt] = [Date.parse(version.createdAt), Date.parse(version.replacedAt)]
  const added = { ...toVersioned(version), observation, revision, session, createdAt, replacedAt }
  addVersion(unit, added, keptVersions)
}
