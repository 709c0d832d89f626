import { requireRevision } from '../rules/versions.ts'
import { invalidInput } from '../../core/errors/errors.ts'
import type { SaveResult } from '../../core/model.ts'
import type { CleanChanges, CleanRef, WriteContext } from '../../core/store/store.ts'
import { isIndexed, type StoredObservation } from '../port/stored.ts'
import type { Needs, UnitOfWork } from '../port/unit-of-work.ts'
import { applyChanges, isUnchanged } from '../rules/changes.ts'
import { requireSaving } from '../rules/paused.ts'
import { contentDigest } from '../rules/texts/content-digest.ts'
import { dedupedTo, findByRef, needsOfRef, reviseObservation } from './observations.ts'
import { enterSessionOf, needsOfSession } from './sessions.ts'
import { fitQuota } from './versions.ts'

/** Everything that changing an observation may look up. */
export function needsOfUpdate(
  ref: CleanRef,
  { topicKey }: CleanChanges,
  at: WriteContext,
): Omit<Needs, 'creates'> {
  const { ids = [], topicKeys = [] } = needsOfRef(ref)
  if (typeof topicKey !== 'string') return { ...needsOfSession(at), ids, topicKeys }
  // Only the observation itself tells whether it is a proposal.
  return { ...needsOfSession(at), ids, topicKeys: [...topicKeys, topicKey], proposedTopics: [topicKey] }
}

/**
 * Changes some fields of an observation as a new revision, in the user's session; null where there is no such one. A
 * proposal stays one.
 *
 * Errors: `conflict`, `paused`, `quota_exceeded`; `invalid_input` for a topic key of another observation.
 */
export function updateObservation(
  unit: UnitOfWork,
  ref: CleanRef,
  changes: CleanChanges,
  at: WriteContext,
): SaveResult | null {
  const before = findByRef(unit, ref)
  if (before === null) return null
  requireSaving(unit.user)
  requireRevision(at.ifRevision, before)
  const changed = applyChanges(before, changes, at)
  requireFreeTopic(unit, before, changed.topicKey)
  return writeRevision(unit, before, changed, at)
}

/** Writes a changed observation as a new revision in the user's session; `deduped` where it says the same. */
export function writeRevision(
  unit: UnitOfWork,
  before: StoredObservation,
  changed: StoredObservation,
  at: WriteContext,
): SaveResult {
  const digest = contentDigest(changed)
  const { number: session, id: sessionId, opened } = enterSessionOf(unit, changed, at)
  const { observations, bytes } = unit.user
  const written = isUnchanged(before, changed)
    ? dedupedTo(before)
    : reviseObservation(unit, before, { ...changed, digest, session }, at)
  fitQuota(unit, at, { before: { observations, bytes }, opened, revised: [before.id] })
  return { ...written, sessionId }
}

function requireFreeTopic(unit: UnitOfWork, before: StoredObservation, topicKey: string | null): void {
  if (topicKey === null || topicKey === before.topicKey) return
  const other = isIndexed(before) ? unit.byTopic(topicKey) : unit.proposalByTopic(topicKey)
  if (other !== null) refuseTakenTopic()
}

/** Refuses a topic key of another observation. Errors: `invalid_input`, always. */
export function refuseTakenTopic(): never {
  return invalidInput('belongs to another observation of the user', { field: 'topicKey' })
}
