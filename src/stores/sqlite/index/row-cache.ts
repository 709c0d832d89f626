import type { ResultRow } from '../../../engine/port/stored.ts'

/** Overhead of a row in bytes. */
const bytesOfEntry = 400

/** Caches what results show of one user's observations, so that a search reads no row twice. */
export class RowCache {
  readonly #mostBytes: number
  /** Rows by id, the one kept longest first. */
  readonly #rows = new Map<number, ResultRow>()
  #bytes = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** Approximate size, in bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /** Returns a row, from the cache or from `read`. */
  row(id: number, read: () => ResultRow): ResultRow {
    const kept = this.#rows.get(id)
    if (kept !== undefined) return kept
    const row = read()
    const bytes = bytesOf(row)
    // One long text must not take the place of all others.
    if (bytes > this.#mostBytes / 8) return row
    for (const oldest of this.#rows.values()) {
      if (this.#bytes + bytes <= this.#mostBytes) break
      this.#rows.delete(oldest.id)
      this.#bytes -= bytesOf(oldest)
    }
    this.#rows.set(id, row)
    this.#bytes += bytes
    return row
  }
}

function bytesOf({ title, content }: ResultRow): number {
  return bytesOfEntry + 2 * (title.length + content.length)
}
