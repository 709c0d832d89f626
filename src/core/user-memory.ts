import type {
  Changes,
  Compact,
  Draft,
  ContextOptions,
  ErasureReceipt,
  ForgetOptions,
  Forgotten,
  FoundObservation,
  ImportCounts,
  KeyOptions,
  ListOptions,
  ListPage,
  ListSessionsOptions,
  Observation,
  ObservationRef,
  PauseOptions,
  RevisionOptions,
  SaveOptions,
  SaveResult,
  SearchExplanation,
  SearchOptions,
  Session,
  SessionChanges,
  SessionPage,
  SessionStart,
  Stats,
  TimelineOptions,
  MemoryContext,
  MemorySettings,
} from './model.ts'

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
export interface UserMemory {
  /** Id of the user that the handle is bound to. */
  readonly userId: string

  /**
   * Opens a session, or continues the active one, and returns what is worth knowing.
   *
   * A session without activity for `Config.sessionTimeoutHours` is closed first, with a generated summary. Where
   * `Config.quota.bytes` has no room for another session, it goes on instead. While saving is paused nothing is written:
   * without an active session, the id is for this conversation only.
   */
  startSession(): Promise<SessionStart>

  /**
   * Closes the active session with a summary and returns it.
   *
   * Errors: `no_active_session`; `invalid_input` for a blank summary; `quota_exceeded`; `paused`.
   */
  endSession(summary: string): Promise<Session>

  /**
   * Saves a `summary` observation without closing the session.
   *
   * Errors: `invalid_input`, `quota_exceeded`, `paused`.
   */
  summarizeSession(summary: string, options?: KeyOptions | null): Promise<SaveResult>

  /**
   * Creates, revises (same topic key) or recognises (same text) an observation.
   *
   * With an `idempotencyKey` a save that is tried again happens once: the second call changes nothing and returns the
   * first result. The user's last 1,000 keys are remembered.
   *
   * With `ifRevision` it happens only if the topic is at that revision; 0 means that there is none yet.
   *
   * Errors: `invalid_input`, also for a key that came with another text; `quota_exceeded`; `paused`; `conflict`, whose `revision`
   * is the current one.
   */
  save(draft: Draft, options?: SaveOptions | null): Promise<SaveResult>

  /**
   * Changes some fields of an observation as a new revision. `deduped` when all stays the same; null when this user has
   * no such observation.
   *
   * Two callers that read the same revision and pass it as `ifRevision` never overwrite each other: one gets `conflict`.
   *
   * Errors: `invalid_input`, also for a topic key of another observation; `quota_exceeded`; `conflict`.
   *
   * @example
   * ```ts
   * const theme = await alice.get('ui/theme')
   * await alice.update('ui/theme', { content: 'light' }, { ifRevision: theme.revision })
   * ```
   */
  update(ref: ObservationRef, changes: Changes, options?: RevisionOptions | null): Promise<SaveResult | null>

  /**
   * Finds observations by words or a question, returns them whole and explains each score.
   *
   * Errors: `invalid_input` for a blank query, an unknown type or a `minShare` outside of 0 to 1.
   */
  search(
    query: string,
    options: SearchOptions & {
      /** Selects the explained form. */
      explain: true
      /** Selects whole observations. */
      full: true
    },
  ): Promise<SearchExplanation<FoundObservation>>
  /**
   * Finds observations by words or a question and explains each score.
   *
   * Errors: `invalid_input` for a blank query, an unknown type or a `minShare` outside of 0 to 1.
   */
  search(
    query: string,
    options: SearchOptions & {
      /** Selects the explained form. */
      explain: true
      /** Selects compacts. */
      full?: false | null | undefined
    },
  ): Promise<SearchExplanation>
  /**
   * Finds observations by words or a question and returns them whole, best first.
   *
   * Errors: `invalid_input` for a blank query, an unknown type or a `minShare` outside of 0 to 1.
   */
  search(
    query: string,
    options: SearchOptions & {
      /** Selects whole observations. */
      full: true
      /** Selects the plain form. */
      explain?: false | null | undefined
    },
  ): Promise<FoundObservation[]>
  /**
   * Finds observations by words or a question, best first. Any text is a valid query as long as it is not blank.
   *
   * Errors: `invalid_input` for a blank query, an unknown type or a `minShare` outside of 0 to 1.
   */
  search(
    query: string,
    options?:
      | (SearchOptions & {
          /** Selects the plain form. */
          explain?: false | null | undefined
          /** Selects compacts. */
          full?: false | null | undefined
        })
      | null,
  ): Promise<Compact[]>

