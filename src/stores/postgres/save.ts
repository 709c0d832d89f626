import type { SaveResult } from '../../core/model.ts'
import type { SaveDigests } from '../../engine/rules/idempotency.ts'
import { requireWithinQuota } from '../../engine/rules/quota.ts'
import { contentDigest, decideSave } from '../../engine/rules/save-decision.ts'
import type { CleanDraft, WriteContext } from '../../core/store.ts'
import { saveOnce } from './keyed-saves.ts'
import type { ObservationRow } from './rows.ts'
import { enterSession } from './sessions.ts'
import type { Needs, Workspace } from './unit-of-work.ts'

/** What saving a draft must know. */
export function needsOfSave(draft: CleanDraft, digests: SaveDigests | null): Needs {
  return {
    creates: true,
    ...(digests === null ? {} : { savedUnder: digests.key }),
    ...(draft.topicKey === null ? { digests: [contentDigest(draft)] } : { topicKeys: [draft.topicKey] }),
  }
}

/**
 * Opens or touches the session, then creates, revises or recognises the observation; with digests only once.
 *
 * Errors: `quota_exceeded`; `invalid_input` for an idempotency key that came with another draft.
 */
export async function saveObservation(
  workspace: Workspace,
  draft: CleanDraft,
  at: WriteContext,
  digests: SaveDigests | null,
): Promise<SaveResult> {
  if (digests !== null) return saveOnce(workspace, draft, digests, () => save(workspace, draft, at))
  const { session: _session, ...result } = await save(workspace, draft, at)
  return result
}

async function save(
  workspace: Workspace,
  draft: CleanDraft,
  at: WriteContext,
): Promise<SaveResult & { readonly session: number }> {
  const session = await enterSession(workspace, at)
  const { observations, bytes } = workspace.user
  const written = writeDraft(workspace, session.number, draft, at.now)
  requireWithinQuota(at.quota, { observations, bytes }, workspace.user)
  return { ...written, sessionId: session.id, session: session.number }
}

function writeDraft(
  workspace: Workspace,
  session: number,
  { type, title, content, topicKey }: CleanDraft,
  now: number,
): Omit<SaveResult, 'sessionId'> {
  const same = { type, title, content }
  const sameTopic = topicKey === null ? undefined : workspace.byTopic(topicKey)
  const sameContent =
    topicKey === null
      ? workspace.byDigest(contentDigest(same)).find((row) => saysTheSame(row, same))
      : undefined
  const decision = decideSave(topicKey !== null, {
    sameTopic: sameTopic ? { id: sameTopic.id, isSame: saysTheSame(sameTopic, same) } : null,
    sameContent: sameContent ? { id: sameContent.id } : null,
  })
  const said = { session, type, title, content, topic_key: topicKey }
  if (decision.outcome === 'created') {
    const id = workspace.user.nextId
    workspace.put({ ...said, id, revision_count: 1, created_at: now, updated_at: now })
    return { id, outcome: 'created', topicKey }
  }
  if (decision.outcome === 'updated' && sameTopic !== undefined) {
    const { id, created_at, revision_count } = sameTopic
    // A clock that went back must not make an observation older than its creation.
    const updated_at = Math.max(now, created_at)
    workspace.put({ ...said, id, revision_count: revision_count + 1, created_at, updated_at })
  }
  return { ...decision, topicKey: topicKey ?? sameContent?.topic_key ?? null }
}

/** What exact deduplication compares. */
type Said = Pick<ObservationRow, 'type' | 'title' | 'content'>

/** Whether an observation says exactly this. */
export function saysTheSame(row: Said, said: Said): boolean {
  return row.content === said.content && row.title === said.title && row.type === said.type
}
