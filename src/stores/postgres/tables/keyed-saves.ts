import type { KeyedSave } from '../../../engine/port/stored.ts'
import type { KnownSave } from '../../../engine/port/unit-of-work.ts'
import { rememberedSaves } from '../../../engine/rules/idempotency.ts'
import { packResults, unpackResults } from '../../shared/keyed-results.ts'
import type { Sender } from './statements.ts'

/** A row of `keyedSavesForWrite`: the requested save, or the user's last one. */
export interface KeyedSaveRow extends Omit<KnownSave, 'others'> {
  readonly isIt: boolean
  readonly number: number
  readonly batch: string | null
}

/** The keyed save that a write asked for, and the one that it adds. */
export class KeyedSaves {
  /** The save under the key that was asked for; null where there is none. */
  readonly found: KnownSave | null
  readonly #next: number
  #added: readonly unknown[] | null = null

  constructor(rows: readonly KeyedSaveRow[]) {
    const found = rows.find(({ isIt }) => isIt)
    this.found = found === undefined ? null : { ...found, others: unpackResults(found.batch) }
    this.#next = (rows.find(({ isIt }) => !isIt)?.number ?? 0) + 1
  }

  /** Adds a save; false where it takes the place of one. */
  add(key: Uint8Array, { draft, observation, outcome, session, revision, others }: KeyedSave): boolean {
    this.#added = [this.#next, key, draft, observation, outcome, session, revision, packResults(others)]
    return this.#next <= rememberedSaves
  }

  /** Sends the added save, and drops the one that it takes the place of. */
  send(sender: Sender): Promise<unknown>[] {
    const added = this.#added
    this.#added = null
    if (added === null) return []
    return [sender.ask('addKeyedSave', ...added), sender.ask('dropKeyedSaves', this.#next - rememberedSaves)]
  }
}
