import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { MemoryError } from '../core/errors/errors.ts'
import { createFolder } from '../core/paths/create-folder.ts'
import { toMemoryError } from '../stores/sqlite/file/failures.ts'

/** Targets that this process is writing. */
const underWay = new Set<string>()

/**
 * Writes a file or folder beside its final name, and renames it when it is whole. A process that is killed on the way
 * leaves nothing under the final name, and the next attempt removes the rest.
 *
 * Errors: `busy` where this process writes the same target already, and what `write` throws.
 */
export async function writeAside<Result>(
  target: string,
  write: (partial: string) => Promise<Result>,
): Promise<Result> {
  const place = resolve(target)
  if (underWay.has(place)) throw new MemoryError('busy', 'the target is being written already')
  underWay.add(place)
  const partial = `${place}.${process.pid}.partial`
  try {
    createFolder(dirname(place))
    removeLeftovers(place)
    const result = await write(partial)
    syncPath(partial)
    renameSync(partial, place)
    syncPath(dirname(place))
    return result
  } catch (error) {
    throw fileFailure(error)
  } finally {
    for (const suffix of ['', '-journal', '-wal', '-shm'])
      rmSync(partial + suffix, { recursive: true, force: true })
    underWay.delete(place)
  }
}

/** Removes what processes left that died while they wrote this target. */
function removeLeftovers(place: string): void {
  const start = `${basename(place)}.`
  for (const name of readdirSync(dirname(place))) {
    const [, pid] =
      /^(\d+)\.partial(?:-journal|-wal|-shm)?$/.exec(
        name.startsWith(start) ? name.slice(start.length) : '',
      ) ?? []
    if (pid === undefined || (Number(pid) !== process.pid && isAlive(Number(pid)))) continue
    rmSync(join(dirname(place), name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorName(error) !== 'ESRCH'
  }
}

/** Makes what was written, or the names in a folder, survive a crash of the machine. */
function syncPath(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Errors: `invalid_input` where something is at the path; an empty folder is nothing. */
export function requireNothingAt(path: string, overwrite: boolean): void {
  if (overwrite || ![path, `${path}-wal`].some((place) => existsSync(place))) return
  if (statSync(path).isDirectory() && readdirSync(path).length === 0) return
  throw new MemoryError(
    'invalid_input',
    'there is something at the target path: choose another, or overwrite it (overwrite: true, --overwrite)',
  )
}

/** Turns what the file system or SQLite threw into a `MemoryError`. */
export function fileFailure(error: unknown): MemoryError {
  const name = errorName(error)
  if (name === 'ENOENT')
    return new MemoryError('not_found', 'there is nothing at this path', { cause: error })
  if (name === 'ENOSPC' || name === 'EDQUOT' || name === 'EFBIG')
    return new MemoryError('storage_full', 'the disk is full: free some space and try again', {
      cause: error,
    })
  if (/^E[A-Z]+$/.test(name) && !name.startsWith('ERR'))
    return new MemoryError('storage', 'the file system refused: check paths and permissions', {
      cause: error,
    })
  return toMemoryError(error)
}

function errorName(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
