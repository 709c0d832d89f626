import type { GovernanceOperations } from './user-memory/governance.ts'
import type { HistoryOperations } from './user-memory/history.ts'
import type { ObservationOperations } from './user-memory/observations.ts'
import type { SearchOperations } from './user-memory/search.ts'
import type { SessionOperations } from './user-memory/sessions.ts'
import type { ThreadOperations } from './user-memory/threads.ts'
import type { TransferOperations } from './user-memory/transfer.ts'
import type { OpenTelemetry } from './model/telemetry.ts'
import type { SearchOptions } from './model/search.ts'

export type { GovernanceOperations } from './user-memory/governance.ts'
export type { HistoryOperations } from './user-memory/history.ts'
export type { ObservationOperations } from './user-memory/observations.ts'
export type { SearchOperations } from './user-memory/search.ts'
export type { SessionOperations } from './user-memory/sessions.ts'
export type { ThreadOperations } from './user-memory/threads.ts'
export type { TransferOperations } from './user-memory/transfer.ts'

/**
 * One user's memory: every operation, bound to that user. It gives no access to another user's memory. Embedded memories
 * and remote clients return handles of this same shape.
 *
 * @example
 * ```ts
 * const alice = memory.forUser(stableUserId('alice@example.com'))
 * await alice.startSession()
 * await alice.save({ type: 'preference', title: 'UI theme', content: 'dark', topicKey: 'ui/theme' })
 * console.log(await alice.search('which theme?'))
 * ```
 */
export interface UserMemory
  extends
    GovernanceOperations,
    HistoryOperations,
    ObservationOperations,
    SearchOperations,
    SessionOperations,
    ThreadOperations,
    TransferOperations {
  /** Id of the user that the handle is bound to. */
  readonly userId: string
}

/** A memory of many users, such as an `ILabMemory` or a remote client: it gives out handles by user. */
export interface MemoryOfUsers {
  /** Types that `save` takes where `Config.types` is `closed`, for the tools of a model; null or absent: the list is open. */
  readonly closedTypes?: readonly string[] | null
  /** OpenTelemetry, for the spans of servers over this memory; null or absent: servers make none. */
  readonly telemetry?: OpenTelemetry | null
  /** Returns the handle of one user. Errors: `invalid_input` for an id that is none. */
  forUser(userId: string): UserMemory
}

/** Name of a method that some handles have: {@link SearchesAsText}. */
export const searchAsText: unique symbol = Symbol('ilab-memory.searchAsText')

/** A handle that gives compacts as the JSON which a server sends. */
export interface SearchesAsText {
  /** Searches as `search` does, and returns the compacts as JSON in the names of the wire. Errors: as `search`. */
  [searchAsText](query: string, options: SearchOptions): Promise<string>
}
