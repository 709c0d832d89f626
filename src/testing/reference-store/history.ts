import type { HistoryPage, JsonObject, ObservationVersion, Quota } from '../../core/model.ts'
import type {
  CleanRef,
  ExportRecord,
  ReadHistoryRequest,
  VersionRecord,
  VersionRequest,
  WriteContext,
} from '../../core/store/store.ts'
import { isoTime } from '../../core/time.ts'
import { requireWithinQuota, type Usage } from '../../engine/rules/quota.ts'
import { refuseCurrentVersion, refuseStrayVersion } from '../../engine/rules/versions.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import {
  findAny,
  putObservation,
  usageOf,
  type Kept,
  type KeptObservation,
  type KeptVersion,
} from './kept/kept.ts'
import { requireSession } from './sessions.ts'

/** The versions that stay, oldest first. */
function newest(versions: readonly KeptVersion[], most: number): KeptVersion[] {
  return versions
    .toSorted((a, b) => b.revision - a.revision)
    .slice(0, most)
    .toReversed()
}

/** Puts a revision in the place of an observation, which becomes a version unless it is a proposal. */
export function replaceObservation(
  kept: Kept,
  before: KeptObservation,
  after: Omit<KeptObservation, 'versions'>,
  { keptVersions }: WriteContext,
  analyzer: Analyzer,
): void {
  const { sessionId, type, title, content, topicKey, revision, updatedAt: createdAt } = before
  const { data, source, keywords } = before
  const said = { sessionId, type, title, content, topicKey, data, source, keywords, revision }
  const versions = [...before.versions, { ...said, createdAt, replacedAt: after.updatedAt }]
  const most = before.status === 'pending' ? 0 : keptVersions
  putObservation(kept, { ...after, versions: newest(versions, most) }, analyzer)
}

/** Removes versions. */
export function withoutVersions(
  kept: Kept,
  isGone: (version: KeptVersion, observation: KeptObservation) => boolean,
  analyzer: Analyzer,
): void {
  for (const observation of kept.observations) {
    const versions = observation.versions.filter((version) => !isGone(version, observation))
    putObservation(kept, { ...observation, versions }, analyzer)
  }
}

/** Drops the oldest versions of observations while a write exceeds the quota. Errors: `quota_exceeded`. */
export function fitQuota(
  kept: Kept,
  ids: readonly number[],
  { quota, before, opened }: { quota: Quota; before: Usage; opened: number },
  analyzer: Analyzer,
): void {
  const most = Math.max(quota.bytes ?? Infinity, before.bytes - opened)
  for (const id of ids) {
    for (;;) {
      const observation = kept.observations.find((other) => other.id === id)
      if (observation === undefined || observation.versions.length === 0) break
      if (usageOf(kept).bytes - opened <= most) break
      putObservation(kept, { ...observation, versions: observation.versions.slice(1) }, analyzer)
    }
  }
  requireWithinQuota(quota, before, usageOf(kept), opened)
}

/** Tells whether an earlier version is kept. Errors: `invalid_input` for the current one. */
export function hasVersion(observation: KeptObservation | undefined, revision: number): boolean {
  if (observation?.revision === revision) refuseCurrentVersion()
  return observation?.versions.some((version) => version.revision === revision) === true
}

/** Removes an earlier version. */
export function dropVersion(kept: Kept, ref: CleanRef, revision: number, analyzer: Analyzer): true {
  const { id } = findAny(kept, ref)!
  withoutVersions(kept, (version, of) => of.id === id && version.revision === revision, analyzer)
  return true
}

/** Every version, newest first. */
function versionsOf(observation: KeptObservation): ObservationVersion[] {
  const { sessionId, type, title, content, topicKey, source, revision } = observation
  const createdAt = isoTime(observation.updatedAt)
  const said = { revision, type, title, content, topicKey, source, ...shownBeside(observation) }
  const current = { ...said, createdAt, replacedAt: null, sessionId, isCurrent: true }
  return [current, ...observation.versions.toReversed().map(toVersion)]
}

/** A page of the versions; empty where there is no observation. */
export function historyPage(
  observation: KeptObservation | undefined,
  { limit, before }: ReadHistoryRequest,
): HistoryPage {
  const all = observation === undefined ? [] : versionsOf(observation)
  const older = all.filter(({ revision }) => before === null || revision < before)
  const versions = older.slice(0, limit)
  return { versions, nextBefore: older.length > limit ? versions.at(-1)!.revision : null }
}

function toVersion(version: KeptVersion): ObservationVersion {
  const { createdAt, replacedAt, ...said } = version
  return {
    ...said,
    ...shownBeside(version),
    createdAt: isoTime(createdAt),
    replacedAt: isoTime(replacedAt),
    isCurrent: false,
  }
}

/** Data and keywords as the port gives them. */
function shownBeside({
  data,
  keywords,
}: Pick<KeptVersion, 'data' | 'keywords'>): Pick<ObservationVersion, 'data' | 'keywords'> {
  return { data: data === null ? null : (JSON.parse(data) as JsonObject), keywords: [...(keywords ?? [])] }
}

/** The observation as the requested version has it. */
export function versionAt(
  observation: KeptObservation | undefined,
  request: VersionRequest,
): KeptObservation | undefined {
  if (observation === undefined) return undefined
  const earlier = observation.versions.map(({ createdAt: updatedAt, replacedAt, ...said }) => ({
    replacedAt,
    version: { ...observation, ...said, updatedAt },
  }))
  const all = [...earlier, { replacedAt: Infinity, version: observation }].toReversed()
  return all.find(({ replacedAt, version }) =>
    'revision' in request
      ? version.revision === request.revision
      : version.updatedAt <= request.asOf && request.asOf < replacedAt,
  )?.version
}

/** The records of an observation's earlier versions. */
export function versionRecords({ id: observationId, versions }: KeptObservation): ExportRecord[] {
  return versions.map((version) => {
    const { isCurrent: _, ...shaped } = toVersion(version)
    return {
      kind: 'version',
      version: { observationId, ...shaped, replacedAt: isoTime(version.replacedAt) },
    }
  })
}

/** Adds an earlier version that is not there yet. Errors: `invalid_input`. */
export function addVersion(
  kept: Kept,
  { version, line }: VersionRecord,
  ids: ReadonlyMap<number, number | null>,
  { keptVersions }: WriteContext,
  analyzer: Analyzer,
): void {
  const { observationId, createdAt, replacedAt, data, keywords, ...said } = version
  const id = ids.get(observationId)
  if (id === undefined) refuseStrayVersion(line)
  if (id === null) return
  const observation = findAny(kept, id)!
  requireSession(kept, version.sessionId, line)
  const isThere = observation.versions.some(({ revision }) => revision === version.revision)
  if (observation.status === 'pending' || isThere || version.revision >= observation.revision) return
  const added = {
    ...said,
    data: data === null ? null : JSON.stringify(data),
    keywords: keywords.length === 0 ? null : keywords,
    createdAt: Date.parse(createdAt),
    replacedAt: Date.parse(replacedAt),
  }
  const versions = newest([...observation.versions, added], keptVersions)
  putObservation(kept, { ...observation, versions }, analyzer)
}
