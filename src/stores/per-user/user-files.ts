import { createHash } from 'node:crypto'
import { lstatSync, rmdirSync, rmSync, type Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import { MemoryError } from '../../core/errors/errors.ts'

/**
 * Returns SHA-256 of the user's id in hexadecimal: the file's name, and its owner inside. A hostile id never reaches a
 * path.
 */
export function digestOf(userId: string): string {
  return createHash('sha256').update(userId).digest('hex')
}

/** Returns the path of a user's file, such as `ab/cd/abcd….db`: two levels of folders keep each of them small. */
export function pathOf(folder: string, digest: string): string {
  return join(folder, digest.slice(0, 2), digest.slice(2, 4), `${digest}.db`)
}

/**
 * Returns the file system's number of the user's file; null where there is none.
 *
 * Errors: `storage` where the file, or a folder above it inside the store, is a symbolic link or of the wrong kind.
 * Following a link could read or write files outside the store.
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

/** Removes a closed file with the files that SQLite put beside it, and the folders that are empty then. */
export function removeUserFile(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  for (const folder of [dirname(path), dirname(dirname(path))]) {
    try {
      rmdirSync(folder)
    } catch {
      // The folder still holds files of other users.
      return
    }
  }
}
