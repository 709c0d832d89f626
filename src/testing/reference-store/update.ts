import { invalidInput } from '../../core/errors/errors.ts'
import type { SaveResult } from '../../core/model.ts'
import type { CleanChanges, CleanRef, WriteContext } from '../../core/store/store.ts'
import { givenEnd } from '../../engine/rules/expiry.ts'
import { refuseUnknownVersion, requireRevision } from '../../engine/rules/versions.ts'
import { redactFields } from '../../privacy/redact.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import { fitQuota, replaceObservation, versionAt } from './history.ts'
import { findAny, ofStatus, usageOf, type Kept, type KeptObservation } from './kept/kept.ts'
import { requireSaving } from './kept/settings.ts'
import { sessionFor } from './sessions.ts'

/** Changes an observation that is there. Errors: `conflict`, `invalid_input`, `quota_exceeded`. */
export function update(
  kept: Kept,
  ref: CleanRef,
  changes: CleanChanges,
  at: WriteContext,
  analyzer: Analyzer,
): SaveResult {
  const before = findAny(kept, ref)!
  requireSaving(kept)
  requireRevision(at.ifRevision, before)
  const topicKey = changes.topicKey === undefined ? before.topicKey : changes.topicKey
  const isTaken = ofStatus(kept, before.status).some(
    (other) => other.id !== before.id && other.topicKey === topicKey,
  )
  if (topicKey !== null && isTaken)
    invalidInput('belongs to another observation of the user', { field: 'topicKey' })
  const texts = redactFields([changes.title ?? before.title, changes.content ?? before.content])
  const after = {
    ...before,
    type: changes.type ?? before.type,
    title: texts[0]!,
    content: texts[1]!,
    topicKey,
    data: changes.data === undefined ? before.data : changes.data,
    source: changes.source === undefined ? before.source : changes.source,
    keywords: changes.keywords === undefined ? before.keywords : changes.keywords,
    pinned: changes.pinned ?? before.pinned,
    expiresAt: changes.expiry === undefined ? before.expiresAt : givenEnd(changes.expiry, at.now),
  }
  return writeRevision(kept, before, after, at, analyzer)
}

/** Writes a changed observation as a new revision; `deduped` where it says the same. */
function writeRevision(
  kept: Kept,
  before: KeptObservation,
  after: KeptObservation,
  at: WriteContext,
  analyzer: Analyzer,
): SaveResult {
  const { id, topicKey } = after
  const { id: sessionId, opened } = sessionFor(kept, after, at, analyzer)
  const usage = usageOf(kept)
  const isSame = JSON.stringify(before) === JSON.stringify(after)
  const revision = isSame ? before.revision : before.revision + 1
  const updatedAt = Math.max(at.now, before.createdAt)
  if (!isSame) replaceObservation(kept, before, { ...after, sessionId, revision, updatedAt }, at, analyzer)
  fitQuota(kept, [id], { quota: at.quota, before: usage, opened }, analyzer)
  return { id, outcome: isSame ? 'deduped' : 'updated', revision, sessionId, topicKey }
}

/** The version that a revert restores, and the write. */
export type Reverting = [revision: number, at: WriteContext]

/** Writes what an earlier version says as a new revision. Errors: `conflict`, `invalid_input`, `quota_exceeded`. */
export function revert(
  kept: Kept,
  ref: CleanRef,
  analyzer: Analyzer,
  ...[revision, at]: Reverting
): SaveResult {
  const before = findAny(kept, ref)!
  requireSaving(kept)
  requireRevision(at.ifRevision, before)
  const then = versionAt(before, { revision }) ?? refuseUnknownVersion()
  const { type, title, content, topicKey, data, source, keywords } = then
  const other = kept.observations.find((each) => each.topicKey === topicKey && each.id !== before.id)
  if (topicKey !== null && other !== undefined)
    invalidInput('belongs to another observation of the user', { field: 'topicKey' })
  return writeRevision(
    kept,
    before,
    { ...before, type, title, content, topicKey, data, source, keywords },
    at,
    analyzer,
  )
}
