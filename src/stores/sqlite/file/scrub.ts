import { fstatSync, fsyncSync, statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { MemoryError } from '../../../core/errors/errors.ts'
import type { ChangedPages } from './changed-pages.ts'
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

type WhenFree = <Result>(attempt: () => Result) => Promise<Result>

/**
 * Removes the remains of deleted rows: their earlier states in the log, and copies in the gaps of pages. Reads the pages
 * that changed since the last pass, or the whole file where that is not known, slice by slice, so that other calls work
 * meanwhile.
 *
 * Errors: `busy` while another connection reads an older state.
 */
export async function scrub(file: ScrubbedFile, whenFree: WhenFree): Promise<void> {
  const { database, rawFile, changed } = file
  const pages = await whenFree(() => {
    emptyLog(database)
    return changed.begin()
  })
  try {
    const pageSize = readPragma(database, 'page_size')
    if (readPragma(database, 'auto_vacuum') !== 0) {
      // The map of pages of such a file looks like pages of a tree.
      throw new MemoryError(
        'storage',
        'removed, but a file with auto_vacuum cannot be cleaned: turn it off and vacuum',
      )
    }
    const slices = pages === null ? slicesOf(rawFile.descriptor) : slicesOfPages(pages, pageSize)
    for (const ranges of slices) {
      await whenFree(() => scrubSlice(file, ranges, pageSize))
      await new Promise((resolve) => setImmediate(resolve))
    }
  } catch (error) {
    changed.stop()
    throw error
  }
}

/** The whole file, which may grow meanwhile. */
function* slicesOf(descriptor: number): Generator<readonly Range[]> {
  for (let from = 0; from < fstatSync(descriptor).size; from += sliceBytes) yield [[from, from + sliceBytes]]
}

function* slicesOfPages(pages: readonly number[], pageSize: number): Generator<readonly Range[]> {
  const inSlice = Math.ceil(sliceBytes / pageSize)
  for (let at = 0; at < pages.length; at += inSlice)
    yield pages.slice(at, at + inSlice).map((page) => [(page - 1) * pageSize, page * pageSize])
}

function readPragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`pragma ${name}`).get()?.[name])
}

/**
 * Changes pages without SQLite's knowledge. That is safe only while the log is empty and no other connection can write.
 * The transaction around it writes a page, so that every other connection drops its cached pages; this connection drops
 * its own.
 */
function scrubSlice(file: ScrubbedFile, ranges: readonly Range[], pageSize: number): void {
  emptyLog(file.database)
  // The number that the transaction writes matters to open connections only, so its commit need not be synced.
  withoutSync(file.database, () => zeroInTransaction(file, ranges, pageSize))
}

function zeroInTransaction(
  { database, rawFile, path, changed }: ScrubbedFile,
  ranges: readonly Range[],
  pageSize: number,
): void {
  database.exec('begin immediate')
  try {
    if (statSync(`${path}-wal`).size > 0)
      throw new MemoryError('busy', 'another process wrote in between: call again')
    const { descriptor } = rawFile
    let hasChanged = false
    for (const [from, to] of ranges) if (zeroGaps(descriptor, from, to, pageSize)) hasChanged = true
    if (hasChanged) {
      fsyncSync(descriptor)
      database.exec(`insert into setting (name, value) values ('scrubs', '1')
        on conflict (name) do update set value = cast(value + 1 as text)`)
    }
    database.exec('commit')
    if (hasChanged) {
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
