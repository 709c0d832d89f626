import { MemoryError, invalidInput } from '../errors.ts'
import { isSameDigest, keyDigest, keyIdOf } from './api-key.ts'
import type { Caller } from './caller.ts'
import { keyringSetting, readKeyring, type KeyRecord } from './keyring-file.ts'
import { stampAt } from './private-file.ts'

/** API keys of a keyring, as they are at the moment of each call. */
export interface KnownKeys {
  /** Null where the key is not known or no longer good. Errors: `unauthorized` where the keyring cannot be read. */
  callerOf(key: string): Caller | null
}

/** What is compared where the keyring has no key with that id, so that both take the same time. */
const nobodysDigest = keyDigest('')
/**
 * A file system tells times apart only so finely: a file that was read within this time of its last change may have
 * been changed once more without a trace, and is read again.
 */
const freshForMs = 2_000

/** Opens a keyring. Errors: `invalid_input`, also where there is no file; `corrupt`, `storage`. */
export function openKeyring(path: string, clock: () => number): KnownKeys {
  if (typeof path !== 'string' || path.trim() === '')
    invalidInput(`${keyringSetting}: needs the path of a keyring`)
  const keyring = new WatchedKeyring(path)
  try {
    keyring.current()
  } catch (error) {
    if (error instanceof MemoryError && error.code === 'not_found') invalidInput(error.message)
    throw error
  }
  return { callerOf: (key) => callerOf(keyring, key, clock()) }
}

function callerOf(keyring: WatchedKeyring, key: string, now: number): Caller | null {
  const id = keyIdOf(key)
  if (id === null) return null
  const record = recordOf(keyring, id)
  const isIt = isSameDigest(record?.digest ?? nobodysDigest, keyDigest(key))
  if (record === undefined || !isIt || record.revokedAt !== null) return null
  if (record.expiresAt !== null && !(now < Date.parse(record.expiresAt))) return null
  return { userId: record.userId, scopes: new Set(record.scopes), credential: `key:${id}` }
}

function recordOf(keyring: WatchedKeyring, id: string): KeyRecord | undefined {
  try {
    return keyring.current().get(id)
  } catch (cause) {
    throw new MemoryError('unauthorized', 'credentials cannot be checked now; try again later', { cause })
  }
}

/**
 * The keyring's keys, read again whenever the file is another than before. One look at the file for each call is what it
 * costs that a revocation holds from the next call on, whichever process made it.
 */
class WatchedKeyring {
  readonly #path: string
  #keys: ReadonlyMap<string, KeyRecord> = new Map()
  /** Of the file that `#keys` are from; null where the next call must read it, whatever it looks like. */
  #stamp: string | null = null

  constructor(path: string) {
    this.#path = path
  }

  /** Errors: those of reading; then nothing that was known before is used. */
  current(): ReadonlyMap<string, KeyRecord> {
    if (this.#stamp === null || this.#stamp !== stampAt(this.#path)) this.#read()
    return this.#keys
  }

  #read(): void {
    this.#stamp = null
    const begun = Date.now()
    const { keys, stamp, changedAt } = readKeyring(this.#path)
    this.#keys = new Map(keys.map((record) => [record.id, record]))
    if (begun - changedAt > freshForMs) this.#stamp = stamp
  }
}
