import type { EmbeddedText } from '../../core/store/store.ts'
import type { VectorReader, VectorRows } from '../../engine/port/vector-rows.ts'
import { packWindows, toVectorBlocks, type StoredVectors } from '../shared/vector-rows.ts'
import type { Transaction } from './connection/transaction.ts'
import type { Sender } from './tables/statements.ts'

/** One user's vectors in a write: the changes are sent at its end. */
export class PostgresVectorRows implements VectorRows {
  #isCleared = false
  readonly #removed = new Set<number>()
  readonly #put = new Map<number, Uint8Array>()

  put(vectors: readonly Omit<EmbeddedText, 'digest'>[]): void {
    for (const { id, windows } of vectors) this.#put.set(id, packWindows(windows))
  }

  /** Removes the vectors of an observation. */
  remove(id: number): void {
    this.#put.delete(id)
    this.#removed.add(id)
  }

  clear(): void {
    this.#isCleared = true
    this.#put.clear()
  }

  send(transaction: Sender): Promise<unknown>[] {
    const removed = [...this.#removed]
    const put = [...this.#put]
    const isCleared = this.#isCleared
    this.#isCleared = false
    this.#removed.clear()
    this.#put.clear()
    const ids = put.map(([id]) => id)
    const data = put.map(([, bytes]) => Buffer.from(bytes))
    return [
      ...(isCleared ? [transaction.ask('eraseVectors')] : []),
      ...(removed.length === 0 ? [] : [transaction.ask('deleteVectors', removed)]),
      ...(put.length === 0 ? [] : [transaction.ask('putVectors', ids, data)]),
    ]
  }
}

/** Reads one user's vectors. */
export function vectorReader(transaction: Transaction): VectorReader {
  return {
    async blocks() {
      return toVectorBlocks(await transaction.ask<StoredVectors>('readVectors'))
    },
    async ids() {
      const rows = await transaction.ask<Pick<StoredVectors, 'observation'>>('vectorIds')
      return new Set(rows.map(({ observation }) => observation))
    },
  }
}
