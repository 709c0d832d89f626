import * as z from 'zod'
import { MemoryError, invalidInput } from '../../../core/errors/errors.ts'
import { given } from '../../../core/input/given.ts'
import { requireUserId } from '../../../core/user-id.ts'
import { parseInput } from '../../../core/input/input.ts'
import { keyDigest, keyIdOf, newApiKey } from './api-key.ts'
import { scopes, type Scope } from '../caller/caller.ts'
import { localPath } from '../../../core/paths/local-path.ts'
import { editFile } from '../file/edit-file.ts'
import { keyRecordSchema, keyringRules, parseKeyring, writeKeyring, type KeyRecord } from './keyring-file.ts'
import { readGuarded } from '../file/guarded-file.ts'

export type { KeyRecord } from './keyring-file.ts'

/** An API key as the keyring knows it. The key itself is not kept. */
export interface ListedKey {
  /** Public id, which stands in the key too: 12 hexadecimal digits. */
  readonly id: string
  /** Purpose of the key, in the operator's words. */
  readonly label: string
  /** Last four characters of the key, to recognise it. */
  readonly lastFour: string
  /** Id of the user that the key is bound to; null for a service key, which names the user of each call. */
  readonly userId: string | null
  /** Permissions of the key. */
  readonly scopes: Scope[]
  /** Time when it was made: ISO 8601, UTC, milliseconds. */
  readonly createdAt: string
  /** Time when it ends: ISO 8601, UTC, milliseconds. Null: never. */
  readonly expiresAt: string | null
  /** Time when it was revoked: ISO 8601, UTC, milliseconds. Null: it was not. */
  readonly revokedAt: string | null
  /** State at the time of the call. A server takes active keys only. */
  readonly status: 'active' | 'expired' | 'revoked'
}

/** A new API key. */
export interface CreatedKey {
  /** The key, shown this once and kept nowhere. */
  readonly key: string
  /** The key as the keyring knows it. */
  readonly record: ListedKey
}

/** Properties of a new key. */
export interface KeyOptions {
  /** Id of the user that the key is bound to; null makes a service key, which names the user of each call. */
  readonly userId: string | null
  /**
   * Permissions of the key.
   * @default ['read', 'write']
   */
  readonly scopes?: readonly Scope[] | null | undefined
  /**
   * Purpose of the key, in the operator's words.
   * @default ''
   */
  readonly label?: string | null | undefined
  /**
   * Time when the key ends, in milliseconds since the epoch.
   * @default never
   */
  readonly expiresAt?: number | null | undefined
  /**
   * Time of the call, in milliseconds since the epoch.
   * @default Date.now()
   */
  readonly now?: number | null | undefined
}

const scopesSchema = z.array(z.enum(scopes)).min(1)
/** Milliseconds of one wait for another edit, and the number of waits. */
const lockWaitMs = 20
const lockTries = 250

/**
 * Makes a key and adds it to the keyring, which is created with the mode 0600 if it is not there. The key is returned
 * once and kept nowhere; a running server takes it from the next call on.
 *
 * Errors: `invalid_input`, `busy`, `corrupt`, `storage`, `storage_full`.
 *
 * @example
 * ```ts
 * const { key } = await createKey('./keyring.json', { userId: 'alice', label: 'laptop' })
 * ```
 */
export async function createKey(path: string, options: KeyOptions): Promise<CreatedKey> {
  const { now = Date.now(), expiresAt, label = '', scopes: wanted = ['read', 'write'] } = given(options)
  if (expiresAt !== undefined && !(expiresAt > now && expiresAt <= 8.64e15))
    invalidInput('must be a time to come', { field: 'expiresAt' })
  const key = newApiKey()
  const record: KeyRecord = {
    id: keyIdOf(key)!,
    label: parseInput(keyRecordSchema.shape.label, label, { field: 'label' }),
    digest: keyDigest(key),
    lastFour: key.slice(-4),
    userId: options.userId === null ? null : requireUserId(options.userId),
    scopes: [
      ...new Set(
        parseInput(scopesSchema, wanted, {
          field: 'scopes',
        }),
      ),
    ],
    createdAt: new Date(now).toISOString(),
    expiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
    revokedAt: null,
  }
  await edit(path, (keys) => {
    if (keys.some((other) => other.id === record.id))
      throw new MemoryError('busy', 'two keys came to the same id; try again')
    return [...keys, record]
  })
  return { key, record: listed(record, now) }
}

/** Every key, oldest first, without digests. Errors: `not_found`, `invalid_input`, `corrupt`, `storage`. */
export async function listKeys(path: string, now: number = Date.now()): Promise<ListedKey[]> {
  return parseKeyring(readGuarded(requirePath(path), keyringRules).text).map((record) => listed(record, now))
}

/**
 * Revokes a key for good. A running server refuses it from the next call on; revoking it again changes nothing.
 *
 * Errors: `not_found` where the keyring has no key with that id, and those of {@link createKey}.
 *
 * @param idOrKey - the key's id, or the whole key
 */
export async function revokeKey(path: string, idOrKey: string, now: number = Date.now()): Promise<ListedKey> {
  const id = keyIdOf(idOrKey) ?? idOrKey
  const revokedAt = new Date(now).toISOString()
  const keys = await editExisting(path, (before) => {
    if (!before.some((record) => record.id === id))
      throw new MemoryError('not_found', 'the keyring has no key with that id')
    return before.map((record) =>
      record.id === id ? { ...record, revokedAt: record.revokedAt ?? revokedAt } : record,
    )
  })
  return listed(
    keys.find((record) => record.id === id)!,
    now,
  )
}

/**
 * Removes every key that is bound to a user, and the user's id with them: what is left to do for a user who was
 * erased. Returns how many there were, which without a keyring is none.
 */
export async function removeKeysOf(path: string, userId: string): Promise<number> {
  const user = requireUserId(userId)
  let removed = 0
  try {
    await editExisting(path, (keys) => {
      const kept = keys.filter((record) => record.userId !== user)
      removed = keys.length - kept.length
      return kept
    })
    return removed
  } catch (error) {
    if (error instanceof MemoryError && error.code === 'not_found') return 0
    throw error
  }
}

type Change = (keys: readonly KeyRecord[]) => readonly KeyRecord[]

/** Changes a keyring that is there. Errors: `not_found`. */
async function editExisting(path: string, change: Change): Promise<readonly KeyRecord[]> {
  readGuarded(requirePath(path), keyringRules)
  return edit(path, change)
}

/** Changes the keyring once another edit is done; what others changed in between is kept. */
async function edit(path: string, change: Change): Promise<readonly KeyRecord[]> {
  const place = requirePath(path)
  for (let tries = 1; ; tries++) {
    try {
      let keys: readonly KeyRecord[] = []
      editFile(place, keyringRules, (text) => {
        keys = change(text === null ? [] : parseKeyring(text))
        return writeKeyring(keys)
      })
      return keys
    } catch (error) {
      if (!(error instanceof MemoryError && error.code === 'busy') || tries === lockTries) throw error
      await passed(lockWaitMs * (0.5 + Math.random()))
    }
  }
}

function requirePath(path: string): string {
  return localPath(path, { name: keyringRules.setting })
}

function listed({ digest: _digest, ...record }: KeyRecord, now: number): ListedKey {
  const isExpired = record.expiresAt !== null && Date.parse(record.expiresAt) <= now
  return { ...record, status: record.revokedAt !== null ? 'revoked' : isExpired ? 'expired' : 'active' }
}

function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
