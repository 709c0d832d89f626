import { MemoryError } from '../../core/errors/errors.ts'
import type { OperationName } from '../../wire/operations.ts'
import { requireNotBlank } from './checks/input-checks.ts'
import type { PurposeOptions } from '../../core/model.ts'
import type { InputOf, OutputOf } from '../connection/call.ts'
import type { Connection } from '../connection/connection.ts'

/** State that the operations of one remote handle share. */
export interface RemoteBinding {
  /** Sends an operation of this user. Its input has been checked. */
  readonly perform: <Name extends OperationName>(
    name: Name,
    input: InputOf<Name>,
    idempotencyKey?: string,
  ) => Promise<OutputOf<Name>>
  /** Yields the lines of an export, sent for when the first one is asked for. */
  readonly exportLines: () => AsyncIterable<string>
  /** Returns the caller's own key, or a new one. */
  readonly keyOf: (options: { readonly idempotencyKey?: string | undefined }) => string | undefined
  /** Passes on what is this user's. Errors: `storage` for an answer about another user. */
  readonly own: <Named extends { readonly userId: string }>(named: Named) => Named
}

/**
 * Binds a connection to one user and to the signals that end the calls.
 *
 * @param userId - already checked by `requireUserId`
 */
export function bind(connection: Connection, userId: string, signals: readonly AbortSignal[]): RemoteBinding {
  const sending = { userId, signals }
  return {
    perform: async (name, input, idempotencyKey) => {
      requireNotBlank((input as PurposeOptions).purpose, 'purpose')
      return connection.perform(name, input, sending, idempotencyKey)
    },
    exportLines: () => connection.export(sending),
    keyOf: ({ idempotencyKey }) => idempotencyKey ?? connection.newIdempotencyKey(),
    own: (named) => {
      // Somewhere between here and the store two users were mixed up.
      if (named.userId !== userId)
        throw new MemoryError('storage', "the answer is about another user's memory, so it is not shown")
      return named
    },
  }
}
