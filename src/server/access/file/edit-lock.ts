import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { createFolder } from '../../../core/paths/create-folder.ts'
import { codeOf } from './guarded-file.ts'

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants

/** An edit takes milliseconds and never waits, so an owner that holds a lock for longer has gone. */
const staleAfterMs = 60_000

/** The right to edit a file, which one process at a time has. */
export interface EditLock {
  /** Path to which the owner writes the new text: no other process uses it. */
  readonly draft: string
  /** Tells whether the lock is still the owner's: no other process has taken it over. */
  isHeld(): boolean
  release(): void
}

/**
 * Takes the lock of a file, also from an owner that has gone: its process has ended, or the lock is older than any edit
 * takes. Returns null while another process edits. Errors of the file system are thrown as they are.
 */
export function takeLock(path: string): EditLock | null {
  const lock = `${path}.lock`
  const token = randomBytes(8).toString('hex')
  createFolder(dirname(lock))
  if (!create(lock, token) && !(removeStale(path, lock, token) && create(lock, token))) return null
  const draft = draftOf(path, token)
  return {
    draft,
    isHeld: () => ownerOf(lock)?.token === token,
    release: () => {
      rmSync(draft, { force: true })
      if (ownerOf(lock)?.token === token) rmSync(lock, { force: true })
    },
  }
}

function draftOf(path: string, token: string): string {
  return `${path}.${token}.new`
}

/** Creates the lock. Returns false where there is one. */
function create(lock: string, token: string): boolean {
  let descriptor: number
  try {
    descriptor = openSync(lock, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  try {
    writeFileSync(descriptor, `${token} ${process.pid} ${hostname()}\n`)
  } catch (error) {
    rmSync(lock, { force: true })
    throw error
  } finally {
    closeSync(descriptor)
  }
  return true
}

interface Owner {
  /** Empty where the owner ended before it wrote its name. */
  readonly token: string
  readonly process: number
  readonly host: string
  readonly since: number
}

/** The owner of a lock; null where there is none, and where something else is in its place. */
function ownerOf(lock: string): Owner | null {
  let descriptor: number
  try {
    if (!lstatSync(lock).isFile()) return null
    descriptor = openSync(lock, O_RDONLY | O_NOFOLLOW)
  } catch {
    return null
  }
  try {
    const [, token = '', id = '', host = ''] =
      /^([0-9a-f]{16}) (\d{1,10}) ([^\n]{0,255})\n$/.exec(readFileSync(descriptor, 'utf8')) ?? []
    return { token, process: Number(id), host, since: fstatSync(descriptor).mtimeMs }
  } finally {
    closeSync(descriptor)
  }
}

/** Removes the lock of an owner that has gone, with the draft that it left. Only one process succeeds. */
function removeStale(path: string, lock: string, token: string): boolean {
  const owner = ownerOf(lock)
  if (owner === null || !hasGone(owner)) return false
  const aside = `${lock}.${token}`
  try {
    renameSync(lock, aside)
  } catch {
    return false
  }
  // Another process may have been faster, and this is its lock: it notices before it replaces anything.
  const isSame = ownerOf(aside)?.token === owner.token
  rmSync(aside, { force: true })
  if (isSame && owner.token !== '') rmSync(draftOf(path, owner.token), { force: true })
  return isSame
}

function hasGone({ process: id, host, since, token }: Owner): boolean {
  if (Math.abs(Date.now() - since) > staleAfterMs) return true
  return token !== '' && host === hostname() && !isRunning(id)
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    return codeOf(error) !== 'ESRCH'
  }
}
