import type { SaveResult } from '../../core/model.ts'
import { rememberedSaves, requireRepetition, saveDigests } from '../../engine/rules/idempotency.ts'
import type { CleanDraft } from '../../core/store.ts'
import { numberOfKey, type ObservationRow, type SessionRow } from './rows.ts'
import type { UserState } from './users.ts'
import type { WriteScope } from './write/group-transaction.ts'

interface KeyedSaveRow {
  readonly draft: Uint8Array | null
  /** The observation's id. */
  readonly observation: number
  readonly outcome: SaveResult['outcome']
  /** The session's number. */
  readonly session: number
}

/** Whose keyed saves they are, and where. */
interface Place {
  readonly scope: WriteScope
  readonly user: UserState
}

/** Saves, unless the same was saved under this key before: then what came of it. Errors: `invalid_input`. */
export function saveOnce(
  place: Place,
  draft: CleanDraft,
  idempotencyKey: string,
  save: () => SaveResult,
): SaveResult {
  const { statements } = place.scope
  const digests = saveDigests(idempotencyKey, draft)
  const { number: user } = place.user
  const known = statements.findKeyedSave.get(user, digests.key) as unknown as KeyedSaveRow | undefined
  if (known !== undefined) {
    requireRepetition(known.draft, digests)
    return resultOf(place, draft, known)
  }
  const result = save()
  const session = statements.findSession.get(user, result.sessionId) as unknown as SessionRow
  const number = Number(statements.lastKeyedSave.get(user)?.['number'] ?? 0) + 1
  statements.insertKeyedSave.run(
    user,
    number,
    digests.key,
    digests.draft,
    result.id,
    result.outcome,
    numberOfKey(session.key),
  )
  statements.deleteKeyedSaves.run(user, number - rememberedSaves)
  return result
}

/** The topic key is not remembered: it stands in the draft, or with the observation, where it never changes. */
function resultOf({ scope, user }: Place, draft: CleanDraft, known: KeyedSaveRow): SaveResult {
  const { observation: id, outcome } = known
  const { id: sessionId } = scope.statements.readSession.get(
    user.number,
    known.session,
  ) as unknown as SessionRow
  const row = scope.statements.readObservation.get(user.number, id) as unknown as ObservationRow | undefined
  return { id, outcome, sessionId, topicKey: draft.topicKey ?? row?.topic_key ?? null }
}
