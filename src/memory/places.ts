import { invalidInput } from '../core/errors/errors.ts'
import type { Config } from '../core/model.ts'
import { filePath, folderPath } from '../core/paths/kind-of-place.ts'
import { databaseUrl } from '../stores/postgres/connection/database-url.ts'
import type { PostgresPool } from '../stores/postgres/connection/pool.ts'

/** Asks for a file that lives as long as the memory is open. */
const temporary = ':memory:'

const forServer = 'reach a memory server with connect of ilab-memory/client'
const forDatabase = 'open PostgreSQL with ILabMemory.fromPostgres'

/**
 * Finds the file that `fromPath` opens: its argument, `Config.dbPath`, or `ILAB_MEMORY_DB_PATH`. Null asks for a
 * temporary one.
 *
 * Errors: `invalid_input`.
 */
export function placeOfFile(path: unknown, { dbPath }: Config): string | null {
  if (path !== undefined && path !== null && dbPath !== undefined && dbPath !== null)
    invalidInput('fromPath: takes the path as its argument or as Config.dbPath, not both')
  const given = path ?? dbPath ?? process.env['ILAB_MEMORY_DB_PATH'] ?? ''
  if (given === temporary) return null
  if (given === '') invalidInput('fromPath needs a path: pass one or set ILAB_MEMORY_DB_PATH')
  return filePath(given, {
    name: 'fromPath',
    otherwise: 'open a folder with ILabMemory.fromDirectory',
    forDatabase,
    forServer,
  })
}

/** Finds the folder that `fromDirectory` opens. Errors: `invalid_input`. */
export function placeOfFolder(folder: unknown): string {
  if (folder === undefined || folder === null || folder === '')
    invalidInput('fromDirectory needs the path of a folder')
  if (folder === temporary)
    invalidInput("fromDirectory: a temporary memory is opened by fromPath(':memory:')")
  return folderPath(folder, {
    name: 'fromDirectory',
    otherwise: 'open a file with ILabMemory.fromPath',
    forDatabase,
    forServer,
  })
}

/** Checks what `fromPostgres` is given. Errors: `invalid_input`, without what was given: a URL holds a password. */
export function databaseOf(given: unknown): string | PostgresPool {
  if (given === undefined || given === null || given === '')
    return invalidInput('fromPostgres needs the URL of a database or a pool')
  if (isPool(given)) return given
  const otherwise = 'fromPath opens a file, fromDirectory a folder, connect of ilab-memory/client a server'
  return databaseUrl(given, 'fromPostgres', otherwise)
}

function isPool(given: unknown): given is PostgresPool {
  return (
    typeof given === 'object' && given !== null && 'connect' in given && typeof given.connect === 'function'
  )
}
