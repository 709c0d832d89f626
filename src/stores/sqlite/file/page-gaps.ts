import { closeSync, fstatSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { MemoryError } from '../../../core/errors/errors.ts'

/** Header length by type of b-tree page: interior and leaf pages of indexes and of tables. */
const bytesBeforeCells = new Map([
  [2, 12],
  [5, 12],
  [10, 8],
  [13, 8],
])

/** Page 1 begins with the header of the file. */
const fileHeaderBytes = 100

/**
 * Finds the unused bytes of a b-tree page: those between its cell pointers and its first cell. SQLite packs a page anew
 * when it balances neighbours, and leaves old bytes in this gap, also of rows that are deleted later. Null for other
 * pages. See https://www.sqlite.org/fileformat.html#b_tree_pages.
 */
function gapOf(page: Uint8Array, isFirst: boolean): { start: number; end: number } | null {
  const header = isFirst ? fileHeaderBytes : 0
  const fixed = bytesBeforeCells.get(page[header]!)
  if (fixed === undefined) return null
  const start = header + fixed + 2 * readUint16(page, header + 3)
  const end = readUint16(page, header + 5) || 65_536
  // These bounds are not of a b-tree page. A damaged page is left as it is.
  return start <= end && end <= page.length ? { start, end } : null
}

function readUint16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}

/**
 * Overwrites the gaps of pages that begin in `[from, to)`, up to the file's end. True where one held something: the caller
 * then syncs the file.
 */
export function zeroGaps(descriptor: number, from: number, to: number, pageSize: number): boolean {
  const size = Math.min(to, fstatSync(descriptor).size) - from
  if (size <= 0) return false
  const bytes = Buffer.alloc(size)
  readSync(descriptor, bytes, 0, size, from)
  const zeros = Buffer.alloc(pageSize)
  let hasChanged = false
  for (let at = 0; at + pageSize <= size; at += pageSize) {
    const gap = gapOf(bytes.subarray(at, at + pageSize), from + at === 0)
    if (gap === null) continue
    const length = gap.end - gap.start
    if (bytes.compare(zeros, 0, length, at + gap.start, at + gap.end) === 0) continue
    writeSync(descriptor, zeros, 0, length, from + at + gap.start)
    hasChanged = true
  }
  return hasChanged
}

interface OpenFile {
  connections: number
  descriptor: number | null
}

/** Files that this process has open, by device and inode. */
const openFiles = new Map<string, OpenFile>()

/**
 * Gives access to the bytes of a file that SQLite has open in this process. Closing any descriptor of a file drops all
 * POSIX locks of the process on it, also SQLite's. So one descriptor is shared, and is closed after the last
 * connection.
 */
export class RawFile {
  readonly #path: string
  readonly #key: string

  /** Counts the connection; create this when the connection is opened. */
  constructor(path: string) {
    const { dev, ino } = statSync(path)
    this.#path = path
    this.#key = `${dev}:${ino}`
    const file = openFiles.get(this.#key) ?? { connections: 0, descriptor: null }
    file.connections++
    openFiles.set(this.#key, file)
  }

  /** Tells whether the path still leads to this file, and not to another one or to none. */
  isInPlace(): boolean {
    try {
      const { dev, ino } = statSync(this.#path)
      return `${dev}:${ino}` === this.#key
    } catch (error) {
      // A folder that may no longer be looked into says nothing about the file.
      return !isAbsence(error)
    }
  }

  /** Errors: `storage` where another file was put in this one's place. */
  get descriptor(): number {
    const file = openFiles.get(this.#key)!
    file.descriptor ??= this.#open()
    return file.descriptor
  }

  #open(): number {
    const descriptor = openSync(this.#path, 'r+')
    const { dev, ino } = fstatSync(descriptor)
    if (`${dev}:${ino}` === this.#key) return descriptor
    closeSync(descriptor)
    throw new MemoryError('storage', 'the file was replaced while it was open: open it again')
  }

  /** Closes the shared descriptor if this was the last connection; call it after closing the connection. */
  release(): void {
    const file = openFiles.get(this.#key)
    if (file === undefined || --file.connections > 0) return
    openFiles.delete(this.#key)
    if (file.descriptor !== null) closeSync(file.descriptor)
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
