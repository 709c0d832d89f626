import { requireRevision } from '../../engine/rules/versions.ts'
import type { SaveResult } from '../../core/model.ts'
import { renewedEnd } from '../../engine/rules/expiry.ts'
import {
  batchDigests,
  rememberedSaves,
  requireRepetition,
  saveDigests,
  type SaveDigests,
} from '../../engine/rules/idempotency.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import type { CleanDraft, WriteContext } from '../../core/store/store.ts'
import { fitQuota, replaceObservation } from './history.ts'
import { findAny, findKept, putObservation, usageOf, type Kept, type KeptSave } from './kept/kept.ts'
import { propose } from './proposals.ts'
import { draftOver, findSame, saysTheSame } from './kept/said.ts'
import { requireSaving } from './kept/settings.ts'
import { sessionFor } from './sessions.ts'

/** Saves, unless the same was saved under the same idempotency key before. Errors: `invalid_input`, `quota_exceeded`. */
export function saveOnce(kept: Kept, analyzer: Analyzer, ...[draft, at]: Saving): SaveResult {
  return saveAll(kept, analyzer, [draft], at, false)[0]!
}

/** A draft and the context of its save. */
export type Saving = [draft: CleanDraft, at: WriteContext]

/** The drafts of a batch and the context of their save. */
export type SavingMany = [drafts: readonly CleanDraft[], at: WriteContext]

/** Saves all drafts, unless they were saved under the same idempotency key before. Errors: as {@link saveOnce}. */
export function saveAll(
  kept: Kept,
  analyzer: Analyzer,
  drafts: readonly CleanDraft[],
  at: WriteContext,
  isBatch = true,
): SaveResult[] {
  const known = kept.keyedSaves.find(({ idempotencyKey }) => idempotencyKey === at.idempotencyKey)
  if (known !== undefined) return repeated(kept, drafts, known, isBatch)
  requireSaving(kept)
  const session = sessionFor(kept, drafts.find(({ type }) => type !== 'item') ?? drafts[0]!, at, analyzer)
  // The end of a stale session is not the caller's doing: it never makes a save exceed the quota.
  const usage = usageOf(kept)
  const results = drafts.map((draft) =>
    saveDraft(kept, draft, draft.type === 'item' ? null : session.id, at, analyzer),
  )
  const { idempotencyKey } = at
  if (idempotencyKey !== undefined)
    kept.keyedSaves = [...kept.keyedSaves, { idempotencyKey, drafts, results, isBatch }].slice(
      -rememberedSaves,
    )
  const ids = [...new Set(results.map(({ id }) => id))]
  fitQuota(kept, ids, { quota: at.quota, before: usage, opened: session.opened }, analyzer)
  return results
}

/** The results of the save under a key. Errors: `invalid_input` for other drafts, and for forgotten observations. */
function repeated(
  kept: Kept,
  drafts: readonly CleanDraft[],
  known: KeptSave,
  isBatch: boolean,
): SaveResult[] {
  const { idempotencyKey } = known
  const digestsOf = (said: readonly CleanDraft[], isMany: boolean): SaveDigests =>
    isMany ? batchDigests(idempotencyKey, said) : saveDigests(idempotencyKey, said[0]!)
  const before = known.drafts && digestsOf(known.drafts, known.isBatch).draft
  requireRepetition(before, digestsOf(drafts, isBatch))
  // The topic key is not remembered: the draft has it, or the observation.
  return known.results.map((result, index) => {
    const keptUnder = findAny(kept, result.id)?.topicKey ?? null
    return { ...result, topicKey: drafts[index]!.topicKey ?? keptUnder }
  })
}

/** Creates, revises or recognises the observation of a draft. Errors: `conflict`. */
function saveDraft(
  kept: Kept,
  draft: CleanDraft,
  sessionId: string | null,
  at: WriteContext,
  analyzer: Analyzer,
): SaveResult {
  const { topicKey } = draft
  const sameTopic = topicKey === null ? undefined : findKept(kept, topicKey)
  requireRevision(at.ifRevision, sameTopic ?? null)
  const before = topicKey === null ? findSame(kept.observations, draft) : sameTopic
  if (draft.status === 'pending')
    return { ...propose(kept, draft, { before, sessionId, at }, analyzer), sessionId }
  const fields = { sessionId, ...draftOver(before, draft, at) }
  const isSame =
    before !== undefined &&
    saysTheSame(before, fields) &&
    before.pinned === fields.pinned &&
    before.expiresAt === fields.expiresAt
  const outcome = before === undefined ? 'created' : isSame ? 'deduped' : 'updated'
  const { id, createdAt, ...last } = before ?? { id: kept.nextId, createdAt: at.now, revision: 0 }
  const revision = last.revision + 1
  // A clock that went back must not make an observation older than its creation.
  const updatedAt = Math.max(at.now, createdAt)
  const after = { ...fields, status: 'active', id, revision, createdAt, updatedAt } as const
  if (before === undefined) putObservation(kept, { ...after, versions: [] }, analyzer)
  else if (!isSame) {
    const expiresAt = draft.expiry === null ? renewedEnd(before, draft.type, at) : after.expiresAt
    replaceObservation(kept, before, { ...before, ...after, expiresAt }, at, analyzer)
  }
  const { revision: written, topicKey: keptUnder } = kept.observations.find((other) => other.id === id)!
  return { id, outcome, revision: written, sessionId, topicKey: keptUnder }
}
