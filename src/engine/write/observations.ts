import { largestObservationId } from '../../core/largest-numbers.ts'
import type { ObservationStatus, SaveResult } from '../../core/model.ts'
import type { CleanFilter, CleanRef, WriteContext } from '../../core/store/store.ts'
import { observationBytes } from '../rules/counted-bytes.ts'
import { isIndexed, type StoredObservation } from '../port/stored.ts'
import type { CountedVersion } from '../port/version.ts'
import { ask, type Steps } from '../port/steps.ts'
import { readVersions } from '../read/versions.ts'
import type { Needs, UnitOfWork } from '../port/unit-of-work.ts'
import { earlierOf, renewedEnd } from '../rules/expiry.ts'
import { applyDraft, isRepetition, sameKeywords, type DraftFields } from '../rules/changes.ts'
import { requireSaving } from '../rules/paused.ts'
import { bytesOf, keepVersion } from './versions.ts'

/** The fields that exact deduplication compares. */
export type Said = Pick<StoredObservation, 'type' | 'title' | 'content' | 'data' | 'keywords'>

/**
 * Finds the oldest observation of a state that says exactly the same as a draft; what the draft does not give may be
 * anything.
 */
export function findSame(
  unit: UnitOfWork,
  draft: Said,
  digest: number,
  status: ObservationStatus,
): StoredObservation | null {
  const { data, keywords } = draft
  for (const stored of unit.byDigest(digest, { status, data, keywords })) {
    if (stored.status !== status) continue
    if (keywords !== null && !sameKeywords(keywords, stored.keywords)) continue
    if ((data === null || data === stored.data) && hasSameText(stored, draft)) return stored
  }
  return null
}

/** Tells whether two texts are the same, apart from their data and keywords. */
export function hasSameText(a: Said, b: Said): boolean {
  return a.content === b.content && a.title === b.title && a.type === b.type
}

/** Adds an observation and counts it. Errors: `paused`. */
export function addObservation(unit: UnitOfWork, observation: StoredObservation): void {
  const { user } = unit
  requireSaving(user)
  unit.put(observation, null)
  user.nextId = Math.max(user.nextId, observation.id + 1)
  user.observations++
  user.nextExpiry = earlierOf(user.nextExpiry, observation.expiresAt)
  user.bytes += observationBytes(observation)
}

/** Puts a new version in the place of an observation, keeps that one unless it is a proposal, and counts the difference. Errors: `paused`. */
export function replaceObservation(
  unit: UnitOfWork,
  before: StoredObservation,
  observation: StoredObservation,
  { keptVersions }: Pick<WriteContext, 'keptVersions'>,
): void {
  const { user } = unit
  requireSaving(user)
  unit.put(observation, before)
  user.nextExpiry = earlierOf(user.nextExpiry, observation.expiresAt)
  user.bytes += observationBytes(observation) - observationBytes(before)
  if (isIndexed(before)) keepVersion(unit, before, observation.updatedAt, keptVersions)
}

/** Replaces an observation by a new revision of it, now in `session`. */
export function reviseObservation(
  unit: UnitOfWork,
  before: StoredObservation,
  changed: Omit<StoredObservation, 'id' | 'revision' | 'createdAt' | 'updatedAt'>,
  at: Pick<WriteContext, 'now' | 'keptVersions'>,
): Omit<SaveResult, 'sessionId'> {
  const { id, createdAt } = before
  const revision = before.revision + 1
  // A clock that went back must not make an observation older than its creation.
  const updatedAt = Math.max(at.now, createdAt)
  replaceObservation(unit, before, { ...changed, id, revision, createdAt, updatedAt }, at)
  return { id, outcome: 'updated', revision, topicKey: changed.topicKey }
}

/**
 * Revises an active observation by a draft, or recognises that it says the same already. What the draft does not give
 * stays; its end moves on as `renewedEnd` tells.
 *
 * @param digest - `contentDigest` of the draft
 */
export function reviseByDraft(
  unit: UnitOfWork,
  before: StoredObservation,
  draft: DraftFields,
  { session, digest }: Pick<StoredObservation, 'session' | 'digest'>,
  at: Pick<WriteContext, 'now' | 'retention' | 'keptVersions'>,
): Omit<SaveResult, 'sessionId'> {
  const written = applyDraft(before, draft, at)
  if (isRepetition(before, written)) return dedupedTo(before)
  const expiresAt = draft.expiry === null ? renewedEnd(before, draft.type, at) : written.expiresAt
  return reviseObservation(unit, before, { ...written, expiresAt, status: 'active', digest, session }, at)
}

/** Result of a write that an observation says already. */
export function dedupedTo({ id, revision, topicKey }: StoredObservation): Omit<SaveResult, 'sessionId'> {
  return { id, outcome: 'deduped', revision, topicKey }
}

/** Tells whether no observation can have the id. */
export function isBeyondIds(ref: CleanRef): boolean {
  return typeof ref === 'number' && ref > largestObservationId
}

/** The look-up that {@link findByRef} makes. */
export function needsOfRef(ref: CleanRef): Pick<Needs, 'ids' | 'topicKeys'> {
  return typeof ref === 'number' ? { ids: [ref] } : { topicKeys: [ref] }
}

/** The observation with this id, or under this topic key. */
export function findByRef(unit: UnitOfWork, ref: CleanRef): StoredObservation | null {
  return typeof ref === 'number' ? unit.observation(ref) : unit.byTopic(ref)
}

/**
 * Removes an observation with its versions and counts them; false where there is none.
 *
 * @param versions - those of an observation that the unit has not returned
 */
export function forgetObservation(
  unit: UnitOfWork,
  observation: StoredObservation | null,
  versions: readonly CountedVersion[] = observation === null ? [] : unit.versions(observation.id),
): boolean {
  if (observation === null) return false
  unit.remove(observation)
  unit.user.observations--
  unit.user.bytes -= observationBytes(observation) + bytesOf(versions)
  return true
}

/** Removes the observations that pass a filter and counts them; false where there is none, so that no byte is left. */
export function* forgetObservations(unit: UnitOfWork | null, filter: CleanFilter): Steps<number | false> {
  if (unit === null) return false
  const passing = unit.reader.observationsInOrder('oldest', null, largestObservationId, filter)
  const found = yield* ask(passing)
  for (const { sessionId: _, ...observation } of found) {
    const versions = observation.revision === 1 ? [] : yield* readVersions(unit.reader, observation.id)
    forgetObservation(unit, observation, versions)
  }
  return found.length > 0 && found.length
}
