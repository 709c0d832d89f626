import { closeSync, openSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { MemoryError } from '../../../core/errors/errors.ts'
import { copyPages, openToRead, openToWrite, requireReadable } from '../file/existing-file.ts'

/** Pages copied in one step: 4 MB, so that progress is reported often and a cancelled copy loses little. */
const pagesInStep = 1_024

/** Progress of copying one file. */
export interface CopyProgress {
  readonly copiedPages: number
  readonly totalPages: number
}

/**
 * Copies a file, as of this call, to a path that must be free. Other processes may write the file meanwhile.
 *
 * Errors: `not_found`, `corrupt`, `newer_schema`, `busy`, and those of writing.
 */
export async function copyFile(
  source: string,
  target: string,
  onProgress: (progress: CopyProgress) => void = () => undefined,
  // Opened to write: the last connection then removes the log, which a read-only connection cannot.
  open: (path: string) => DatabaseSync = openToWrite,
): Promise<void> {
  const database = open(source)
  try {
    requireReadable(database)
    // The copy reads the state of this transaction, so it need not start again after a write.
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
 * Checks a file without open connections: pages, index, references, schema and owner.
 *
 * Errors: `corrupt`, `newer_schema`.
 *
 * @param owner - digest of the user who must own the file
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

/** Lists the problems that SQLite's own check finds, also inside the index; empty for a sound file. */
export function problemsOf(database: DatabaseSync): string[] {
  const rows = database.prepare('pragma integrity_check').all()
  return rows.map((row) => String(row['integrity_check'])).filter((text) => text !== 'ok')
}

function misses(database: DatabaseSync): boolean {
  return database.prepare('pragma foreign_key_check').get() !== undefined
}

/** Returns the digest of the user who owns this file; null for a file of many users. */
export function ownerOf(database: DatabaseSync): string | null {
  const row = database.prepare(`select value from setting where name = 'owner'`).get()
  return row === undefined ? null : String(row['value'])
}
