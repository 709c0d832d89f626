// A browser project may not have asked for these types.
/// <reference lib="esnext.disposable" preserve="true" />
import { MemoryFacade } from '../memory/facade.ts'
import { requireUserId } from '../core/user-id.ts'
import { Connection } from './connection/connection.ts'
import { pause } from './connection/deadline.ts'
import { resolveOptions, type ConnectOptions } from './connection/options.ts'
import { RemoteHandle, type RemoteUserMemory } from './handle/remote-handle.ts'
import type { Waiting } from './connection/send.ts'

/** A memory server, used like an embedded memory: the same handles, the same facade names. `connect` returns one. */
export interface RemoteMemory extends MemoryFacade, AsyncDisposable {
  /**
   * Returns the handle of one user. A service key reaches every user; where the credential is bound to another user, each
   * call of the handle is refused as `forbidden`.
   *
   * Errors: `invalid_input` for an id that is none.
   */
  forUser(userId: string): RemoteUserMemory

  /**
   * Asks the server for the user that the credential is bound to, and returns that user's handle.
   *
   * Errors: `invalid_input` where the credential is bound to no user.
   */
  forBoundUser(): Promise<RemoteUserMemory>

  /** Finishes the calls in progress and refuses later ones. A second call does nothing. */
  close(): Promise<void>

  /** Closes the memory at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void>
}

class ConnectedMemory extends MemoryFacade implements RemoteMemory {
  readonly #connection: Connection

  constructor(connection: Connection) {
    super()
    this.#connection = connection
  }

  forUser(userId: string): RemoteUserMemory {
    return new RemoteHandle(this.#connection, requireUserId(userId), [])
  }

  async forBoundUser(): Promise<RemoteUserMemory> {
    return this.forUser(await this.#connection.boundUser())
  }

  async close(): Promise<void> {
    await this.#connection.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/**
 * Connects to a memory server. Nothing is sent before the first call.
 *
 * Errors: `invalid_input` for an address or an option that cannot be right.
 *
 * @example
 * ```ts
 * const memory = connect('https://memory.example.com', { apiKey: process.env.ILAB_MEMORY_API_KEY })
 * const alice = memory.forUser(stableUserId('alice@example.com'))
 * await alice.save({ type: 'preference', title: 'UI theme', content: 'dark', topicKey: 'ui/theme' })
 * ```
 *
 * @param url - the server's address; a path before `/v1` is kept
 */
export function connect(url: string | URL, options: ConnectOptions | null = {}): RemoteMemory {
  return connectWaiting(url, options, { pause, random: Math.random, now: Date.now })
}

/** `connect` for tests, which pass the time between attempts themselves. */
export function connectWaiting(
  url: string | URL,
  options: ConnectOptions | null,
  waiting: Waiting,
): RemoteMemory {
  return new ConnectedMemory(new Connection(resolveOptions(url, options), waiting))
}
