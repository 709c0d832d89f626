import type { DatabaseSync } from 'node:sqlite'
import { MemoryError } from '../../../core/errors.ts'
import type { Statements } from '../tables/statements.ts'

/** How FTS5 begins a record of the index's structure that says more of each segment. */
const secondVersion = 0xff000001
/** So many more of each segment. */
const numbersOfSecond = 5

/** A segment of which a merge under way has read a part, and FTS5 never will again. */
export interface ConsumedSegment {
  readonly segment: number
  /** The first page that is not read yet; 0 where all are. */
  readonly firstPage: number
}

/**
 * Removes what a merge under way has read of its segments. FTS5 removes pages of a segment as it goes, but what stood on
 * the last ones, and the separators of all, only when the whole merge is done, which may be never. What is taken out of
 * the index in the meantime is taken out of what is still to be read.
 *
 * To be called in the transaction that removes, once all is in the index.
 */
export function dropConsumed(database: DatabaseSync, statements: Statements): void {
  const structure = statements.indexStructure.get()?.['block'] as Uint8Array | undefined
  const consumed = structure === undefined ? [] : consumedSegments(structure)
  const isLeft = ({ segment, firstPage }: ConsumedSegment): boolean => {
    if (firstPage === 0 && statements.anyPage.get(segment) !== undefined) return true
    const first = statements.firstSeparator.get(segment)?.['pgno'] as number | undefined
    // The lowest bit of a separator's page number says something else.
    return first !== undefined && (firstPage === 0 || first >> 1 < firstPage)
  }
  const left = consumed.filter(isLeft)
  if (left.length === 0) return
  // Shadow tables, which SQLite's defensive mode does not let SQL write.
  database.enableDefensive?.(false)
  try {
    const pages = database.prepare(
      'delete from term_index_data where id between ?1 << 37 and ((?1 + 1) << 37) - 1',
    )
    const separators = database.prepare(
      'delete from term_index_idx where segid = ?1 and (?2 = 0 or pgno >> 1 < ?2)',
    )
    for (const { segment, firstPage } of left) {
      if (firstPage === 0) pages.run(segment)
      separators.run(segment, firstPage)
    }
  } finally {
    database.enableDefensive?.(true)
  }
}

/**
 * Out of the record that FTS5 keeps of its segments: a cookie, how many levels and segments there are, and a counter; by level
 * how many segments are being merged and how many there are; and of each its number, its first and its last page.
 *
 * Errors: `corrupt`.
 */
export function consumedSegments(structure: Uint8Array): ConsumedSegment[] {
  const view = new DataView(structure.buffer, structure.byteOffset, structure.length)
  const isSecond = structure.length >= 8 && view.getUint32(4) === secondVersion
  const numbers = readNumbers(structure, isSecond ? 8 : 4)
  const next = (): number => {
    const { value } = numbers.next()
    if (value === undefined) throw damaged()
    return value
  }
  const consumed: ConsumedSegment[] = []
  const [levels, segments] = [next(), next()]
  next()
  let seen = 0
  for (let level = 0; level < levels; level++) {
    next()
    for (let left = next(); left > 0; left--, seen++) {
      const [segment, firstPage] = [next(), next()]
      next()
      if (isSecond) for (let skip = numbersOfSecond; skip > 0; skip--) next()
      if (firstPage !== 1) consumed.push({ segment, firstPage })
    }
  }
  if (seen !== segments) throw damaged()
  return consumed
}

function damaged(): MemoryError {
  return new MemoryError('corrupt', 'the index is damaged: have `doctor` rebuild it')
}

/** Numbers of SQLite's own form of variable length, one after the other: https://www.sqlite.org/fileformat.html#varint. */
function* readNumbers(bytes: Uint8Array, start: number): Generator<number, undefined> {
  for (let at = start; at < bytes.length;) {
    let value = 0n
    for (let length = 1; length <= 9; length++) {
      const byte = bytes[at++]
      if (byte === undefined) return undefined
      if (length === 9) value = (value << 8n) | BigInt(byte)
      else value = (value << 7n) | BigInt(byte & 0x7f)
      if (byte < 0x80) break
    }
    yield Number(value)
  }
  return undefined
}
