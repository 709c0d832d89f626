import type { SaveResult } from '../../core/model.ts'
import type { CleanDraft } from '../../core/store.ts'
import { requireRepetition, type SaveDigests } from '../rules/idempotency.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'

/** Saves, unless the same was saved under this key before; then returns that result. Errors: `invalid_input`. */
export function saveOnce(
  unit: UnitOfWork,
  draft: CleanDraft,
  digests: SaveDigests,
  save: () => SaveResult & { readonly session: number },
): SaveResult {
  const known = unit.keyedSave(digests.key)
  if (known !== null) {
    requireRepetition(known.draft, digests)
    const { observation: id, outcome, sessionId } = known
    // The topic key is not remembered: the draft has it, or the observation, where it never changes.
    return { id, outcome, sessionId, topicKey: draft.topicKey ?? known.topicKey }
  }
  const { session, ...result } = save()
  const { id: observation, outcome } = result
  unit.addKeyedSave(digests.key, { draft: digests.draft, observation, outcome, session })
  return result
}
