import type { SaveResult } from '../../core/model.ts'
import type { CleanDraft, WriteContext } from '../../core/store/store.ts'
import { batchDigests, saveDigests, type SaveDigests } from '../rules/idempotency.ts'
import { applyDraft, isRepetition } from '../rules/changes.ts'
import { renewedEnd } from '../rules/expiry.ts'
import { requireSaving } from '../rules/paused.ts'
import { contentDigest, decideSave, requireRevision } from '../rules/save-decision.ts'
import { isQuiet } from '../rules/sessions/quiet.ts'
import { noSession } from '../port/stored.ts'
import type { Needs, UnitOfWork } from '../port/unit-of-work.ts'
import { findKeyedBatch, findKeyedSave, rememberKeyedBatch, rememberKeyedSave } from './keyed-saves.ts'
import { addObservation, findSame, reviseObservation } from './observations.ts'
import { enterSessionOf, needsOfSession } from './sessions.ts'
import { writeProposal } from './proposals.ts'
import { fitQuota } from './versions.ts'

/** Digests of a draft, computed once for the look-up and for the row. */
export interface DraftDigests {
  /** Finds repetitions of the draft. */
  readonly content: number
  /** Finds the save under its idempotency key; null: it has none. */
  readonly keyed: SaveDigests | null
}

/** Computes the digests of a draft. */
export function digestsOf(draft: CleanDraft, { idempotencyKey }: WriteContext): DraftDigests {
  const keyed = idempotencyKey === undefined ? null : saveDigests(idempotencyKey, draft)
  return { content: contentDigest(draft), keyed }
}

/** Everything that saving a draft may look up. */
export function needsOfSave(
  { topicKey, status }: CleanDraft,
  at: WriteContext,
  { content, keyed }: DraftDigests,
): Omit<Needs, 'creates'> {
  return {
    ...needsOfSession(at),
    ...(keyed === null ? {} : { savedUnder: keyed.key }),
    ...(topicKey === null ? { digests: [content] } : { topicKeys: [topicKey] }),
    ...(topicKey !== null && status === 'pending' ? { proposedTopics: [topicKey] } : {}),
  }
}

/**
 * Opens or touches the session, then creates, revises or recognises the observation; with an idempotency key only once.
 *
 * Errors: `quota_exceeded`, `paused`; `conflict` where the topic is not at `ifRevision`; `invalid_input` for an
 * idempotency key that came with another draft.
 */
export function saveObservation(
  unit: UnitOfWork,
  draft: CleanDraft,
  at: WriteContext,
  { content, keyed }: DraftDigests,
): SaveResult {
  const known = keyed === null ? null : findKeyedSave(unit, draft, keyed)
  if (known !== null) return known
  requireSaving(unit.user)
  const { number, id: sessionId, opened } = enterSessionOf(unit, draft, at)
  // What closing a stale session adds is within the quota already, and never makes a save fail.
  const { observations, bytes } = unit.user
  const written = writeDraft(unit, number, draft, content, at)
  if (keyed !== null) rememberKeyedSave(unit, keyed, { ...written, session: number })
  fitQuota(unit, at, { before: { observations, bytes }, opened, revised: [written.id] })
  return { ...written, sessionId }
}

/** Creates, revises or recognises the observation of a draft. Errors: `conflict`. */
function writeDraft(
  unit: UnitOfWork,
  session: number,
  draft: CleanDraft,
  digest: number,
  at: WriteContext,
): Omit<SaveResult, 'sessionId'> {
  const { now, ifRevision } = at
  const hasTopicKey = draft.topicKey !== null
  const sameTopic = draft.topicKey === null ? null : unit.byTopic(draft.topicKey)
  requireRevision(ifRevision, sameTopic)
  if (draft.status === 'pending') return writeProposal(unit, session, draft, digest, at)
  const before = hasTopicKey ? sameTopic : findSame(unit, draft, digest, 'active')
  const written = applyDraft(before, draft, at)
  const found = before && { id: before.id, isSame: isRepetition(before, written) }
  const { outcome } = decideSave(hasTopicKey, { sameTopic: found, sameContent: found })
  const { topicKey } = written
  if (before === null || outcome === 'created') {
    const id = unit.user.nextId
    const times = { createdAt: now, updatedAt: now }
    addObservation(unit, { ...written, status: 'active', digest, id, session, revision: 1, ...times })
    return { id, outcome: 'created', revision: 1, topicKey }
  }
  if (outcome === 'updated') {
    const expiresAt = draft.expiry === null ? renewedEnd(before, draft.type, at) : written.expiresAt
    const revised = { ...written, status: 'active', expiresAt, digest, session } as const
    return reviseObservation(unit, before, revised, at)
  }
  const { id, revision } = before
  return { id, outcome, revision, topicKey }
}

/** Digests of the drafts of a batch, computed once for the look-ups and for the rows. */
export interface BatchDigests {
  /** Finds repetitions of each draft. */
  readonly contents: readonly number[]
  /** Finds the batch under its idempotency key; null: it has none. */
  readonly keyed: SaveDigests | null
}

/** Computes the digests of a batch. */
export function digestsOfBatch(
  drafts: readonly CleanDraft[],
  { idempotencyKey }: WriteContext,
): BatchDigests {
  const keyed = idempotencyKey === undefined ? null : batchDigests(idempotencyKey, drafts)
  return { contents: drafts.map(contentDigest), keyed }
}

/** Everything that saving a batch may look up. */
export function needsOfBatch(
  drafts: readonly CleanDraft[],
  at: WriteContext,
  { contents, keyed }: BatchDigests,
): Omit<Needs, 'creates'> {
  return {
    ...needsOfSession(at),
    ...(keyed === null ? {} : { savedUnder: keyed.key, isBatch: true }),
    topicKeys: [...new Set(drafts.flatMap(({ topicKey }) => topicKey ?? []))],
    proposedTopics: drafts.flatMap(({ topicKey, status }) =>
      topicKey === null || status !== 'pending' ? [] : [topicKey],
    ),
    digests: contents.filter((_, index) => drafts[index]!.topicKey === null),
  }
}

/**
 * Saves at least one draft, in order, as one activity of one session; each draft meets what those before it wrote. With an
 * idempotency key only once.
 *
 * Errors: `quota_exceeded`, `paused`; `invalid_input` for an idempotency key that came with other drafts.
 */
export function saveObservations(
  unit: UnitOfWork,
  drafts: readonly CleanDraft[],
  at: WriteContext,
  { contents, keyed }: BatchDigests,
): SaveResult[] {
  const known = keyed === null ? null : findKeyedBatch(unit, drafts, keyed)
  if (known !== null) return known
  requireSaving(unit.user)
  const first = drafts.find(({ type }) => !isQuiet(type)) ?? drafts[0]!
  const { number, id, opened } = enterSessionOf(unit, first, at)
  const { observations, bytes } = unit.user
  const results = drafts.map((draft, index): SaveResult => {
    const [session, sessionId] = isQuiet(draft.type) ? [noSession, null] : [number, id]
    return { ...writeDraft(unit, session, draft, contents[index]!, at), sessionId }
  })
  if (keyed !== null) rememberKeyedBatch(unit, keyed, results, number)
  const revised = new Set(results.map((result) => result.id))
  fitQuota(unit, at, { before: { observations, bytes }, opened, revised })
  return results
}
