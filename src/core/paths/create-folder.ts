import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { MemoryError } from '../errors/errors.ts'

/**
 * Makes a folder and those above it, each for its owner only, level by level. Node's `mkdir` with `recursive` never
 * ends where a file system takes no folders, such as `/proc`.
 *
 * Errors: `storage`.
 */
export function createFolder(folder: string): void {
  if (existsSync(folder)) return
  const above = dirname(folder)
  if (above !== folder) createFolder(above)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process may have been quicker.
    if (existsSync(folder)) return
    throw new MemoryError('storage', 'the folder cannot be made: check its path and permissions', {
      cause: error,
    })
  }
}
