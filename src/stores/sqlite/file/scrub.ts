import { fstatSync, fsyncSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { MemoryError } from '../../../core/errors/errors.ts'
import type { ChangedPages } from './changed-pages.ts'
import { logSize } from './disk-space.ts'
import { isBusy } from './failures.ts'
import { zeroGaps, type RawFile } from './page-gaps.ts'
import { withoutSync } from './unsynced.ts'

/** Bytes of the file that one step reads: some milliseconds of the event loop. */
const sliceBytes = 4 * 2 ** 20

/** An open file, as a connection and as bytes. */
export interface ScrubbedFile {
  readonly database: DatabaseSync
  readonly rawFile: RawFile
  readonly path: string
  readonly changed: ChangedPages
}

/** Bytes of a file from the one to before the other. */
type Range = readonly [from: number, to: number]

/** Ranges that one step reads. */
type Slice = readonly Range[]

type WhenFree = <Result>(attempt: () => Result) => Promise<Result>

/** Passes of which the last one goes over everything at once, so that no write comes between. */
const mostPasses = 4

/**
 * Removes the remains of deleted rows: their earlier states in the log, and copies in the gaps of pages. Reads the pages
 * that changed since the last time, or the whole file where that is not known, slice by slice, so that other calls work
 * meanwhile. A write between two slices may move remains to a page that was read before, so another pass reads the pages
 * that changed meanwhile.
 *
 * Errors: `busy` while another connection reads an older state.
 */
export async function scrub(file: ScrubbedFile, whenFree: WhenFree): Promise<void> {
  const { database, changed } = file
  requireNoPageMap(database)
  let hasBegun = false
  try {
    for (let passes = 1; ; passes++) {
      const slices = await whenFree(() => beginPass(file, passes === mostPasses))
      hasBegun = true
      if (slices.length === 0) break
      for (const slice of slices) {
        await whenFree(() => changeAlone(file, () => zeroSlice(file, slice)))
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    changed.end()
  } catch (error) {
    if (hasBegun || !isBusy(error)) changed.stop()
    throw error
  }
}

/** Refuses a file with `auto_vacuum`: its map of pages looks like pages of a tree. */
function requireNoPageMap(database: DatabaseSync): void {
  if (readPragma(database, 'auto_vacuum') === 0) return
  throw new MemoryError(
    'storage',
    'removed, but a file with auto_vacuum cannot be cleaned: turn it off and vacuum',
  )
}

/** Begins a pass, and ends it where it is short or the last one; returns the slices that are left to do. */
function beginPass(file: ScrubbedFile, isLast: boolean): readonly Slice[] {
  const { database, rawFile, changed } = file
  const pageSize = readPragma(database, 'page_size')
  let left: readonly Slice[] = []
  changeAlone(file, () => {
    const { pages, mayBeOfOthers } = changed.begin()
    const slices = pages === null ? slicesOf(rawFile.descriptor) : slicesOfPages(pages, pageSize)
    const isAtOnce = isLast || slices.length === 1
    if (!isAtOnce) left = slices
    const hasChanged = isAtOnce && zeroSlice(file, slices.flat())
    // A process that was killed may have overwritten gaps of pages that others still hold as they were.
    return hasChanged || mayBeOfOthers
  })
  return left
}

function slicesOf(descriptor: number): Slice[] {
  const { size } = fstatSync(descriptor)
  return Array.from({ length: Math.ceil(size / sliceBytes) }, (_, slice) => [
    [slice * sliceBytes, (slice + 1) * sliceBytes],
  ])
}

function slicesOfPages(pages: readonly number[], pageSize: number): Slice[] {
  const inSlice = Math.ceil(sliceBytes / pageSize)
  return Array.from({ length: Math.ceil(pages.length / inSlice) }, (_, slice) =>
    pages
      .slice(slice * inSlice, (slice + 1) * inSlice)
      .map((page) => [(page - 1) * pageSize, page * pageSize]),
  )
}

function readPragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`pragma ${name}`).get()?.[name])
}

/** Overwrites the gaps of pages. True where one held something. */
function zeroSlice({ database, rawFile }: ScrubbedFile, slice: Slice): boolean {
  const { descriptor } = rawFile
  const pageSize = readPragma(database, 'page_size')
  let hasChanged = false
  for (const [from, to] of slice) if (zeroGaps(descriptor, from, to, pageSize)) hasChanged = true
  if (hasChanged) fsyncSync(descriptor)
  return hasChanged
}

/**
 * Changes pages without SQLite's knowledge. That is safe only while the log is empty and no other connection can write.
 * Where `change` returns true, the transaction around it writes a page, so that every other connection drops its cached
 * pages; this connection drops its own.
 */
function changeAlone(file: ScrubbedFile, change: () => boolean): void {
  emptyLog(file.database)
  // The number that the transaction writes matters to open connections only, so its commit need not be synced.
  withoutSync(file.database, () => changeInTransaction(file, change))
}

function changeInTransaction({ database, path, changed }: ScrubbedFile, change: () => boolean): void {
  database.exec('begin immediate')
  try {
    if (logSize(path) > 0) throw new MemoryError('busy', 'another process wrote in between: call again')
    const isTold = change()
    if (isTold) {
      database.exec(`insert into setting (name, value) values ('scrubs', '1')
        on conflict (name) do update set value = cast(value + 1 as text)`)
    }
    database.exec('commit')
    if (isTold) {
      changed.noteCommit()
      database.exec('pragma shrink_memory')
    }
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}

/** Copies the log into the file and truncates it. Errors: `busy` while another connection reads an older state. */
export function emptyLog(database: DatabaseSync): void {
  const row = database.prepare('pragma wal_checkpoint(truncate)').get()
  if (row?.['busy'] === 0) return
  throw new MemoryError(
    'busy',
    'removed, but a reader of an older state keeps the log from being emptied: call again',
  )
}
