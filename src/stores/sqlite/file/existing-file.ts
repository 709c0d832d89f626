import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { DatabaseSync } from 'node:sqlite'
import { MemoryError } from '../../../core/errors/errors.ts'
import { loadSqlite } from './runtime.ts'
import { applicationId, migrations } from '../tables/schema.ts'

const busyTimeoutMs = 10_000

/** Runs the backup of `node:sqlite`: page by page, on a thread of its own. */
export function copyPages(...args: Parameters<typeof import('node:sqlite').backup>): Promise<number> {
  return loadSqlite().backup(...args)
}

/**
 * Opens an existing file to read and changes nothing of it. A file without open connections is opened as immutable:
 * otherwise SQLite would leave an empty log beside it.
 */
export function openToRead(path: string, isAtRest: boolean = !existsSync(`${path}-wal`)): DatabaseSync {
  requireFile(path)
  const { DatabaseSync: Database } = loadSqlite()
  const url = `${pathToFileURL(path).href}?immutable=1`
  const database = new Database(isAtRest ? url : path, { readOnly: true, timeout: busyTimeoutMs })
  database.exec('pragma trusted_schema = off')
  return database
}

/** Opens an existing file to write, without checking its content, for maintenance only. */
export function openToWrite(path: string, timeout: number = busyTimeoutMs): DatabaseSync {
  requireFile(path)
  const { DatabaseSync: Database } = loadSqlite()
  const database = new Database(path, { timeout })
  for (const setting of ['synchronous = full', 'secure_delete = on', 'trusted_schema = off'])
    database.exec(`pragma ${setting}`)
  return database
}

/**
 * Checks that a file is of this library and that this version can read it.
 *
 * Errors: `corrupt`, `newer_schema`.
 */
export function requireReadable(database: DatabaseSync): void {
  const id = database.prepare('pragma application_id').get()?.['application_id']
  if (id !== applicationId) throw new MemoryError('corrupt', 'the file is not an iLAB Memory file')
  const version = Number(database.prepare('pragma user_version').get()?.['user_version'])
  if (version > latestSchema()) {
    throw new MemoryError(
      'newer_schema',
      `the file has schema ${version}, this version of ilab-memory knows up to ${latestSchema()}: upgrade ilab-memory`,
    )
  }
}

/** Returns the number of the schema that this version of the library writes. */
export function latestSchema(): number {
  return migrations.at(-1)?.id ?? 0
}

/** Requires a file at the path. Errors: `not_found`. */
export function requireFile(path: string): void {
  if (!existsSync(path)) throw new MemoryError('not_found', 'there is no file at this path')
}
