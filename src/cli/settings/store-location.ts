import { accessSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { invalidInput, MemoryError } from '../../core/errors/errors.ts'
import { homeFolder } from '../../core/paths/home-folder.ts'
import { kindAt } from '../../core/paths/kind-of-place.ts'
import { endsAsFolder, localPath } from '../../core/paths/local-path.ts'
import { ILabMemory } from '../../memory/ilab-memory.ts'
import type { Config } from '../../core/model.ts'
import type { DatabaseSettings } from './config-file.ts'

/** Place of a memory. */
export interface StoreLocation {
  readonly kind: 'file' | 'folder' | 'postgres' | 'temporary'
  /** An absolute path, or a URL, which may hold a password and is never shown. */
  readonly place: string
  /** Schema of tables in PostgreSQL; absent: the library's own. A store in files has no use for it. */
  readonly schema?: string
  /** Role that the URL of a PostgreSQL database connects as; absent: that of the application. */
  readonly role?: 'application' | 'owner'
  /** Options of a PostgreSQL database; absent: those of the library. */
  readonly database?: DatabaseSettings
}

/**
 * Reads the place of a store: a `postgres://` URL, `:memory:`, a folder (ends with `/`, or is one) with a file for each
 * user, or else one file.
 *
 * Errors: `invalid_input`, without what was written.
 *
 * @param name - the setting that names the place, for messages
 */
export function storeLocation(place: string, name: string): StoreLocation {
  if (/^postgres(ql)?:\/\//i.test(place)) return { kind: 'postgres', place }
  if (place === ':memory:') return { kind: 'temporary', place }
  const path = localPath(place, {
    name,
    forDatabase: 'the URL of a PostgreSQL database begins with postgres://',
    forServer: 'commands work on the store itself; a program reaches a server with ilab-memory/client',
  })
  return { kind: endsAsFolder(place) || kindAt(path) === 'folder' ? 'folder' : 'file', place: path }
}

/** The path of one file in the user's own data folder; null for a user without a home folder. */
export function defaultStorePath(environment: NodeJS.ProcessEnv = process.env): string | null {
  const { XDG_DATA_HOME: dataHome = '', LOCALAPPDATA: windowsHome = '' } = environment
  if (isAbsolute(dataHome)) return join(dataHome, 'ilab-memory', 'memory.db')
  if (process.platform === 'win32' && isAbsolute(windowsHome))
    return join(windowsHome, 'ilab-memory', 'memory.db')
  const home = homeFolder()
  return home === null ? null : join(home, '.local', 'share', 'ilab-memory', 'memory.db')
}

/**
 * Opens the memory that is kept there. Errors: those of the store.
 *
 * @param database - options of a PostgreSQL database that the command prefers where the settings name none
 */
export async function openMemory(
  { kind, place, schema, role, database: named }: StoreLocation,
  config: Config,
  database: DatabaseSettings = {},
): Promise<ILabMemory> {
  if (kind === 'postgres')
    return ILabMemory.fromPostgres(place, {
      ...config,
      ...database,
      ...named,
      ...(schema === undefined ? {} : { schema }),
      ...(role === undefined ? {} : { role }),
    })
  return kind === 'folder' ? ILabMemory.fromDirectory(place, config) : ILabMemory.fromPath(place, config)
}

/** Refuses a store that would be gone when the command ends. Errors: `invalid_input`. */
export function requireLasting({ kind }: StoreLocation): void {
  if (kind === 'temporary')
    invalidInput("':memory:' would be gone when the command ends; it is a store for serve and mcp")
}

/**
 * For commands that have nothing to do where nothing was ever saved. Opening would make a store, and a mistyped path
 * would then read as a memory that is empty, or as one that was erased.
 *
 * Errors: `not_found`.
 */
export function requireStore(location: StoreLocation): void {
  const { kind, place } = location
  requireLasting(location)
  if (kind === 'postgres') return
  try {
    accessSync(place)
  } catch (error) {
    // Opening reports every other fault of the path.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return
    throw new MemoryError(
      'not_found',
      'there is no store at this path: check --store, or save something first',
    )
  }
}

/** The path of a store that lies in files. Errors: `invalid_input` with what to do for PostgreSQL instead. */
export function requireFiles(location: StoreLocation, instead: string): string {
  const { kind, place } = location
  requireLasting(location)
  if (kind === 'postgres') throw new MemoryError('invalid_input', `this is for stores in files: ${instead}`)
  return place
}
