import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * An API key: `ilm_<id>_<secret and checksum>`, in lower-case hexadecimal digits. The id is public and names the key in
 * lists and logs. The fixed beginning and the checksum let secret scanners tell a leaked key from chance.
 */
const form = /^(ilm_([0-9a-f]{12})_[0-9a-f]{40})([0-9a-f]{8})$/
const idBytes = 6
/** 160 random bits. No slow hash is needed where nothing can be guessed. */
const secretBytes = 20

/** The beginning of every key. */
export const keyPrefix = 'ilm_'

/** Makes a key. */
export function newApiKey(): string {
  const unchecked = `${keyPrefix}${hex(idBytes)}_${hex(secretBytes)}`
  return unchecked + checksum(unchecked)
}

/** The id in a key; null where the text is no key, which needs no look at any keyring. */
export function keyIdOf(text: string): string | null {
  const [, unchecked = '', id = '', check] = form.exec(text) ?? []
  return check !== undefined && check === checksum(unchecked) ? id : null
}

/** Digests a key for the keyring, which never holds the key: SHA-256 in hexadecimal digits. */
export function keyDigest(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** Compares two digests in constant time. */
export function isSameDigest(one: string, other: string): boolean {
  const bytes = Buffer.from(one)
  const others = Buffer.from(other)
  return bytes.length === others.length && timingSafeEqual(bytes, others)
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex')
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0')
}
