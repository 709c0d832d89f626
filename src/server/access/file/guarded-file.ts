import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  statSync,
  type BigIntStats,
} from 'node:fs'
import { MemoryError } from '../../../core/errors/errors.ts'

/** Rules for a file that decides which callers get in. */
export interface FileRules {
  /** The setting that names the file, for messages. */
  readonly setting: string
  /** Permission bits that only the owner may have. */
  readonly forbidden: number
  /** Bits that a mounted secret may have all the same. Default: none. */
  readonly forgivenToSecrets?: number
  /** Follows a symbolic link; else a link is refused. */
  readonly mayBeLink: boolean
}

/** A file's text, and what tells whether it is still the same file. */
export interface GuardedText {
  readonly text: string
  readonly stamp: string
  /** When it was changed last, by the file system's clock. */
  readonly changedAt: number
  readonly owner: { readonly user: number; readonly group: number }
}

// Windows has neither of the last two, where they come to nothing.
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
/** True where the platform has permission bits. */
export const hasModes: boolean = process.platform !== 'win32'

/**
 * Reads a file if its permissions keep the rules.
 *
 * Errors: `not_found`; `invalid_input` where it is no plain file or too open; `storage`.
 */
export function readGuarded(path: string, rules: FileRules): GuardedText {
  const descriptor = open(path, rules)
  try {
    const found = fstatSync(descriptor, { bigint: true })
    if (!found.isFile()) throw new MemoryError('invalid_input', `${rules.setting}: is not a plain file`)
    if (hasModes && (Number(found.mode) & forbiddenBits(path, found, rules)) !== 0)
      throw new MemoryError('invalid_input', `${rules.setting}: the file is open to others; chmod 0600 it`)
    const text = readFileSync(descriptor, 'utf8')
    const owner = { user: Number(found.uid), group: Number(found.gid) }
    return { text, stamp: stampOf(found), changedAt: Number(found.ctimeMs), owner }
  } finally {
    closeSync(descriptor)
  }
}

/** Kubernetes mounts a secret as a link to a file of root's, and Docker as a file of root's without any right to write. */
function forbiddenBits(path: string, { uid, mode }: BigIntStats, rules: FileRules): number {
  const { forbidden, forgivenToSecrets = 0 } = rules
  if (uid !== 0n || forgivenToSecrets === 0) return forbidden
  const isSecret = (mode & 0o222n) === 0n || lstatSync(path).isSymbolicLink()
  return isSecret ? forbidden & ~forgivenToSecrets : forbidden
}

/** Returns the current {@link GuardedText.stamp}; null where the file cannot be looked at. */
export function stampAt(path: string, { mayBeLink }: FileRules): string | null {
  try {
    return stampOf((mayBeLink ? statSync : lstatSync)(path, { bigint: true }))
  } catch {
    return null
  }
}

/** The time of change is part of it: unlike the time of modification, no program can set it. */
function stampOf({ dev, ino, size, mode, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mode, mtimeNs, ctimeNs].join(' ')
}

function open(path: string, { setting, mayBeLink }: FileRules): number {
  try {
    // Without waiting: a pipe in the file's place would hold up everything.
    return openSync(path, O_RDONLY | O_NONBLOCK | (mayBeLink ? 0 : O_NOFOLLOW))
  } catch (cause) {
    const code = codeOf(cause)
    if (code === 'ENOENT') throw new MemoryError('not_found', `${setting}: the file is not there`, { cause })
    if (code === 'ELOOP')
      throw new MemoryError('invalid_input', `${setting}: is a symbolic link, which is not followed`, {
        cause,
      })
    throw new MemoryError('storage', `${setting}: the file cannot be read: check its path and owner`, {
      cause,
    })
  }
}

/** The name that the system gives to a failure. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