  /**
   * Returns an observation in full, by its id or topic key, or null when this user has no such observation.
   *
   * Errors: `invalid_input` for a number that is not a positive integer.
   */
  get(ref: ObservationRef): Promise<Observation | null>

  /**
   * Returns an observation with its neighbours, oldest first by creation. Empty when this user has no such
   * observation.
   *
   * Errors: `invalid_input`.
   */
  timeline(ref: ObservationRef, options?: TimelineOptions | null): Promise<Observation[]>

  /**
   * Lists observations newest first, a page at a time.
   *
   * Errors: `invalid_input` for an unknown type or a cursor that `list` did not return.
   */
  list(options?: ListOptions | null): Promise<ListPage>

  /**
   * Makes the text that a model should see for one answer: what is pinned, what matches the query, what is worth knowing,
   * and the last summaries, until the budget is full. Put it behind the user's last message, in the user's role.
   *
   * The same memory and options give the same text at any time of the day, so a prompt cache stays valid.
   *
   * Errors: `invalid_input`.
   *
   * @example
   * ```ts
   * const { text } = await alice.context({ query: message, maxTokens: 800 })
   * ```
   */
  context(options?: ContextOptions | null): Promise<MemoryContext>

  /** Counts observations, sessions and bytes. */
  stats(): Promise<Stats>

  /**
   * Pauses saving, recall or both, on the user's own wish, until `resume`.
   *
   * While saving is paused, `save`, `summarizeSession`, `endSession` and `import` fail with `paused`, and nothing is
   * written. While recall is paused, `startSession`, `search` and `timeline` return nothing. `list`, `get`, `export`,
   * `forget` and `erase` work all the time.
   *
   * @example
   * ```ts
   * await alice.pause() // { isSavingPaused: true, isRecallPaused: true }
   * ```
   */
  pause(options?: PauseOptions | null): Promise<MemorySettings>

  /** Resumes saving and recall. */
  resume(): Promise<MemorySettings>

  /** Tells what the user has paused. */
  settings(): Promise<MemorySettings>

  /**
   * Removes one observation as `forget` without options does, and finds the sessions with a summary that may still tell of it.
   *
   * Errors: `invalid_input`; `busy` when another reader delayed the removal of the bytes: call again.
   */
  forget(
    ref: ObservationRef,
    options: ForgetOptions & {
      /** Selects the explained form. */
      explain: true
    },
  ): Promise<Forgotten>
  /**
   * Removes one observation, its index terms and its bytes. False when this user has no such observation.
   *
   * Errors: `invalid_input`; `busy` when another reader delayed the removal of the bytes: call again.
   */
  forget(
    ref: ObservationRef,
    options?:
      | (ForgetOptions & {
          /** Selects the plain form. */
          explain?: false | null
        })
      | null,
  ): Promise<boolean>

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

  /**
   * Removes everything of this user and returns a receipt.
   *
   * Errors: `busy` when another reader delayed the removal of the bytes: call again.
   */
  erase(): Promise<ErasureReceipt>

  /** Yields the memory as JSON Lines without line ends, one record each, as it is at one moment. */
  export(): AsyncIterable<string>

  /**
   * Adds the records of an export that are not there yet. Importing the same lines again changes nothing.
   *
   * Errors: `invalid_input` with the number of the line; `quota_exceeded`; `paused`.
   */
  import(lines: Iterable<string> | AsyncIterable<string>): Promise<ImportCounts>
}

/** A memory of many users, such as an `ILabMemory` or a remote client: it gives out handles by user. */
export interface MemoryOfUsers {
  /** Returns the handle of one user. Errors: `invalid_input` for an id that is none. */
  forUser(userId: string): UserMemory
}
