import type { EmbeddedText } from '../../core/store/store.ts'
import type { VectorReader, VectorRows } from '../../engine/port/vector-rows.ts'
import { chunkOf } from '../shared/ranking-records.ts'
import {
  byChunk,
  idsOfChunk,
  toVectorBlock,
  withVectors,
  type NumberedVectorChunk,
  type VectorChunk,
} from '../shared/vector-rows.ts'
import type { Statements } from './tables/statements.ts'

/** One user's vectors in a write transaction. */
export class SqliteVectorRows implements VectorRows {
  readonly #statements: Statements
  readonly #user: number

  constructor(statements: Statements, user: number) {
    this.#statements = statements
    this.#user = user
  }

  put(vectors: readonly Omit<EmbeddedText, 'digest'>[]): void {
    for (const [chunk, changes] of byChunk(vectors))
      this.#write(chunk, withVectors(this.#read(chunk), changes))
  }

  /** Removes the vectors of an observation. */
  remove(id: number): void {
    const chunk = chunkOf(id)
    const before = this.#read(chunk)
    if (before !== null) this.#write(chunk, withVectors(before, new Map([[id, []]])))
  }

  clear(): void {
    this.#statements.deleteSomeVectorChunks.run(this.#user, -1)
  }

  #read(chunk: number): VectorChunk | null {
    const row = this.#statements.readVectorChunk.get(this.#user, chunk)
    return row === undefined ? null : (row as unknown as VectorChunk)
  }

  #write(chunk: number, after: VectorChunk | null): void {
    const { writeVectorChunk, deleteVectorChunk } = this.#statements
    if (after === null) deleteVectorChunk.run(this.#user, chunk)
    else writeVectorChunk.run(this.#user, chunk, after.slots, after.data)
  }
}

/** Reads one user's vectors. */
export function vectorReader(statements: Statements, user: number): VectorReader {
  return {
    blocks: () => {
      const rows = statements.vectorChunks.all(user) as unknown as readonly NumberedVectorChunk[]
      return rows.map(toVectorBlock)
    },
    ids: () => {
      const rows = statements.vectorSlots.all(user)
      return new Set((rows as unknown as readonly NumberedVectorChunk[]).flatMap(idsOfChunk))
    },
  }
}
