import type { DatabaseSync } from 'node:sqlite'
import { MemoryError } from '../../../core/errors/errors.ts'
import type { Statements } from '../tables/statements.ts'

/** Version mark of FTS5's structure record with more numbers for each segment. */
const secondVersion = 0xff000001
/** Further numbers of each segment in that version. */
const numbersOfSecond = 5

/** A segment that an unfinished merge has read in part; FTS5 never reads that part again. */
export interface ConsumedSegment {
  readonly segment: number
  /** First page that the merge has not read yet; 0 where it has read all. */
  readonly firstPage: number
}

/**
 * Removes the parts of segments that an unfinished merge has read. FTS5 removes a segment's pages as it goes. Its last
 * pages and all its separators stay until the whole merge ends, which may be never. Terms that are removed meanwhile
 * are taken out of the unread parts.
 *
 * Call it in the transaction that removes, after the index changes are written.
 */
export function dropConsumed(database: DatabaseSync, statements: Statements): void {
  const structure = statements.indexStructure.get()?.['block'] as Uint8Array | undefined
  const consumed = structure === undefined ? [] : consumedSegments(structure)
  const isLeft = ({ segment, firstPage }: ConsumedSegment): boolean => {
    if (firstPage === 0 && statements.anyPage.get(segment) !== undefined) return true
    const first = statements.firstSeparator.get(segment)?.['pgno'] as number | undefined
    // The lowest bit of a separator's page number is a flag.
    return first !== undefined && (firstPage === 0 || first >> 1 < firstPage)
  }
  const left = consumed.filter(isLeft)
  if (left.length === 0) return
  // SQLite's defensive mode forbids SQL to write shadow tables.
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
 * Reads the merged segments out of FTS5's structure record. The record holds a cookie, the numbers of levels and
 * segments, and a counter. Each level holds the number of its segments under merge and of all its segments. Each
 * segment holds its number, its first page and its last page.
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

/** Decodes SQLite's integers of variable length: https://www.sqlite.org/fileformat.html#varint. */
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
