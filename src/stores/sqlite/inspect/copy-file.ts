import { closeSync, openSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { MemoryError } from '../../../core/errors.ts'
import { copyPages, openToRead, openToWrite, requireReadable } from '../file/existing-file.ts'

/** Pages copied in one step: 4 MB, so that progress is told often and cancelling the process loses little. */
const pagesInStep = 1_024

/** How much of one file is copied. */
export interface CopyProgress {
  readonly copiedPages: number
  readonly totalPages: number
}

/**
 * Copies a file that others may be writing, as it was when this was called, to a path where nothing is yet.
 *
 * Errors: `not_found`, `corrupt`, `newer_schema`, `busy`, and whatever writing meets.
 */
export async function copyFile(
  source: string,
  target: string,
  onProgress: (progress: CopyProgress) => void = () => undefined,
  // Able to write, so that the last one to leave tidies the log away; a connection that only reads cannot.
  open: (path: string) => DatabaseSync = openToWrite,
): Promise<void> {
  const database = open(source)
  try {
    requireReadable(database)
    // What this transaction sees stays as it is, and the copy need not start again whenever somebody writes.
    database.exec('begin')
    database.prepare('select count(*) from sqlite_schema').get()
    closeSync(openSync(target, 'wx', 0o600))
    await copyPages(database, target, {
      rate: pagesInStep,
      progress: ({ totalPages, remainingPages }) =>
        onProgress({ copiedPages: totalPages - remainingPages, totalPages }),
    })
    database.exec('commit')
  } finally {
    database.close()
  }
}

/**
 * Makes sure that a file nobody has open is whole: pages, index, references, schema, and whose it is.
 *
 * Errors: `corrupt`, `newer_schema`.
 *
 * @param owner - digest of the one user whose file it must be
 */
export function verifyFile(path: string, owner?: string): void {
  const database = openToRead(path, true)
  try {
    requireReadable(database)
    if (problemsOf(database).length > 0 || misses(database))
      throw new MemoryError('corrupt', 'the file is damaged: SQLite finds it inconsistent')
    const found = ownerOf(database)
    if (owner !== undefined && found !== owner)
      throw new MemoryError('corrupt', 'the file does not belong to this user: files were swapped or copied')
  } finally {
    database.close()
  }
}

/** What SQLite's own check finds, also inside the index; empty where all is well. */
export function problemsOf(database: DatabaseSync): string[] {
  const rows = database.prepare('pragma integrity_check').all()
  return rows.map((row) => String(row['integrity_check'])).filter((text) => text !== 'ok')
}

function misses(database: DatabaseSync): boolean {
  return database.prepare('pragma foreign_key_check').get() !== undefined
}

/** The digest of the user whose file this is; null for a file of many users. */
export function ownerOf(database: DatabaseSync): string | null {
  const row = database.prepare(`select value from setting where name = 'owner'`).get()
  return row === undefined ? null : String(row['value'])
}
