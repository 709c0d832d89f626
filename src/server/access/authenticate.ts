import { MemoryError, invalidInput } from '../../core/errors/errors.ts'
import { given } from '../../core/input/given.ts'
import { anyone, type Caller } from './caller/caller.ts'
import { keyPrefix } from './keyring/api-key.ts'
import { openKeyring } from './keyring/known-keys.ts'
import type { JwtSettings } from './jwt/jwt-settings.ts'

/** The check of credentials: it turns what a request carries into a caller. */
export interface Authenticator {
  /** True when it admits every request without a credential; a server then listens on loopback only. */
  readonly isOpen: boolean
  /**
   * Names of the issuers of tokens that it takes, for clients that look for one.
   * @default none
   */
  readonly issuers?: readonly string[] | undefined
  /**
   * Returns the caller of a credential.
   *
   * Errors: `unauthorized` with a fixed text, also where credentials cannot be checked at the moment; the reason is the
   * error's `cause`, which is for the operator and not for the caller.
   *
   * @param authorization - the value of the `Authorization` header: `Bearer` and an API key or a token
   */
  authenticate(authorization: string | undefined): Promise<Caller>
  /** Releases what it holds; call it when the server has ended. */
  close(): Promise<void> | void
}

/** Sources of credentials: a keyring, token issuers, or both. */
export interface AuthenticatorSettings {
  /**
   * Path of the keyring with the API keys.
   * @default API keys are refused
   */
  readonly keyring?: string | null | undefined
  /**
   * Issuers of accepted tokens.
   * @default tokens are refused
   */
  readonly jwt?: JwtSettings | null | undefined
  /**
   * Source of the time, in milliseconds since the epoch.
   * @default Date.now
   */
  readonly clock?: (() => number) | null | undefined
}

/** No authentication: every caller may name any user. Only for a server that listens on loopback. */
export const openToAnyone: Authenticator = {
  isOpen: true,
  authenticate: async () => anyone,
  close: () => undefined,
}

/** Longer than any key or sensible token, and shorter than what costs time to look at. */
const longestHeader = 8_192

/**
 * Opens an authenticator. What is configured and not usable is refused here, so that a server with a broken keyring
 * or half a token issuer never starts.
 *
 * Errors: `invalid_input`, naming the setting; `corrupt`, `storage`.
 */
export async function openAuthenticator(settings: AuthenticatorSettings): Promise<Authenticator> {
  const { keyring, jwt, clock = Date.now } = given(settings)
  if (keyring === undefined && jwt === undefined)
    return invalidInput('authentication: needs a keyring or a token issuer')
  const keys = keyring === undefined ? null : openKeyring(keyring, clock)
  const tokens = jwt === undefined ? null : (await import('./jwt/tokens.ts')).openTokens(jwt, clock)
  return {
    isOpen: false,
    issuers: jwt === undefined ? [] : jwt.issuers.map(({ issuer }) => issuer),
    authenticate: async (authorization) => {
      const credential = credentialIn(authorization)
      const caller = credential.startsWith(keyPrefix)
        ? keys?.callerOf(credential)
        : await tokens?.callerOf(credential)
      return caller ?? refuse()
    },
    close: () => undefined,
  }
}

/** Refuses every bad credential with the same text, which reveals nothing about a guess. */
function refuse(): never {
  throw new MemoryError('unauthorized', 'the credential is unknown, expired, revoked or not for this server')
}

function credentialIn(authorization: string | undefined): string {
  if (authorization === undefined || authorization === '')
    throw new MemoryError(
      'unauthorized',
      'send a credential: Authorization: Bearer, then an API key or a token',
    )
  if (authorization.length > longestHeader) return refuse()
  return /^Bearer +([\x21-\x7e]+)$/i.exec(authorization)?.[1] ?? refuse()
}
