import type { SaveResult } from '../../core/model.ts'
import { requireWithinQuota } from '../../engine/rules/quota.ts'
import { contentDigest, decideSave } from '../../engine/rules/save-decision.ts'
import type { CleanDraft, WriteContext } from '../../core/store.ts'
import { saveOnce } from './keyed-saves.ts'
import { findByTopic, findSame, insertObservation, reviseObservation, saysTheSame } from './observations.ts'
import { numberOfKey } from './rows.ts'
import { enterSession } from './sessions.ts'
import type { UserState } from './users.ts'
import type { WriteScope } from './write/group-transaction.ts'

/**
 * Opens or touches the session, then creates, revises or recognises the observation; with an idempotency key only once.
 *
 * Errors: `quota_exceeded`; `invalid_input` for a key that came with another draft.
 */
export function saveObservation(
  scope: WriteScope,
  user: UserState,
  draft: CleanDraft,
  at: WriteContext,
): SaveResult {
  return at.idempotencyKey === undefined
    ? save(scope, user, draft, at)
    : saveOnce({ scope, user }, draft, at.idempotencyKey, () => save(scope, user, draft, at))
}

function save(scope: WriteScope, user: UserState, draft: CleanDraft, at: WriteContext): SaveResult {
  const session = enterSession(scope, user, at)
  const { observations, bytes } = user
  const written = writeDraft(scope, user, session.number, draft, at.now)
  requireWithinQuota(at.quota, { observations, bytes }, user)
  return { ...written, sessionId: session.id }
}

function writeDraft(
  scope: WriteScope,
  user: UserState,
  session: number,
  draft: CleanDraft,
  now: number,
): Omit<SaveResult, 'sessionId'> {
  const sameTopic = draft.topicKey === null ? null : findByTopic(scope, user, draft.topicKey)
  const digest = contentDigest(draft)
  const sameContent = draft.topicKey === null ? findSame(scope, user, draft, digest) : null
  const decision = decideSave(draft.topicKey !== null, {
    sameTopic: sameTopic && { id: numberOfKey(sameTopic.key), isSame: saysTheSame(sameTopic, draft) },
    sameContent: sameContent && { id: numberOfKey(sameContent.key) },
  })
  if (decision.outcome === 'created') {
    const id = user.nextId
    insertObservation(scope, user, {
      ...draft,
      id,
      session,
      revisionCount: 1,
      createdAt: now,
      updatedAt: now,
      digest,
    })
    return { id, outcome: 'created', topicKey: draft.topicKey }
  }
  if (decision.outcome === 'updated' && sameTopic !== null) {
    reviseObservation(scope, user, sameTopic, {
      ...draft,
      id: decision.id,
      session,
      revisionCount: sameTopic.revision_count + 1,
      createdAt: sameTopic.created_at,
      updatedAt: Math.max(now, sameTopic.created_at),
      digest,
    })
  }
  return { ...decision, topicKey: draft.topicKey ?? sameContent?.topic_key ?? null }
}
