import * as z from 'zod'
import { invalidInput } from '../../../core/errors/errors.ts'
import { parseInput } from '../../../core/input/input.ts'

/** Algorithm of a signature that is checked with a public key, so that a program that checks tokens cannot make one. */
export type JwtAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519'

/** Every algorithm that is accepted. */
export const jwtAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const satisfies readonly JwtAlgorithm[]

/** An issuer of accepted tokens. */
export interface JwtIssuer {
  /** Value of `iss` in its tokens, exactly. */
  readonly issuer: string
  /** Value of `aud` that its tokens must hold: this server. */
  readonly audience: string
  /** Place of its public keys: an `https:` URL, `http:` only on this machine, or the path of a file. */
  readonly jwks: string
  /**
   * Accepted algorithms. Symmetric ones and `none` are never accepted.
   * @default every algorithm with a public key
   */
  readonly algorithms?: readonly JwtAlgorithm[] | null | undefined
}

/** Settings of token authentication. */
export interface JwtSettings {
  /** Issuers of accepted tokens, at least one, each once. */
  readonly issuers: readonly JwtIssuer[]
}

const name = z.string().regex(/^[\x21-\x7e]{1,255}$/)
const settingsSchema = z.strictObject({
  issuers: z
    .array(
      z.strictObject({
        issuer: name,
        audience: name,
        jwks: z.string().min(1),
        algorithms: z.array(z.enum(jwtAlgorithms)).min(1).nullish(),
      }),
    )
    .min(1),
})

/** Checks the issuers of tokens. Errors: `invalid_input`, naming the setting and never its value. */
export function requireJwtSettings(settings: JwtSettings): z.output<typeof settingsSchema> {
  const checked = parseInput(settingsSchema, settings, { field: 'jwt' })
  const names = checked.issuers.map(({ issuer }) => issuer)
  if (new Set(names).size !== names.length) invalidInput('jwt.issuers: each issuer may be there only once')
  if (names.length > 1 && names.some((issuer) => issuer.includes('|')))
    invalidInput('jwt.issuers: with several, none may hold a |, which separates it from the subject')
  for (const { jwks } of checked.issuers) jwksUrl(jwks)
  return checked
}

/** The URL of the keys; null for the path of a file. Errors: `invalid_input` for a URL that is not safe to ask. */
export function jwksUrl(jwks: string): URL | null {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(jwks)) return null
  const url = URL.parse(jwks)
  if (url === null || url.username !== '' || url.password !== '')
    return invalidInput('jwt.issuers.jwks: must be a URL without credentials, or the path of a file')
  const isOfThisMachine = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isOfThisMachine))
    invalidInput('jwt.issuers.jwks: must be an https: URL, since whoever changes the answer makes the tokens')
  return url
}
