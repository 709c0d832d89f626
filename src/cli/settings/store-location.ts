import { accessSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, sep } from 'node:path'
import { MemoryError, invalidInput } from '../../core/errors.ts'
import { ILabMemory } from '../../memory/ilab-memory.ts'
import type { Config } from '../../core/model.ts'

/** Where a memory is kept. */
export interface StoreLocation {
  readonly kind: 'file' | 'folder' | 'postgres'
  /** A path, or a URL, which may hold a password and is never shown. */
  readonly place: string
}

/** A `postgres://` URL, a folder (ends with `/`, or is one) with a file for each user, or else one file. */
export function storeLocation(place: string): StoreLocation {
  if (/^postgres(ql)?:\/\//i.test(place)) return { kind: 'postgres', place }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(place))
    return invalidInput('--store: must be a file, a folder or a postgres:// URL')
  if (place === '') return invalidInput('--store: must not be empty')
  const isFolder =
    place.endsWith('/') ||
    place.endsWith(sep) ||
    statSync(place, { throwIfNoEntry: false })?.isDirectory() === true
  return { kind: isFolder ? 'folder' : 'file', place }
}

/** One file in the user's own data folder. */
export function defaultStorePath(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_DATA_HOME: dataHome = '', LOCALAPPDATA: windowsHome = '' } = environment
  if (isAbsolute(dataHome)) return join(dataHome, 'ilab-memory', 'memory.db')
  if (process.platform === 'win32' && isAbsolute(windowsHome))
    return join(windowsHome, 'ilab-memory', 'memory.db')
  return join(homedir(), '.local', 'share', 'ilab-memory', 'memory.db')
}

/** Opens the memory that is kept there. Errors: those of the store. */
export async function openMemory({ kind, place }: StoreLocation, config: Config): Promise<ILabMemory> {
  if (kind === 'postgres') return ILabMemory.fromPostgres(place, config)
  return kind === 'folder' ? ILabMemory.fromDirectory(place, config) : ILabMemory.fromPath(place, config)
}

/**
 * For commands that have nothing to do where nothing was ever saved. Opening would make a store, and a mistyped path
 * would then read as a memory that is empty, or as one that was erased.
 *
 * Errors: `not_found`.
 */
export function requireStore({ kind, place }: StoreLocation): void {
  if (kind === 'postgres') return
  try {
    accessSync(place)
  } catch (error) {
    // Whatever else is wrong with the path, opening says it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return
    throw new MemoryError(
      'not_found',
      'there is no store at this path: check --store, or save something first',
    )
  }
}

/** The path of a store that lies in files. Errors: `invalid_input` with what to do for PostgreSQL instead. */
export function requireFiles({ kind, place }: StoreLocation, instead: string): string {
  if (kind === 'postgres') throw new MemoryError('invalid_input', `this is for stores in files: ${instead}`)
  return place
}
