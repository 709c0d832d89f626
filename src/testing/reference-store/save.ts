import type { SaveResult } from '../../core/model.ts'
import { rememberedSaves, requireRepetition, saveDigests } from '../../engine/rules/idempotency.ts'
import { defaultEnd, givenEnd, renewedEnd } from '../../engine/rules/expiry.ts'
import { requireRevision } from '../../engine/rules/save-decision.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import type { CleanDraft, WriteContext } from '../../core/store/store.ts'
import { fitQuota, replaceObservation } from './history.ts'
import { putObservation, usageOf, type Kept, type KeptObservation } from './kept/kept.ts'
import { requireSaving } from './settings.ts'
import { sessionFor } from './sessions.ts'

type Said = Pick<KeptObservation, 'type' | 'title' | 'content' | 'data' | 'keywords'>

/** Tells whether two observations say exactly the same. */
export function saysTheSame(a: Said, b: Said): boolean {
  const fieldsOf = ({ type, title, content, data, keywords }: Said): string =>
    JSON.stringify([type, title, content, data, keywords])
  return fieldsOf(a) === fieldsOf(b)
}

/** Finds what says the same as a draft. Data and keywords that it does not give may be any. */
function findSame({ observations }: Kept, draft: CleanDraft): KeptObservation | undefined {
  return observations.find((other) =>
    saysTheSame(other, {
      ...draft,
      data: draft.data ?? other.data,
      keywords: draft.keywords ?? other.keywords,
    }),
  )
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

type Beside = Pick<KeptObservation, 'topicKey' | 'data' | 'source' | 'keywords' | 'pinned' | 'expiresAt'>

const nothing: Omit<Beside, 'expiresAt'> = {
  topicKey: null,
  data: null,
  source: null,
  keywords: null,
  pinned: false,
}

/** The fields of a draft, and of the observation that it revises where the draft does not give them. */
function draftOver(before: Beside | undefined, draft: CleanDraft, at: WriteContext): Said & Beside {
  const given = Object.entries(draft).filter(([, value]) => value !== null)
  const over = { ...(before ?? nothing), ...Object.fromEntries(given) } as Beside
  const { topicKey, data, source, keywords, pinned } = over
  const { type, title, content, expiry } = draft
  const usual = before === undefined ? defaultEnd(type, at) : before.expiresAt
  const expiresAt = expiry === null ? usual : givenEnd(expiry, at.now)
  return { type, title, content, topicKey, data, source, keywords, pinned, expiresAt }
}

/** Opens or touches the session, then creates, revises or recognises the observation. Errors: `quota_exceeded`. */
function saveDraft(kept: Kept, draft: CleanDraft, at: WriteContext, analyzer: Analyzer): SaveResult {
  requireSaving(kept)
  const { id: sessionId, opened } = sessionFor(kept, draft, at, analyzer)
  // The end of a stale session is not the caller's doing: it never makes a save exceed the quota.
  const usage = usageOf(kept)
  const { topicKey } = draft
  const sameTopic =
    topicKey === null ? undefined : kept.observations.find((other) => other.topicKey === topicKey)
  requireRevision(at.ifRevision, sameTopic ?? null)
  const before = topicKey === null ? findSame(kept, draft) : sameTopic
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
  const after = { ...fields, id, revision, createdAt, updatedAt }
  if (before === undefined) putObservation(kept, { ...after, versions: [] }, analyzer)
  else if (!isSame) {
    const expiresAt = draft.expiry === null ? renewedEnd(before, draft.type, at) : after.expiresAt
    replaceObservation(kept, before, { ...before, ...after, expiresAt }, at, analyzer)
  }
  const { revision: written, topicKey: keptUnder } = kept.observations.find((other) => other.id === id)!
  const result = { id, outcome, revision: written, sessionId, topicKey: keptUnder } as const
  const { idempotencyKey } = at
  if (idempotencyKey !== undefined)
    kept.keyedSaves = [...kept.keyedSaves, { idempotencyKey, draft, result }].slice(-rememberedSaves)
  fitQuota(kept, [id], { quota: at.quota, before: usage, opened }, analyzer)
  return result
}
