import { decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { MemoryError } from '../../../core/errors/errors.ts'
import { requireUserId } from '../../../core/user-id.ts'
import type { Caller, Scope } from '../caller/caller.ts'
import { openKeys } from './jwks.ts'
import { jwtAlgorithms, requireJwtSettings, type JwtAlgorithm, type JwtSettings } from './jwt-settings.ts'
import { cannotCheck } from '../file/watched-file.ts'

/** Tokens of the issuers that are taken. */
export interface Tokens {
  /** Null where the token is not good. Errors: `unauthorized` where it cannot be checked. */
  callerOf(token: string): Promise<Caller | null>
}

interface Issuer {
  readonly issuer: string
  readonly audience: string
  readonly algorithms: readonly JwtAlgorithm[]
  readonly keys: JWTVerifyGetKey
}

/** Seconds that the issuer's clock may be off. */
const clockTolerance = 30
/** The scopes of a token that names none. */
const usualScopes: readonly Scope[] = ['read', 'write']
/** `admin` is the operator's: no issuer's users can ask for it. */
const claimableScopes: readonly Scope[] = ['read', 'write', 'erase']

/** Opens the issuers. Errors: `invalid_input`, naming the setting; `corrupt`, `storage` for a file of keys. */
export function openTokens(settings: JwtSettings, clock: () => number): Tokens {
  const issuers = requireJwtSettings(settings).issuers.map(
    ({ issuer, audience, jwks, algorithms }) =>
      [issuer, { issuer, audience, algorithms: algorithms ?? jwtAlgorithms, keys: openKeys(jwks) }] as const,
  )
  const byName: ReadonlyMap<string, Issuer> = new Map(issuers)
  return {
    callerOf: async (token) => {
      const issuer = byName.get(claimedIssuer(token) ?? '')
      const claims = issuer === undefined ? null : await verifiedClaims(token, issuer, clock())
      return claims === null ? null : callerWith(claims, byName.size > 1)
    },
  }
}

/** Reads the issuer that a token claims. It is unproven, and only chooses the keys for the check. */
function claimedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss
  } catch {
    return undefined
  }
}

async function verifiedClaims(
  token: string,
  { issuer, audience, algorithms, keys }: Issuer,
  now: number,
): Promise<JWTPayload | null> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [...algorithms],
      clockTolerance,
      currentDate: new Date(now),
      requiredClaims: ['exp', 'sub'],
    })
    return payload
  } catch (error) {
    if (error instanceof MemoryError) throw error
    if (isOfToken(error)) return null
    throw cannotCheck(error)
  }
}

/** Tells a fault of the token from a failure to get the keys. */
function isOfToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) &&
    error.code !== errors.JOSEError.code
  )
}

/** Returns the user: the token's subject, or with several issuers the issuer and the subject together. */
function callerWith({ iss = '', sub, scope, scp }: JWTPayload, hasSeveralIssuers: boolean): Caller | null {
  const userId = userIdIn(hasSeveralIssuers && typeof sub === 'string' ? `${iss}|${sub}` : sub)
  if (userId === null) return null
  return { userId, scopes: scopesIn(scope ?? scp), credential: `jwt:${iss}` }
}

function userIdIn(subject: unknown): string | null {
  try {
    return requireUserId(subject)
  } catch {
    return null
  }
}

/** Scopes come as one text or as a list. A token that names some, but none of ours, allows nothing. */
function scopesIn(claim: unknown): ReadonlySet<Scope> {
  if (claim === undefined) return new Set(usualScopes)
  const names: readonly unknown[] = typeof claim === 'string' ? claim.split(' ') : [claim].flat()
  return new Set(claimableScopes.filter((scope) => names.includes(scope)))
}
