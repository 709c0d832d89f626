import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import * as z from 'zod'
import { MemoryError } from '../../../core/errors/errors.ts'
import type { FileRules } from '../file/guarded-file.ts'
import { fromJson } from '../file/json-text.ts'
import { jwksUrl } from './jwt-settings.ts'
import { WatchedFile } from '../file/watched-file.ts'

/** Public keys may be read by all, but a program that changes them can make tokens. Mounted files are often links. */
const rules: FileRules = { setting: 'jwt.issuers.jwks', forbidden: 0o022, mayBeLink: true }

/** Milliseconds that an issuer's server may take to answer. */
const timeoutDuration = 5_000
/** Milliseconds between two requests for keys, so that unknown keys cannot make the server ask without end. */
const cooldownDuration = 30_000
/** A key that the issuer withdrew is taken for no longer. */
const cacheMaxAge = 600_000

/** Parts that only the holder of a private or symmetric key has. */
const secretParts = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'priv']

const keySchema = z
  .looseObject({ kty: z.enum(['RSA', 'EC', 'OKP']) })
  .refine((key) => secretParts.every((part) => !(part in key)))
const keysSchema = z.looseObject({ keys: z.array(keySchema).min(1) })

/**
 * The keys that an issuer signs with: asked for at its URL when the first token comes, or read from a file, and again
 * when that changes. No token has a say in where they come from.
 *
 * Errors: `invalid_input`, `corrupt`, `storage`, for a file.
 */
export function openKeys(jwks: string): JWTVerifyGetKey {
  const url = jwksUrl(jwks)
  if (url !== null) return createRemoteJWKSet(url, { timeoutDuration, cooldownDuration, cacheMaxAge })
  const file = new WatchedFile(jwks, rules, (text) => createLocalJWKSet(parseKeys(text)))
  return (header, token) => file.current()(header, token)
}

function parseKeys(text: string): JSONWebKeySet {
  const parsed = keysSchema.safeParse(fromJson(text))
  if (parsed.success) return parsed.data
  throw new MemoryError('corrupt', `${rules.setting}: the file must hold public keys and nothing else`)
}
