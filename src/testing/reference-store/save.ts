import type { SaveResult } from '../../core/model.ts'
import { rememberedSaves, requireRepetition, saveDigests } from '../../engine/rules/idempotency.ts'
import { sessionBytes } from '../../engine/rules/counted-bytes.ts'
import { decideSave, requireRevision } from '../../engine/rules/save-decision.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import type { CleanDraft, WriteContext } from '../../core/store.ts'
import { fitQuota, replaceObservation } from './history.ts'
import { putObservation, usageOf, type Kept, type KeptObservation } from './kept.ts'
import { requireSaving } from './settings.ts'
import { enterSession } from './sessions.ts'

type Said = Pick<KeptObservation, 'type' | 'title' | 'content'>

/** Tells whether two observations hold exactly the same text. */
export function saysTheSame(a: Said, b: Said): boolean {
  return a.type === b.type && a.title === b.title && a.content === b.content
}

/** Saves, unless the same was saved under the same idempotency key before. Errors: `invalid_input`, `quota_exceeded`. */
export function saveOnce(kept: Kept, draft: CleanDraft, at: WriteContext, analyzer: Analyzer): SaveResult {
  const { idempotencyKey } = at
  if (idempotencyKey === undefined) return saveDraft(kept, draft, at, analyzer)
  const known = kept.keyedSaves.find((save) => save.idempotencyKey === idempotencyKey)
  if (known !== undefined) {
    const digests = saveDigests(idempotencyKey, draft)
    requireRepetition(known.draft && saveDigests(idempotencyKey, known.draft).draft, digests)
    // The topic key is not remembered: the draft has it, or the observation.
    const topicKey = draft.topicKey ?? kept.observations.find(({ id }) => id === known.result.id)?.topicKey
    return { ...known.result, topicKey: topicKey ?? null }
  }
  return saveDraft(kept, draft, at, analyzer)
}

/** Opens or touches the session, then creates, revises or recognises the observation. Errors: `quota_exceeded`. */
function saveDraft(kept: Kept, draft: CleanDraft, at: WriteContext, analyzer: Analyzer): SaveResult {
  requireSaving(kept)
  const { id: sessionId, isNew } = enterSession(kept, at, analyzer)
  // The end of a stale session is not the caller's doing: it never makes a save exceed the quota.
  const before = usageOf(kept)
  const { type, title, content, topicKey } = draft
  const sameTopic =
    topicKey === null ? undefined : kept.observations.find((other) => other.topicKey === topicKey)
  requireRevision(at.ifRevision, sameTopic ?? null)
  const sameContent = kept.observations.find((other) => saysTheSame(other, draft))
  const decision = decideSave(topicKey !== null, {
    sameTopic: sameTopic ? { id: sameTopic.id, isSame: saysTheSame(sameTopic, draft) } : null,
    sameContent: sameContent ? { id: sameContent.id } : null,
  })
  const id = decision.outcome === 'created' ? kept.nextId : decision.id
  if (decision.outcome === 'created') {
    const dates = { createdAt: at.now, updatedAt: at.now }
    const added = { id, sessionId, type, title, content, topicKey, revision: 1, ...dates, versions: [] }
    putObservation(kept, added, analyzer)
  }
  if (decision.outcome === 'updated' && sameTopic) {
    const revision = sameTopic.revision + 1
    // A clock that went back must not make an observation older than its creation.
    const updatedAt = Math.max(at.now, sameTopic.createdAt)
    const revised = { ...sameTopic, sessionId, type, title, content, revision, updatedAt }
    replaceObservation(kept, sameTopic, revised, at, analyzer)
  }
  const { revision: written, topicKey: keptUnder } = kept.observations.find((other) => other.id === id)!
  const result = { id, outcome: decision.outcome, revision: written, sessionId, topicKey: keptUnder }
  const { idempotencyKey } = at
  if (idempotencyKey !== undefined)
    kept.keyedSaves = [...kept.keyedSaves, { idempotencyKey, draft, result }].slice(-rememberedSaves)
  const opened = isNew ? sessionBytes({ id: sessionId, summary: null }) : 0
  fitQuota(kept, [id], { quota: at.quota, before, opened }, analyzer)
  return result
}
