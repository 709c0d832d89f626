import { closeSync, fstatSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { MemoryError } from '../../../core/errors.ts'

/** B-tree pages begin with one of these: interior and leaf pages of indexes and of tables. */
const bytesBeforeCells = new Map([
  [2, 12],
  [5, 12],
  [10, 8],
  [13, 8],
])

/** Page 1 begins with the header of the file. */
const fileHeaderBytes = 100

/**
 * Where a b-tree page holds nothing: between its cell pointers and its first cell. SQLite packs a page anew when
 * neighbours are balanced, and leaves in this gap what stood there before, also of rows that are deleted later.
 * Null for other pages. See https://www.sqlite.org/fileformat.html#b_tree_pages.
 */
function gapOf(page: Uint8Array, isFirst: boolean): { start: number; end: number } | null {
  const header = isFirst ? fileHeaderBytes : 0
  const fixed = bytesBeforeCells.get(page[header]!)
  if (fixed === undefined) return null
  const start = header + fixed + 2 * readUint16(page, header + 3)
  const end = readUint16(page, header + 5) || 65_536
  // Not a b-tree page after all; a damaged one is not ours to change.
  return start <= end && end <= page.length ? { start, end } : null
}

function readUint16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}

/** Overwrites the gaps of pages that begin in `[from, to)`; the file's end cuts it short. True where one held something. */
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
  if (hasChanged) fsyncSync(descriptor)
  return hasChanged
}

interface OpenFile {
  connections: number
  descriptor: number | null
}

/** By device and inode. */
const openFiles = new Map<string, OpenFile>()

/**
 * A way past SQLite to the bytes of a file that this process has open. Closing any descriptor of a file drops all of
 * the process' POSIX locks on it, SQLite's too, so one descriptor is shared and closed after the last connection.
 */
export class RawFile {
  readonly #path: string
  readonly #key: string

  /** Made when the connection is opened, so that it counts. */
  constructor(path: string) {
    const { dev, ino } = statSync(path)
    this.#path = path
    this.#key = `${dev}:${ino}`
    const file = openFiles.get(this.#key) ?? { connections: 0, descriptor: null }
    file.connections++
    openFiles.set(this.#key, file)
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

  /** To be called after the connection was closed. */
  release(): void {
    const file = openFiles.get(this.#key)
    if (file === undefined || --file.connections > 0) return
    openFiles.delete(this.#key)
    if (file.descriptor !== null) closeSync(file.descriptor)
  }
}
