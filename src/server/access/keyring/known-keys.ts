import { isSameDigest, keyDigest, keyIdOf } from './api-key.ts'
import type { Caller } from '../caller/caller.ts'
import { parseKeyring, readKeyringRules, type KeyRecord } from './keyring-file.ts'
import { WatchedFile } from '../file/watched-file.ts'

/** API keys of a keyring, as they are at the moment of each call. */
export interface KnownKeys {
  /** Null where the key is not known or no longer good. Errors: `unauthorized` where the keyring cannot be read. */
  callerOf(key: string): Caller | null
}

/** The digest to compare where the keyring has no key with that id, so that both cases take the same time. */
const nobodysDigest = keyDigest('')

/** Opens a keyring. Errors: `invalid_input`, also where there is no file; `corrupt`, `storage`. */
export function openKeyring(path: string, clock: () => number): KnownKeys {
  const keyring = new WatchedFile(
    path,
    readKeyringRules,
    (text) => new Map(parseKeyring(text).map((record) => [record.id, record])),
  )
  return {
    callerOf: (key) => {
      const id = keyIdOf(key)
      if (id === null) return null
      return callerWith(keyring.current().get(id), key, clock())
    },
  }
}

function callerWith(record: KeyRecord | undefined, key: string, now: number): Caller | null {
  const isIt = isSameDigest(record?.digest ?? nobodysDigest, keyDigest(key))
  if (record === undefined || !isIt || record.revokedAt !== null) return null
  if (record.expiresAt !== null && !(now < Date.parse(record.expiresAt))) return null
  return { userId: record.userId, scopes: new Set(record.scopes), credential: `key:${record.id}` }
}
