import { MemoryError, invalidInput } from '../../../core/errors/errors.ts'
import { requireUserId } from '../../../core/user-id.ts'

/** Permission of a credential. `admin` is for the operator's own pages and opens no user's memory. */
export type Scope = 'read' | 'write' | 'erase' | 'admin'

/** Every scope. */
export const scopes: readonly ['read', 'write', 'erase', 'admin'] = ['read', 'write', 'erase', 'admin']

/** The caller of a request, as every way of authenticating describes it. */
export interface Caller {
  /** Id of the user that the credential is bound to; null where it may name any user. */
  readonly userId: string | null
  /** Permissions of the credential. */
  readonly scopes: ReadonlySet<Scope>
  /** Name of the credential in logs. Neither secret nor a user's id; null without authentication. */
  readonly credential: string | null
}

/**
 * The one rule by which every transport lets a call through: the credential must hold the scope, and the user comes
 * from the credential where that is bound to one, even if the call names another.
 *
 * Errors: `forbidden` without the scope; `invalid_input` where the caller must name a user and does not.
 *
 * @param namedUserId - the user that the call names; ignored where the credential is bound to a user
 * @param place - where a call of this transport names its user
 * @returns the user of the call
 */
export function authorize(
  caller: Caller,
  scope: Scope,
  namedUserId: string | undefined,
  place = 'the header X-User-Id',
): string {
  if (!caller.scopes.has(scope)) throw new MemoryError('forbidden', `this needs the scope ${scope}`)
  if (caller.userId !== null) return caller.userId
  if (namedUserId === undefined)
    return invalidInput(`name the user in ${place}: this caller is bound to none`)
  return requireUserId(namedUserId)
}

/** The caller of a server without authentication, which listens on loopback only. */
export const anyone: Caller = {
  userId: null,
  scopes: new Set<Scope>(['read', 'write', 'erase']),
  credential: null,
}
