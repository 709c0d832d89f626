import type { SaveResult } from '../../core/model.ts'
import { rememberedSaves, requireRepetition, type SaveDigests } from '../../engine/rules/idempotency.ts'
import type { CleanDraft } from '../../core/store.ts'
import type { ObservationRow, SessionRow } from './rows.ts'
import type { Transaction } from './connection/transaction.ts'
import type { Workspace } from './unit-of-work.ts'

/** A row of `keyed_save`: the one that was asked for, or the user's last. */
export interface KeyedSaveRow {
  readonly is_it: boolean
  readonly number: number
  readonly draft: Uint8Array | null
  /** The observation's id. */
  readonly observation: number
  readonly outcome: SaveResult['outcome']
  /** The session's number. */
  readonly session: number
}

/** Saves, unless the same was saved under this key before: then what came of it. Errors: `invalid_input`. */
export async function saveOnce(
  workspace: Workspace,
  draft: CleanDraft,
  digests: SaveDigests,
  save: () => Promise<SaveResult & { readonly session: number }>,
): Promise<SaveResult> {
  const known = workspace.keyedSaves.find((row) => row.is_it)
  if (known !== undefined) {
    requireRepetition(known.draft, digests)
    return resultOf(workspace.transaction, draft, known)
  }
  const { session, ...result } = await save()
  workspace.addKeyedSave(digests.key, digests.draft, result.id, result.outcome, session)
  return result
}

/** The topic key is not remembered: it stands in the draft, or with the observation, where it never changes. */
async function resultOf(
  transaction: Transaction,
  draft: CleanDraft,
  { observation: id, outcome, session }: KeyedSaveRow,
): Promise<SaveResult> {
  const [sessions, observations] = await Promise.all([
    transaction.ask<SessionRow>('sessionsByNumber', [session]),
    transaction.ask<ObservationRow>('findByIds', [id]),
  ])
  return {
    id,
    outcome,
    sessionId: sessions[0]!.id,
    topicKey: draft.topicKey ?? observations[0]?.topic_key ?? null,
  }
}

/** Adds a save to those that are remembered, and drops the oldest; `row` begins with its number. */
export function keyedSaveQueries(
  transaction: Transaction,
  row: readonly [number: number, ...others: unknown[]] | null,
): Promise<unknown>[] {
  if (row === null) return []
  return [
    transaction.ask('addKeyedSave', ...row),
    transaction.ask('dropKeyedSaves', row[0] - rememberedSaves),
  ]
}
