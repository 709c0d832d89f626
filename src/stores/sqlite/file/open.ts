import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync, DatabaseSyncOptions } from 'node:sqlite'
import { MemoryError } from '../../../core/errors/errors.ts'
import { createFolder } from '../../../core/paths/create-folder.ts'
import { migrate, schemaVersion, type MigrateOptions, type Migration } from '../tables/migrate.ts'
import { requireRoomToCreate } from './disk-space.ts'
import { loadSqlite, requireThisRuntime } from './runtime.ts'
import { applicationId, migrations as shippedMigrations } from '../tables/schema.ts'

/** Longest wait for another process' lock while opening. This wait blocks; later ones never do. */
const openBusyTimeoutMs = 10_000

/** Options of opening. */
export interface OpeningOptions {
  /** Migrations to apply; those that are shipped, unless a test brings its own. */
  readonly migrations?: readonly Migration[]
  /** Called after each statement of a migration. */
  readonly onStatement?: MigrateOptions['onStatement']
}

/**
 * Opens or creates a file: checked, migrated, durable and private.
 *
 * Errors: `unsupported_runtime`, `newer_schema`, `corrupt`, `storage`, `storage_full`, `busy`.
 */
export function openDatabase(
  path: string,
  { migrations = shippedMigrations, onStatement }: OpeningOptions = {},
): DatabaseSync {
  requireThisRuntime()
  createPrivately(path)
  const database = connect(path, { timeout: openBusyTimeoutMs })
  try {
    requireOurs(database)
    database.exec('pragma journal_mode = wal')
    migrate(database, migrations, {
      backup: (version) => backUp(database, path, version),
      ...(onStatement === undefined ? {} : { onStatement }),
    })
    // The migrations come first: creating virtual tables writes their shadow tables.
    database.enableDefensive?.(true)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Gives a file of many users a longer log: a page is then written many times there, and copied into the file once. A
 * file of one user keeps SQLite's default, since thousands may be open.
 */
export function expectManyUsers(database: DatabaseSync): void {
  // Pages of 4 KiB: a log of 16 MiB.
  database.exec('pragma wal_autocheckpoint = 4000')
}

/** Ends opening: from here on a locked file makes the call try again later, and nothing blocks the event loop. */
export function stopBlocking(database: DatabaseSync): void {
  database.exec('pragma busy_timeout = 0')
  // The log of an earlier process may hold removed text. While other connections use the log, it stays.
  database.exec('pragma wal_checkpoint(truncate)')
}

/** Opens a separate connection that sees one unchanging state of the file until it is closed. */
export function openSnapshot(path: string): DatabaseSync {
  const database = connect(path, { readOnly: true, timeout: openBusyTimeoutMs })
  database.exec('begin')
  return database
}

/** Opens a connection that reads beside one that writes. A lock makes the call try again later. */
export function openReader(path: string): DatabaseSync {
  return connect(path, { readOnly: true, timeout: 0 })
}

function connect(path: string, options: DatabaseSyncOptions): DatabaseSync {
  const { DatabaseSync: Database } = loadSqlite()
  const database = new Database(path, options)
  try {
    database.exec('pragma synchronous = full')
    database.exec('pragma secure_delete = on')
    database.exec('pragma foreign_keys = on')
    database.exec('pragma temp_store = memory')
    database.exec('pragma trusted_schema = off')
    requirePragma(database, 'synchronous', 2)
    requirePragma(database, 'secure_delete', 1)
    requirePragma(database, 'foreign_keys', 1)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Sets a pragma and reads it back: a setting that silently failed would break a promise. */
export function requirePragma(database: DatabaseSync, name: string, expected: number): void {
  const value = database.prepare(`pragma ${name}`).get()?.[name]
  if (value !== expected)
    throw new MemoryError('storage', `SQLite did not accept the setting ${name} = ${expected}`)
}

/** Creates the file for its owner only; SQLite's default lets others read it. The -wal and -shm files take its mode. */
function createPrivately(path: string): void {
  requireRoomToCreate(path)
  try {
    createFolder(dirname(path))
    if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
  } catch (error) {
    throw new MemoryError('storage', 'the file cannot be created: check its path and permissions', {
      cause: error,
    })
  }
}

function requireOurs(database: DatabaseSync): void {
  // One statement: otherwise a file that another process is creating could be seen half made.
  const query = `select application_id as id, user_version as version,
    (select count(*) from sqlite_schema) as tables from pragma_application_id, pragma_user_version`
  const { id, version, tables } = database.prepare(query).get() ?? {}
  if (id === applicationId) {
    // The first migration makes the tables and sets the version in one transaction.
    if (Number(version) < 0 || (version === 0 && tables !== 0))
      throw new MemoryError('corrupt', 'the file is damaged: restore a backup')
    return
  }
  if (id !== 0 || tables !== 0) throw new MemoryError('corrupt', 'the file is not an iLAB Memory file')
  database.exec(`pragma application_id = ${applicationId}`)
}

/**
 * Copies the file as it is at this version, first under another name. A late process finds that the file has moved on,
 * and must not replace a copy of the old version with one of the new.
 */
function backUp(database: DatabaseSync, path: string, version: number): void {
  const target = `${path}.schema-${version}.backup`
  const partial = `${target}.${process.pid}`
  closeSync(openSync(partial, 'w', 0o600))
  try {
    database.prepare('vacuum into ?').run(partial)
    // Versions only grow: a file that is still at this version was at it during the copy.
    if (schemaVersion(database) === version) renameSync(partial, target)
  } finally {
    rmSync(partial, { force: true })
  }
}
