import { invalidInput } from '../../core/errors.ts'
import type { SaveResult } from '../../core/model.ts'
import type { CleanChanges, CleanRef, WriteContext } from '../../core/store.ts'
import { sessionBytes } from '../../engine/rules/counted-bytes.ts'
import { requireWithinQuota } from '../../engine/rules/quota.ts'
import { requireRevision } from '../../engine/rules/save-decision.ts'
import { redactFields } from '../../privacy/redact.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import { findKept, putObservation, usageOf, type Kept } from './kept.ts'
import { saysTheSame } from './save.ts'
import { requireSaving } from './settings.ts'
import { enterSession } from './sessions.ts'

/** Changes an observation that is there. Errors: `conflict`, `invalid_input`, `quota_exceeded`. */
export function update(
  kept: Kept,
  ref: CleanRef,
  changes: CleanChanges,
  at: WriteContext,
  analyzer: Analyzer,
): SaveResult {
  const { analysis: _analysis, bytes: _bytes, ...before } = findKept(kept, ref)!
  requireSaving(kept)
  requireRevision(at.ifRevision, before)
  const topicKey = changes.topicKey === undefined ? before.topicKey : changes.topicKey
  const isTaken = kept.observations.some((other) => other.id !== before.id && other.topicKey === topicKey)
  if (topicKey !== null && isTaken)
    invalidInput('belongs to another observation of the user', { field: 'topicKey' })
  const texts = redactFields([changes.title ?? before.title, changes.content ?? before.content])
  const after = {
    ...before,
    type: changes.type ?? before.type,
    title: texts[0]!,
    content: texts[1]!,
    topicKey,
  }
  const { id: sessionId, isNew } = enterSession(kept, at, analyzer)
  const usage = usageOf(kept)
  const isSame = saysTheSame(before, after) && before.topicKey === topicKey
  const revision = isSame ? before.revision : before.revision + 1
  const updatedAt = Math.max(at.now, before.createdAt)
  if (!isSame) putObservation(kept, { ...after, sessionId, revision, updatedAt }, analyzer)
  const opened = isNew ? sessionBytes({ id: sessionId, summary: null }) : 0
  requireWithinQuota(at.quota, usage, usageOf(kept), opened)
  return { id: before.id, outcome: isSame ? 'deduped' : 'updated', revision, sessionId, topicKey }
}
