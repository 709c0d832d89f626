import * as z from 'zod'
import { MemoryError } from '../../../core/errors/errors.ts'
import { scopes } from '../caller/caller.ts'
import type { FileRules } from '../file/guarded-file.ts'
import { fromJson } from '../file/json-text.ts'

const time = z.iso.datetime({ precision: 3 })

/** The record of a key. It holds a digest and not the key. */
export const keyRecordSchema = z.strictObject({
  /** Public; stands in the key too. */
  id: z.string().regex(/^[0-9a-f]{12}$/),
  /** The purpose of the key, in the operator's words. */
  label: z
    .string()
    .max(200)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u),
  /** SHA-256 of the whole key. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** The key's last four characters, to recognise a key. */
  lastFour: z.string().regex(/^[0-9a-f]{4}$/),
  /** The one user that the key is bound to; null for a service's key, which names the user of each call. */
  userId: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .nullable(),
  scopes: z.array(z.enum(scopes)).min(1),
  createdAt: time,
  expiresAt: time.nullable(),
  revokedAt: time.nullable(),
})
export type KeyRecord = z.infer<typeof keyRecordSchema>

const keyringSchema = z.strictObject({
  version: z.literal(1),
  keys: z.array(keyRecordSchema),
})

/** The rules for an edit. Reading a keyring reveals user ids; writing one grants access to every user. */
export const keyringRules: FileRules = { setting: 'keyring', forbidden: 0o077, mayBeLink: false }

/**
 * The rules of a server, which only reads. A secret that Kubernetes or Docker mounts is a link to a file of root's, which
 * a group or everyone in the container may read.
 */
export const readKeyringRules: FileRules = {
  setting: 'keyring',
  forbidden: 0o037,
  forgivenToSecrets: 0o004,
  mayBeLink: true,
}

/** Errors: `corrupt`, with nothing of the text, since a parser's own message quotes it. */
export function parseKeyring(text: string): KeyRecord[] {
  const parsed = keyringSchema.safeParse(fromJson(text))
  const ids = new Set(parsed.data?.keys.map((key) => key.id))
  if (!parsed.success || ids.size !== parsed.data.keys.length)
    throw new MemoryError('corrupt', `${keyringRules.setting}: the file is damaged or is no keyring`)
  return parsed.data.keys
}

/** A keyring's text, one key to a line so that a comparison of two versions is readable. */
export function writeKeyring(keys: readonly KeyRecord[]): string {
  const lines = keys.map((key) => `    ${JSON.stringify(keyRecordSchema.parse(key))}`)
  return `{\n  "version": 1,\n  "keys": [${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}]\n}\n`
}
