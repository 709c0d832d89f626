import { requireRevision } from '../rules/versions.ts'
import type { SaveResult } from '../../core/model.ts'
import type { CleanDraft, WriteContext } from '../../core/store/store.ts'
import { batchDigests, saveDigests, type SaveDigests } from '../rules/idempotency.ts'
import { applyDraft } from '../rules/changes.ts'
import { requireSaving } from '../rules/paused.ts'
import { contentDigest } from '../rules/texts/content-digest.ts'
import { isQuiet } from '../rules/sessions/quiet.ts'
import { noSession } from '../port/stored.ts'
import type { Needs, UnitOfWork } from '../port/unit-of-work.ts'
import { findKeyedBatch, findKeyedSave, rememberKeyedBatch, rememberKeyedSave } from './keyed-saves.ts'
import { addObservation, findSame, reviseByDraft } from './observations.ts'
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

/**
 * A draft belongs to the observation under its topic key; without a key, to what says exactly the same. It revises that
 * observation, unless nothing would change. Everything else is new. Errors: `conflict`.
 */
function writeDraft(
  unit: UnitOfWork,
  session: number,
  draft: CleanDraft,
  digest: number,
  at: WriteContext,
): Omit<SaveResult, 'sessionId'> {
  const { now, ifRevision } = at
  const sameTopic = draft.topicKey === null ? null : unit.byTopic(draft.topicKey)
  requireRevision(ifRevision, sameTopic)
  if (draft.status === 'pending') return writeProposal(unit, session, draft, digest, at)
  const before = draft.topicKey === null ? findSame(unit, draft, digest, 'active') : sameTopic
  if (before !== null) return reviseByDraft(unit, before, draft, { session, digest }, at)
  const id = unit.user.nextId
  const written = { ...applyDraft(null, draft, at), status: 'active', digest, session } as const
  addObservation(unit, { ...written, id, revision: 1, createdAt: now, updatedAt: now })
  return { id, outcome: 'created', revision: 1, topicKey: written.topicKey }
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
