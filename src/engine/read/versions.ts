import type { HistoryPage, Observation, ObservationVersion } from '../../core/model.ts'
import type { CleanRef, ExportedVersion, ReadHistoryRequest, VersionRequest } from '../../core/store/store.ts'
import { parseData } from '../../core/store/stored-data.ts'
import { isoTime } from '../../core/time.ts'
import type { UserReader } from '../port/reader.ts'
import { ask, type Steps } from '../port/steps.ts'
import { isIndexed, toObservation, type ReadObservation } from '../port/stored.ts'
import { versionedOf, type ReadVersion } from '../port/version.ts'
import { emptyHistory } from '../rules/empty-answers.ts'
import { chooseVersion, positionBefore } from '../rules/versions.ts'

const pageSize = 64

/** A version of an observation that is there, or its current state. */
type AnyVersion = Omit<ReadVersion, 'replacedAt' | 'bytes' | 'observation'> & {
  readonly replacedAt: number | null
}

/** Reads the earlier versions of one observation, ascending by revision. */
export function* readVersions(reader: UserReader, observation: number): Steps<ReadVersion[]> {
  const versions: ReadVersion[] = []
  for (let revision = 0; ;) {
    const page = yield* ask(reader.versionsAfter({ observation, revision }, pageSize))
    const own = page.filter((version) => version.observation === observation)
    versions.push(...own)
    if (own.length < pageSize) return versions
    revision = own.at(-1)!.revision
  }
}

/** Reads one earlier version; null where it is not kept. */
export function* readVersion(
  reader: UserReader,
  observation: number,
  revision: number,
): Steps<ReadVersion | null> {
  const [found] = yield* ask(reader.versionsAfter(positionBefore(observation, revision), 1))
  return found?.observation === observation && found.revision === revision ? found : null
}

/** Lists versions of an observation, newest first; empty where the user has no such one, or it is a proposal. */
export function* readHistory(
  reader: UserReader,
  ref: CleanRef,
  { limit, before }: ReadHistoryRequest,
): Steps<HistoryPage> {
  const observation = yield* ask(reader.observation(ref))
  if (observation === null || !isIndexed(observation)) return emptyHistory()
  const { id, revision: newest } = observation
  const current = before === null || newest < before ? [currentOf(observation)] : []
  const revision = Math.min(before ?? newest, newest)
  const earlier = yield* ask(reader.versionsBefore({ observation: id, revision }, limit + 1 - current.length))
  const found: readonly AnyVersion[] = [...current, ...earlier]
  const versions = found.slice(0, limit).map(toVersion)
  return { versions, nextBefore: found.length > limit ? versions.at(-1)!.revision : null }
}

/** Reads an observation as one of its versions has it; null where that version is not kept. */
export function* getVersion(
  reader: UserReader,
  ref: CleanRef,
  request: VersionRequest,
): Steps<Observation | null> {
  const observation = yield* ask(reader.observation(ref))
  // A proposal has been in force at no time.
  if (observation === null || (!isIndexed(observation) && 'asOf' in request)) return null
  const current = currentOf(observation)
  if (chooseVersion([current], request) !== undefined) return toObservation(reader.userId, observation)
  const version =
    'revision' in request
      ? yield* readVersion(reader, observation.id, request.revision)
      : chooseVersion(yield* readVersions(reader, observation.id), request)
  if (version === null || version === undefined) return null
  const { revision, session, sessionId, createdAt: updatedAt } = version
  const then = { ...observation, ...versionedOf(version), revision, session, sessionId, updatedAt }
  return toObservation(reader.userId, then)
}

function currentOf(observation: ReadObservation): AnyVersion {
  const { revision, session, sessionId, updatedAt: createdAt } = observation
  return { ...versionedOf(observation), revision, session, sessionId, createdAt, replacedAt: null }
}

function toVersion(version: AnyVersion): ObservationVersion {
  const { revision, createdAt, replacedAt, sessionId } = version
  return {
    revision,
    ...versionedOf(version),
    data: parseData(version.data),
    keywords: [...(version.keywords ?? [])],
    createdAt: isoTime(createdAt),
    replacedAt: replacedAt === null ? null : isoTime(replacedAt),
    sessionId,
    isCurrent: replacedAt === null,
  }
}

/** Shapes an earlier version as an export carries it. */
export function toExportedVersion(version: ReadVersion): ExportedVersion {
  const { observation: observationId, replacedAt } = version
  const { isCurrent: _, ...shaped } = toVersion(version)
  return { observationId, ...shaped, replacedAt: isoTime(replacedAt) }
}
