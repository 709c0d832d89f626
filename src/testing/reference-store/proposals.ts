import { requireRevision } from '../../engine/rules/versions.ts'
import type { SaveResult } from '../../core/model.ts'
import type { CleanDraft, CleanRef, WriteContext } from '../../core/store/store.ts'
import { renewedEnd } from '../../engine/rules/expiry.ts'
import type { RedactedText } from '../../privacy/redact.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import { fitQuota, replaceObservation } from './history.ts'
import {
  findAny,
  findKept,
  putObservation,
  removeObservations,
  usageOf,
  type Kept,
  type KeptObservation,
} from './kept/kept.ts'
import { draftOver, findSame, saysTheSame } from './kept/said.ts'
import { sessionFor } from './sessions.ts'
import { requireSaving } from './kept/settings.ts'

type Written = Omit<SaveResult, 'sessionId'>
/** The proposal that `approve` means, or the active observation with that id. */
export function findToApprove(kept: Kept, ref: CleanRef): KeptObservation | undefined {
  if (typeof ref === 'number') return findAny(kept, ref)
  return kept.proposals.find(({ topicKey }) => topicKey === ref)
}

/** The draft that a proposal keeps. It pins and never unpins, gives an end and never takes one away. */
export function asDraft(
  proposal: Omit<
    KeptObservation,
    'sessionId' | 'versions' | 'bytes' | 'analysis' | 'createdAt' | 'updatedAt'
  >,
): CleanDraft {
  const { pinned, expiresAt } = proposal
  const kept = { pinned: pinned ? true : null, expiry: expiresAt === null ? null : { at: expiresAt } }
  // Everything kept was redacted before.
  return { ...proposal, ...kept } as object as CleanDraft
}

/** Tells whether saving a draft over an observation would change nothing. */
export function changesNothing(observation: KeptObservation, draft: CleanDraft, at: At): boolean {
  return isSame(observation, draftOver(observation, draft, at))
}

type At = Pick<WriteContext, 'now' | 'retention'>
type Compared = Pick<
  KeptObservation,
  'type' | 'title' | 'content' | 'data' | 'keywords' | 'pinned' | 'expiresAt'
>

function isSame(a: Compared, b: Compared): boolean {
  return saysTheSame(a, b) && a.pinned === b.pinned && a.expiresAt === b.expiresAt
}

/** Adds a proposal, or puts it in the place of the one that waits for the same topic. */
export function propose(
  kept: Kept,
  draft: CleanDraft,
  {
    before,
    sessionId,
    at,
  }: {
    readonly before: KeptObservation | undefined
    readonly sessionId: string | null
    readonly at: At
  },
  analyzer: Analyzer,
): Written {
  const { now } = at
  const { topicKey } = draft
  if (before !== undefined && (topicKey === null || changesNothing(before, draft, at))) return deduped(before)
  // An end that is not given stays open until the approval.
  const said = { ...draft, expiry: draft.expiry ?? { at: null } }
  const fields = { sessionId, ...draftOver(undefined, said, at), status: 'pending' } as const
  const waiting =
    topicKey === null
      ? findSame(kept.proposals, draft)
      : kept.proposals.find((proposal) => proposal.topicKey === topicKey)
  if (waiting === undefined) {
    const id = kept.nextId
    const proposal = { ...fields, id, revision: 1, createdAt: now, updatedAt: now, versions: [] }
    putObservation(kept, proposal, analyzer)
    return { id, outcome: 'created', revision: 1, topicKey }
  }
  if (topicKey === null || isSame(waiting, fields)) return deduped(waiting)
  const revision = waiting.revision + 1
  const updatedAt = Math.max(now, waiting.createdAt)
  putObservation(kept, { ...waiting, ...fields, revision, updatedAt }, analyzer)
  return { id: waiting.id, outcome: 'updated', revision, topicKey }
}

/** The proposal that is approved, and the context of the write. */
export type Approving = [ref: CleanRef, at: WriteContext]

/** Makes a proposal active, or a revision of what is under its topic. Errors: `conflict`, `paused`, `quota_exceeded`. */
export function approve(kept: Kept, analyzer: Analyzer, ...[ref, at]: Approving): SaveResult {
  const found = findToApprove(kept, ref)!
  requireSaving(kept)
  requireRevision(at.ifRevision, found)
  const { id: sessionId, opened } = sessionFor(kept, found, at, analyzer)
  const usage = usageOf(kept)
  const written =
    found.status === 'active' ? deduped(found) : accept(kept, found, { sessionId, at }, analyzer)
  fitQuota(kept, [written.id], { quota: at.quota, before: usage, opened }, analyzer)
  return { ...written, sessionId }
}

function accept(
  kept: Kept,
  proposal: KeptObservation,
  { sessionId, at }: { readonly sessionId: string | null; readonly at: WriteContext },
  analyzer: Analyzer,
): Written {
  const { topicKey } = proposal
  const active = topicKey === null ? undefined : findKept(kept, topicKey as RedactedText)
  const before = active ?? proposal
  const draft = asDraft(proposal)
  if (active !== undefined) removeObservations(kept, ({ id }) => id === proposal.id)
  if (active !== undefined && changesNothing(active, draft, at)) return deduped(active)
  const revision = before.revision + 1
  const updatedAt = Math.max(at.now, before.createdAt)
  const fields = draftOver(active, draft, at)
  const isRenewed = active !== undefined && draft.expiry === null
  const expiresAt = isRenewed ? renewedEnd(active, draft.type, at) : fields.expiresAt
  const after = { ...before, ...fields, expiresAt, status: 'active', sessionId, revision, updatedAt } as const
  replaceObservation(kept, before, after, at, analyzer)
  return { id: before.id, outcome: 'updated', revision, topicKey }
}

function deduped({ id, revision, topicKey }: KeptObservation): Written {
  return { id, outcome: 'deduped', revision, topicKey }
}
