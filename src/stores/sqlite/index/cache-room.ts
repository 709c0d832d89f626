/** A cache that can be told to drop what it keeps. */
interface Dropping {
  clear(): void
}

/** Bytes that the caches of several open files share. The cache that was used longest ago gives way. */
export class CacheRoom {
  /** Limit of all caches together; 0: none keeps anything. */
  readonly mostBytes: number
  /** Sizes by cache, the least recently used first. */
  readonly #sizes = new Map<Dropping, number>()
  #bytes = 0

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes
  }

  /** Approximate size of all caches, in bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /** Notes the size of the cache that is used now, and empties others while they are too large together. */
  note(cache: Dropping, bytes: number): void {
    this.release(cache)
    this.#sizes.set(cache, bytes)
    this.#bytes += bytes
    for (const oldest of this.#sizes.keys()) {
      if (this.#bytes <= this.mostBytes || oldest === cache) break
      this.release(oldest)
      oldest.clear()
    }
  }

  /** Forgets a cache, such as that of a file which is closed. */
  release(cache: Dropping): void {
    this.#bytes -= this.#sizes.get(cache) ?? 0
    this.#sizes.delete(cache)
  }
}
