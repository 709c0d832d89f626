import { createHash } from 'node:crypto'
import { lstatSync, rmdirSync, rmSync, type Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import { MemoryError } from '../../core/errors.ts'

/**
 * SHA-256 of the user's id in hexadecimal: what the file is called, and what it says inside. A hostile id never
 * reaches a path.
 */
export function digestOf(userId: string): string {
  return createHash('sha256').update(userId).digest('hex')
}

/** Two levels of folders keep each of them small: `ab/cd/abcd….db`. */
export function pathOf(folder: string, digest: string): string {
  return join(folder, digest.slice(0, 2), digest.slice(2, 4), `${digest}.db`)
}

/**
 * The number by which the file system knows the user's file; null where there is none.
 *
 * Errors: `storage` where it, or a folder above it inside the store, is a symbolic link or of the wrong kind:
 * following one could read or write what is not the store's.
 */
export function inodeOf(path: string): number | null {
  let inode: number | null = null
  for (const place of [dirname(dirname(path)), dirname(path), path]) {
    const found = inspect(place)
    if (found === null) return null
    if (place === path ? !found.isFile() : !found.isDirectory()) {
      throw new MemoryError(
        'storage',
        'a path inside the store is a symbolic link or of the wrong kind: remove it',
      )
    }
    inode = found.ino
  }
  return inode
}

function inspect(place: string): Stats | null {
  try {
    return lstatSync(place, { throwIfNoEntry: false }) ?? null
  } catch (error) {
    throw new MemoryError('storage', 'the folder cannot be read: check its path and permissions', {
      cause: error,
    })
  }
}

/** Removes a closed file with all that SQLite put beside it, and the folders that are empty then. */
export function removeUserFile(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  for (const folder of [dirname(path), dirname(dirname(path))]) {
    try {
      rmdirSync(folder)
    } catch {
      // Other users' files are in it.
      return
    }
  }
}
