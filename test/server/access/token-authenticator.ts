import { expect, onTestFinished } from 'vitest'
import { openAuthenticator, type Authenticator } from '../../../src/server/access/authenticate.ts'
import type { Caller } from '../../../src/server/access/caller/caller.ts'
import type { JwtIssuer } from '../../../src/server/access/jwt/jwt-settings.ts'
import { audience, now, startIssuer, type Issuer } from './issuer.ts'

export const bad = 'the credential is unknown, expired, revoked or not for this server'
export const unchecked = 'credentials cannot be checked now; try again later'

export function settingsOf({ name, jwks }: Issuer, changes: Partial<JwtIssuer> = {}): JwtIssuer {
  return { issuer: name, audience, jwks, ...changes }
}

export async function opened(clock: () => number, ...issuers: JwtIssuer[]): Promise<Authenticator> {
  const authenticator = await openAuthenticator({ jwt: { issuers }, clock })
  onTestFinished(() => authenticator.close())
  return authenticator
}

export async function withIssuer(changes: Partial<JwtIssuer> = {}): Promise<[Issuer, Authenticator]> {
  const issuer = await startIssuer('https://issuer.example')
  return [issuer, await opened(() => now, settingsOf(issuer, changes))]
}

/** The text of the refusal, which says nothing of the token. */
export async function refusal(authenticator: Authenticator, token: string): Promise<string> {
  const error: unknown = await authenticator
    .authenticate(`Bearer ${token}`)
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'MemoryError', code: 'unauthorized' })
  return (error as Error).message
}

export async function callerOf(authenticator: Authenticator, token: string): Promise<Caller> {
  return authenticator.authenticate(`Bearer ${token}`)
}
