import { invalidInput } from '../../core/errors.ts'
import type { SaveResult } from '../../core/model.ts'
import type { CleanChanges, CleanRef, WriteContext } from '../../core/store.ts'
import type { StoredObservation } from '../port/stored.ts'
import type { Needs, UnitOfWork } from '../port/unit-of-work.ts'
import { sessionBytes } from '../rules/counted-bytes.ts'
import { applyChanges } from '../rules/changes.ts'
import { requireSaving } from '../rules/paused.ts'
import { requireWithinQuota } from '../rules/quota.ts'
import { contentDigest, requireRevision } from '../rules/save-decision.ts'
import { findByRef, needsOfRef, reviseObservation, saysTheSame } from './observations.ts'
import { enterSession } from './sessions.ts'

/** Everything that changing an observation may look up. */
export function needsOfUpdate(
  ref: CleanRef,
  { topicKey }: CleanChanges,
  at: WriteContext,
): Omit<Needs, 'creates'> {
  const { ids = [], topicKeys = [] } = needsOfRef(ref)
  return {
    staleBefore: at.now - at.sessionTimeoutMs,
    ids,
    topicKeys: typeof topicKey === 'string' ? [...topicKeys, topicKey] : topicKeys,
  }
}

/**
 * Changes some fields of an observation as a new revision, in the user's session; null where there is no such one.
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
  const changed = applyChanges(before, changes)
  const digest = contentDigest(changed)
  requireFreeTopic(unit, before, changed.topicKey)
  const { session, isNew } = enterSession(unit, at)
  const { observations, bytes } = unit.user
  const isSame = saysTheSame(before, changed) && before.topicKey === changed.topicKey
  const { id, revision, topicKey } = before
  const written = isSame
    ? ({ id, outcome: 'deduped', revision, topicKey } as const)
    : reviseObservation(unit, before, { ...changed, digest, session: session.number }, at.now)
  requireWithinQuota(at.quota, { observations, bytes }, unit.user, isNew ? sessionBytes(session) : 0)
  return { ...written, sessionId: session.id }
}

function requireFreeTopic(unit: UnitOfWork, before: StoredObservation, topicKey: string | null): void {
  if (topicKey === null || topicKey === before.topicKey) return
  if (unit.byTopic(topicKey) !== null)
    invalidInput('belongs to another observation of the user', { field: 'topicKey' })
}
