import { fstatSync, statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { MemoryError } from '../../../core/errors/errors.ts'
import { zeroGaps, type RawFile } from './page-gaps.ts'
import { withoutSync } from './unsynced.ts'

/** Bytes of the file that one step reads: some milliseconds of the event loop. */
const sliceBytes = 4 * 2 ** 20

/** An open file, as a connection and as bytes. */
export interface ScrubbedFile {
  readonly database: DatabaseSync
  readonly rawFile: RawFile
  readonly path: string
}

type WhenFree = <Result>(attempt: () => Result) => Promise<Result>

/**
 * Removes the remains of deleted rows: their earlier states in the log, and copies in the gaps of pages. Reads the
 * whole file, slice by slice, so that other calls work meanwhile.
 *
 * Errors: `busy` while another connection reads an older state.
 */
export async function scrub(file: ScrubbedFile, whenFree: WhenFree): Promise<void> {
  await whenFree(() => emptyLog(file.database))
  const pageSize = readPragma(file.database, 'page_size')
  if (readPragma(file.database, 'auto_vacuum') !== 0) {
    // The map of pages of such a file looks like pages of a tree.
    throw new MemoryError(
      'storage',
      'removed, but a file with auto_vacuum cannot be cleaned: turn it off and vacuum',
    )
  }
  for (let from = 0; from < fstatSync(file.rawFile.descriptor).size; from += sliceBytes) {
    await whenFree(() => scrubSlice(file, from, pageSize))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function readPragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`pragma ${name}`).get()?.[name])
}

/**
 * Changes pages without SQLite's knowledge. That is safe only while the log is empty and no other connection can write.
 * The transaction around it writes a page, so that every other connection drops its cached pages; this connection drops
 * its own.
 */
function scrubSlice({ database, rawFile, path }: ScrubbedFile, from: number, pageSize: number): void {
  emptyLog(database)
  // The number that the transaction writes matters to open connections only, so its commit need not be synced.
  withoutSync(database, () => zeroInTransaction({ database, rawFile, path }, from, pageSize))
}

function zeroInTransaction({ database, rawFile, path }: ScrubbedFile, from: number, pageSize: number): void {
  database.exec('begin immediate')
  try {
    if (statSync(`${path}-wal`).size > 0)
      throw new MemoryError('busy', 'another process wrote in between: call again')
    const hasChanged = zeroGaps(rawFile.descriptor, from, from + sliceBytes, pageSize)
    if (hasChanged) {
      database.exec(`insert into setting (name, value) values ('scrubs', '1')
        on conflict (name) do update set value = cast(value + 1 as text)`)
    }
    database.exec('commit')
    if (hasChanged) database.exec('pragma shrink_memory')
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
