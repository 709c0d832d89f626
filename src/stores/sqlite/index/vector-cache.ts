import type { VectorBlock } from '../../../search/sense/sense.ts'

/** A block with the number of the chunk that holds it. */
export interface NumberedBlock extends VectorBlock {
  readonly chunk: number
}

/** Reads one user's vectors from the file. */
export interface VectorSource {
  all(): readonly NumberedBlock[]
  /** Null where the chunk has no row. */
  one(chunk: number): NumberedBlock | null
}

/** Blocks of one user by chunk; null for one that has changed since. */
interface Part {
  readonly blocks: Map<number, VectorBlock | null>
  bytes: number
  version: number
}

/** Largest share of one user: 43,000 vectors of 384 dimensions in 64 MiB. */
const shareOfUser = 1 / 4
/** Overhead of a block in bytes: three arrays, their buffers and an entry of the map. */
const bytesOfEntry = 700

function bytesOf(block: VectorBlock | null): number {
  if (block === null) return bytesOfEntry
  const { ids, values } = block
  // Values and scales lie in the row as it was read. Ids and scales are decoded: four bytes each.
  return bytesOfEntry + values.buffer.byteLength + 8 * ids.length
}

/**
 * Caches vectors of the users who searched last: reading and decoding rows costs as much as comparing them.
 *
 * A write of this connection drops the chunks that it changes when it changes them. No search can come between that and
 * the commit, and a write that is rolled back has dropped too much, never too little. After a write of another connection
 * the user has another version.
 */
export class VectorCache {
  readonly #mostBytes: number
  /** Parts by user number, the least recently used first. */
  readonly #users = new Map<number, Part>()
  #bytes = 0

  /** @param mostBytes - limit for all users together; 0 disables the cache */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** Approximate size, in bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * Returns the user's present blocks. What is missing is read, and kept where it fits.
   *
   * @param version - of the user in the file; what was kept at another one is not used
   */
  blocks(user: number, version: number, source: VectorSource): readonly VectorBlock[] {
    if (this.#mostBytes === 0) return source.all()
    const part = this.#users.get(user)
    const kept = part?.version === version ? part.blocks : undefined
    const blocks = kept === undefined ? byNumber(source.all()) : renewed(kept, source)
    this.forget(user)
    const found = [...blocks.values()]
    this.#keep(user, { blocks, version, bytes: found.reduce((sum, block) => sum + bytesOf(block), 0) })
    return found
  }

  /** Drops a chunk that a write changes; the next search reads it. */
  drop(user: number, chunk: number): void {
    const part = this.#users.get(user)
    if (part === undefined) return
    const change = bytesOf(null) - (part.blocks.has(chunk) ? bytesOf(part.blocks.get(chunk)!) : 0)
    part.blocks.set(chunk, null)
    part.bytes += change
    this.#bytes += change
    this.#makeRoom()
  }

  /** Notes the version that a committed write of this connection has made; a part of another version goes. */
  advance(user: number, from: number, to: number): void {
    const part = this.#users.get(user)
    if (part?.version === from) part.version = to
    else this.forget(user)
  }

  /** Drops a user's part: a later user may get the same number. */
  forget(user: number): void {
    this.#bytes -= this.#users.get(user)?.bytes ?? 0
    this.#users.delete(user)
  }

  clear(): void {
    this.#users.clear()
    this.#bytes = 0
  }

  #keep(user: number, part: Part): void {
    if (part.bytes > this.#mostBytes * shareOfUser) return
    this.#users.set(user, part)
    this.#bytes += part.bytes
    this.#makeRoom()
  }

  #makeRoom(): void {
    for (const oldest of this.#users.keys()) {
      if (this.#bytes <= this.#mostBytes) break
      this.forget(oldest)
    }
  }
}

function byNumber(all: readonly NumberedBlock[]): Map<number, VectorBlock> {
  return new Map(all.map((block) => [block.chunk, block]))
}

/** Reads the chunks that have changed. */
function renewed(kept: Part['blocks'], source: VectorSource): Map<number, VectorBlock> {
  const present = new Map<number, VectorBlock>()
  for (const [chunk, block] of kept) {
    const found = block ?? source.one(chunk)
    if (found !== null) present.set(chunk, found)
  }
  return present
}
