import crypto from 'node:crypto'
import { invalidInput } from '../../core/errors/errors.ts'
import type { CleanDraft } from '../../core/store/store.ts'

/** As many of a user's keyed saves and batches are remembered; counted, because clocks jump. */
export const rememberedSaves = 1_000

/** Digests by which a keyed save is remembered: they hold neither the key nor a word of the draft. */
export interface SaveDigests {
  /** Finds the save again: 128 bits of SHA-256 over the key. */
  readonly key: Uint8Array
  /**
   * Tells whether the same is saved again: 128 bits of an HMAC over the draft under the key itself, which is kept
   * nowhere, so that a reader of the disk cannot test guesses of the draft.
   */
  readonly draft: Uint8Array
}

const bytes = 16

/** The record of a save with an idempotency key. */
export function saveDigests(idempotencyKey: string, draft: CleanDraft): SaveDigests {
  return keyedDigests(idempotencyKey, saidBy(draft))
}

/** The record of a batch with an idempotency key; that of one draft differs from the draft's own. */
export function batchDigests(idempotencyKey: string, drafts: readonly CleanDraft[]): SaveDigests {
  return keyedDigests(idempotencyKey, [null, ...drafts.map((draft) => JSON.stringify(saidBy(draft)))])
}

/** Everything that a draft says. */
function saidBy(draft: CleanDraft): readonly (string | null)[] {
  const { type, title, content, topicKey, data, source, keywords, pinned, expiry, status } = draft
  const beside = [data, source, keywords, pinned, expiry]
  // A draft without them has the digest that version 0.1 remembered.
  const given = beside.some((field) => field !== null) ? [JSON.stringify(beside)] : []
  const state = status === 'pending' ? [status] : []
  return [type, title, content, topicKey, ...given, ...state]
}

/** The digests of texts that are written once under a key. */
export function keyedDigests(idempotencyKey: string, texts: readonly (string | null)[]): SaveDigests {
  const said = JSON.stringify(texts)
  return {
    key: crypto.hash('sha256', idempotencyKey, 'buffer').subarray(0, bytes),
    draft: crypto.createHmac('sha256', idempotencyKey).update(said).digest().subarray(0, bytes),
  }
}

/**
 * Lets a repetition through and nothing else.
 *
 * Errors: `invalid_input` where the key came with another draft, and where what it saved was forgotten: saving it
 * again would bring back a removed observation.
 *
 * @param draft - the digest that is remembered; null once the observation was forgotten
 */
export function requireRepetition(draft: Uint8Array | null, again: SaveDigests): void {
  if (draft === null) invalidInput('what was saved under it has been forgotten', { field: 'idempotencyKey' })
  if (Buffer.compare(draft, again.draft) !== 0)
    invalidInput('came before with another text', { field: 'idempotencyKey' })
}
