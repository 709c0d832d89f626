import type { ExportedVersion, VersionRecord, WriteContext } from '../../core/store/store.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'
import type { VersionedFields } from '../port/version.ts'
import { refuseUnknownSession } from '../rules/import-merge.ts'
import { isAddedVersion, refuseStrayVersion } from '../rules/versions.ts'
import { addVersion } from './versions.ts'

/**
 * Adds an earlier version of an observation unless it is there, or newer ones fill the history. Errors: `invalid_input`.
 *
 * @param ids - ids that observations of the import have here
 */
export function importVersion(
  unit: UnitOfWork,
  { version, line }: VersionRecord,
  ids: ReadonlyMap<number, number>,
  { keptVersions }: WriteContext,
): void {
  const { revision } = version
  const observation = ids.get(version.observationId) ?? refuseStrayVersion(line)
  const current = unit.observation(observation)!
  const session = unit.sessionById(version.sessionId)?.number ?? refuseUnknownSession(line)
  if (!isAddedVersion(revision, current, unit.versions(observation), keptVersions)) return
  const [createdAt, replacedAt] = [Date.parse(version.createdAt), Date.parse(version.replacedAt)]
  const added = { ...writtenIn(version), observation, revision, session, createdAt, replacedAt }
  addVersion(unit, added, keptVersions)
}

/** The fields of an exported version as a store keeps them. */
function writtenIn({
  type,
  title,
  content,
  topicKey,
  data,
  source,
  keywords,
}: ExportedVersion): VersionedFields {
  return {
    type,
    title,
    content,
    topicKey,
    data: data === null ? null : JSON.stringify(data),
    source,
    keywords: keywords.length === 0 ? null : keywords,
  }
}
