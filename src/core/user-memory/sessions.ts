import type { SaveResult, SummaryOptions } from '../model/save.ts'
import type {
  ListSessionsOptions,
  Session,
  SessionChanges,
  SessionOptions,
  SessionPage,
  SessionStart,
  SessionStartOptions,
} from '../model/session.ts'

/** Operations on the sessions of one user. Part of `UserMemory`. */
export interface SessionOperations {
  /**
   * Opens a session, or continues the active one, and returns what is worth knowing.
   *
   * A session without activity for `Config.sessionTimeoutHours` is closed first, with a generated summary. Where
   * `Config.quota.bytes` has no room for another session, it goes on instead. While saving is paused nothing is written:
   * without an active session, the id is for this conversation only.
   *
   * With a `key` it is a session of its own, so that two windows of one user do not end each other's session.
   *
   * Errors: `invalid_input` for a blank or too long key.
   *
   * @example
   * ```ts
   * await alice.startSession({ key: 'chat-42' })
   * await alice.save(draft, { sessionKey: 'chat-42' })
   * await alice.endSession('Chose the theme.', { key: 'chat-42' })
   * ```
   */
  startSession(options?: SessionStartOptions | null): Promise<SessionStart>

  /**
   * Closes the active session, or the one with `key`, with a summary and returns it.
   *
   * Errors: `no_active_session`; `invalid_input` for a blank summary; `quota_exceeded`; `paused`.
   */
  endSession(summary: string, options?: SessionOptions | null): Promise<Session>

  /**
   * Saves a `summary` observation without closing the session.
   *
   * Errors: `invalid_input`, `quota_exceeded`, `paused`.
   */
  summarizeSession(summary: string, options?: SummaryOptions | null): Promise<SaveResult>

  /**
   * Lists sessions by the time of their first call, a page at a time.
   *
   * Errors: `invalid_input` for a cursor that `listSessions` did not return.
   */
  listSessions(options?: ListSessionsOptions | null): Promise<SessionPage>

  /**
   * Returns a session, or null when this user has none with that id.
   *
   * Errors: `invalid_input`.
   */
  getSession(sessionId: string): Promise<Session | null>

  /**
   * Puts another summary in the place of a completed session's, and returns the session; null when this user has none
   * with that id. The bytes of the old summary are removed.
   *
   * Errors: `invalid_input` for a blank summary and for the active session; `quota_exceeded`; `busy` as `forget`.
   */
  updateSession(sessionId: string, changes: SessionChanges): Promise<Session | null>

  /**
   * Removes a session: its summary and its observations of type `summary`, with their bytes. Other observations stay and
   * keep the session's id. An active session is closed. False when this user has none with that id.
   *
   * Errors: `invalid_input`; `busy` as `forget`.
   */
  forgetSession(sessionId: string): Promise<boolean>
}
