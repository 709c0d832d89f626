import type { SaveResult } from '../../core/model.ts'
import type { CleanDraft } from '../../core/store/store.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'
import { keyedSaveBytes } from '../rules/counted-bytes.ts'
import { requireRepetition, type SaveDigests } from '../rules/idempotency.ts'
import { isQuiet } from '../rules/sessions/quiet.ts'

/** The result of the save under this key; null where the user has none. Errors: `invalid_input` for another draft. */
export function findKeyedSave(unit: UnitOfWork, draft: CleanDraft, digests: SaveDigests): SaveResult | null {
  const known = unit.keyedSave(digests.key)
  if (known === null) return null
  requireRepetition(known.draft, digests)
  const { observation: id, outcome, sessionId } = known
  // The topic key is not remembered: the draft has it, or the observation.
  return { id, outcome, revision: known.revision, sessionId, topicKey: draft.topicKey ?? known.topicKey }
}

/** Remembers the result of a save under its key, and counts it unless it takes the place of an older one. */
export function rememberKeyedSave(
  unit: UnitOfWork,
  { key, draft }: SaveDigests,
  saved: Pick<SaveResult, 'id' | 'outcome' | 'revision'> & { readonly session: number },
): void {
  const { id: observation, outcome, revision, session } = saved
  if (unit.addKeyedSave(key, { draft, observation, outcome, revision, session, others: [] }))
    unit.user.bytes += keyedSaveBytes
}

/** The results of the batch under this key; null where the user has none. Errors: `invalid_input` for other drafts. */
export function findKeyedBatch(
  unit: UnitOfWork,
  drafts: readonly CleanDraft[],
  digests: SaveDigests,
): SaveResult[] | null {
  const known = unit.keyedSave(digests.key)
  if (known === null) return null
  const results = [known, ...known.others]
  // One that has expired is gone, though its bytes may be there.
  const isGone = results.some(({ observation }) => unit.observation(observation) === null)
  requireRepetition(isGone ? null : known.draft, digests)
  return results.map(({ observation: id, outcome, revision }, index) => {
    const { type, topicKey } = drafts[index]!
    const sessionId = isQuiet(type) ? null : known.sessionId
    return { id, outcome, revision, sessionId, topicKey: topicKey ?? unit.observation(id)?.topicKey ?? null }
  })
}

/** Remembers the results of a batch under its key, as one save. */
export function rememberKeyedBatch(
  unit: UnitOfWork,
  { key, draft }: SaveDigests,
  results: readonly SaveResult[],
  session: number,
): void {
  const saved = results.map(({ id: observation, outcome, revision }) => ({ observation, outcome, revision }))
  const [first, ...others] = saved
  if (unit.addKeyedSave(key, { draft, ...first!, session, others })) unit.user.bytes += keyedSaveBytes
}
