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
import type { VectorCache, NumberedBlock, VectorSource } from './index/vector-cache.ts'
import type { Statements } from './tables/statements.ts'

/** One user's vectors in a write transaction. */
export class SqliteVectorRows implements VectorRows {
  readonly #statements: Statements
  readonly #user: number
  readonly #cache: VectorCache

  constructor(statements: Statements, user: number, cache: VectorCache) {
    this.#statements = statements
    this.#user = user
    this.#cache = cache
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
    this.#cache.forget(this.#user)
    this.#statements.deleteSomeVectorChunks.run(this.#user, -1)
  }

  #read(chunk: number): VectorChunk | null {
    const row = this.#statements.readVectorChunk.get(this.#user, chunk)
    return row === undefined ? null : (row as unknown as VectorChunk)
  }

  #write(chunk: number, after: VectorChunk | null): void {
    const { writeVectorChunk, deleteVectorChunk } = this.#statements
    this.#cache.drop(this.#user, chunk)

    if (after === null) deleteVectorChunk.run(this.#user, chunk)
    else writeVectorChunk.run(this.#user, chunk, after.slots, after.data)
  }
}

/** The part of a cache that a reader takes vectors from. */
export type CachedBlocks = (source: VectorSource) => ReturnType<VectorCache['blocks']>

function toNumberedBlock(row: unknown): NumberedBlock {
  const chunk = row as NumberedVectorChunk
  return { chunk: chunk.chunk, ...toVectorBlock(chunk) }
}

function sourceOf(statements: Statements, user: number): VectorSource {
  return {
    all: () => statements.vectorChunks.all(user).map(toNumberedBlock),
    one: (chunk) => {
      const row = statements.readVectorChunk.get(user, chunk)
      return row === undefined ? null : toNumberedBlock({ ...row, chunk })
    },
  }
}

/** Reads one user's vectors, from the cache where there is one. */
export function vectorReader(
  statements: Statements,
  user: number,
  cached: CachedBlocks = (source) => source.all(),
): VectorReader {
  return {
    blocks: () => cached(sourceOf(statements, user)),
    ids: () => {
      const rows = statements.vectorSlots.all(user)
      return new Set((rows as unknown as readonly NumberedVectorChunk[]).flatMap(idsOfChunk))
    },
  }
}
