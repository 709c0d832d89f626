import { requireRevision } from '../rules/versions.ts'
import type { SaveResult } from '../../core/model.ts'
import type { CleanDraft, CleanRef, WriteContext } from '../../core/store/store.ts'
import { isIndexed, type StoredObservation } from '../port/stored.ts'
import type { Needs, UnitOfWork } from '../port/unit-of-work.ts'
import { applyDraft, isRepetition } from '../rules/changes.ts'
import { requireSaving } from '../rules/paused.ts'
import { draftOfProposal, isTold, proposed } from '../rules/proposals.ts'
import {
  addObservation,
  dedupedTo,
  findSame,
  forgetObservation,
  reviseByDraft,
  reviseObservation,
} from './observations.ts'
import { enterSessionOf, needsOfSession } from './sessions.ts'
import { fitQuota } from './versions.ts'

type Written = Omit<SaveResult, 'sessionId'>

/**
 * Writes a draft as a proposal. It is `deduped` to an active observation that says the same, or to a proposal that does.
 * One that waits for the same topic gives way to it.
 */
export function writeProposal(
  unit: UnitOfWork,
  session: number,
  draft: CleanDraft,
  digest: number,
  at: Pick<WriteContext, 'now' | 'retention'>,
): Written {
  const { topicKey } = draft
  const active = topicKey === null ? findSame(unit, draft, digest, 'active') : unit.byTopic(topicKey)
  if (active !== null && (topicKey === null || isTold(active, draft, at))) return dedupedTo(active)
  const waiting =
    topicKey === null ? findSame(unit, draft, digest, 'pending') : unit.proposalByTopic(topicKey)
  const said = proposed(draft, at)
  if (waiting !== null && (topicKey === null || isRepetition(waiting, said))) return dedupedTo(waiting)
  const { now } = at
  const written = { ...said, status: 'pending', digest, session } as const
  if (waiting !== null) return reviseObservation(unit, waiting, written, { now, keptVersions: 0 })
  const id = unit.user.nextId
  addObservation(unit, { ...written, id, revision: 1, createdAt: now, updatedAt: now })
  return { id, outcome: 'created', revision: 1, topicKey }
}

/** Everything that approving may look up. */
export function needsOfApproval(ref: CleanRef, at: WriteContext): Omit<Needs, 'creates'> {
  const found =
    typeof ref === 'number' ? { ids: [ref], topicsOf: [ref] } : { topicKeys: [ref], proposedTopics: [ref] }
  return { ...needsOfSession(at), ...found }
}

/**
 * Makes a proposal active, or a revision of the active observation under its topic key, in the user's session. Then the
 * proposal is removed. False where there is no such one, so that no byte is left to remove.
 *
 * Errors: `conflict`, `paused`, `quota_exceeded`.
 */
export function approveObservation(
  unit: UnitOfWork | null,
  ref: CleanRef,
  at: WriteContext,
): SaveResult | false {
  if (unit === null) return false
  const found = typeof ref === 'number' ? unit.observation(ref) : unit.proposalByTopic(ref)
  if (found === null) return false
  requireSaving(unit.user)
  requireRevision(at.ifRevision, found)
  const { number, id: sessionId, opened } = enterSessionOf(unit, found, at)
  const { observations, bytes } = unit.user
  const written = isIndexed(found) ? dedupedTo(found) : approve(unit, found, number, at)
  fitQuota(unit, at, { before: { observations, bytes }, opened, revised: [written.id] })
  return { ...written, sessionId }
}

function approve(unit: UnitOfWork, proposal: StoredObservation, session: number, at: WriteContext): Written {
  const { topicKey } = proposal
  const active = topicKey === null ? null : unit.byTopic(topicKey)
  const draft = draftOfProposal(proposal)
  if (active === null) {
    const { expiresAt } = applyDraft(null, draft, at)
    return reviseObservation(unit, proposal, { ...proposal, expiresAt, status: 'active', session }, at)
  }
  forgetObservation(unit, proposal, [])
  return reviseByDraft(unit, active, draft, { session, digest: proposal.digest }, at)
}
