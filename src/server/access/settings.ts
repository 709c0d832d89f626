import { invalidInput } from '../../core/errors/errors.ts'
import type { AuthenticatorSettings } from './authenticate.ts'
import { jwtAlgorithms, type JwtAlgorithm, type JwtIssuer } from './jwt/jwt-settings.ts'

const keyring = 'ILAB_MEMORY_KEYRING'
const issuer = 'ILAB_MEMORY_JWT_ISSUER'
const audience = 'ILAB_MEMORY_JWT_AUDIENCE'
const jwks = 'ILAB_MEMORY_JWT_JWKS'
const algorithms = 'ILAB_MEMORY_JWT_ALGORITHMS'
const known: readonly string[] = [keyring, issuer, audience, jwks, algorithms]

/**
 * Reads how callers are authenticated from environment variables; null where none of them is set.
 *
 * An operator who sets one of them wants authentication, so half a setting is refused and never read as "none": a variable
 * that is there and empty, an issuer without an audience or without keys, a name that is misspelt.
 *
 * Errors: `invalid_input`, naming the variable and never its value.
 */
export function authenticatorSettingsFrom(
  environment: Readonly<Record<string, string | undefined>>,
): AuthenticatorSettings | null {
  const names = Object.keys(environment).filter((name) => environment[name] !== undefined)
  const unknown = names.find((name) => /^ILAB_MEMORY_(JWT|KEYRING)/.test(name) && !known.includes(name))
  if (unknown !== undefined) invalidInput(`${unknown}: is no setting; there are ${known.join(', ')}`)
  const path = valueOf(environment, keyring)
  const token = issuerFrom(environment)
  if (path === undefined && token === null) return null
  return {
    ...(path === undefined ? {} : { keyring: path }),
    ...(token === null ? {} : { jwt: { issuers: [token] } }),
  }
}

function issuerFrom(environment: Readonly<Record<string, string | undefined>>): JwtIssuer | null {
  const values = {
    issuer: valueOf(environment, issuer),
    audience: valueOf(environment, audience),
    jwks: valueOf(environment, jwks),
  }
  const list = valueOf(environment, algorithms)
  if (list === undefined && Object.values(values).every((value) => value === undefined)) return null
  return {
    issuer: values.issuer ?? missing(issuer),
    audience: values.audience ?? missing(audience),
    jwks: values.jwks ?? missing(jwks),
    ...(list === undefined ? {} : { algorithms: algorithmsIn(list) }),
  }
}

function missing(name: string): never {
  return invalidInput(`${name}: must be set where another ILAB_MEMORY_JWT_ variable is`)
}

function valueOf(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined {
  const value = environment[name]
  if (value !== undefined && value.trim() === '') invalidInput(`${name}: is set, but empty`)
  return value
}

function algorithmsIn(list: string): JwtAlgorithm[] {
  return list.split(/[\s,]+/).map((name) => {
    const algorithm = jwtAlgorithms.find((other) => other === name)
    return algorithm ?? invalidInput(`${algorithms}: each must be one of ${jwtAlgorithms.join(', ')}`)
  })
}
