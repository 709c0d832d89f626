import type {
  BatchOptions,
  Compact,
  ContextOptions,
  Draft,
  ErasureReceipt,
  ForgetOptions,
  Forgotten,
  ForgottenCount,
  FoundObservation,
  GetOptions,
  HistoryOptions,
  HistoryPage,
  ImportCounts,
  JournalOptions,
  JournalPage,
  KeyOptions,
  ListOptions,
  ListPage,
  ListSessionsOptions,
  ListThreadsOptions,
  Observation,
  ObservationFilter,
  PauseOptions,
  SaveOptions,
  SaveResult,
  SearchExplanation,
  SearchOptions,
  Session,
  SessionOptions,
  SessionPage,
  SessionStart,
  SessionStartOptions,
  Stats,
  ThreadAppended,
  ThreadItem,
  ThreadListPage,
  ThreadPage,
  ThreadReadOptions,
  SummaryOptions,
  TimelineOptions,
  UpdateOptions,
  MemoryContext,
  MemorySettings,
} from '../core/model.ts'
import type { UserMemory } from '../core/user-memory.ts'
import type {
  ForUser,
  ForObservation,
  ForVersion,
  ForChanges,
  ForDrafts,
  ForSession,
  ForThread,
  ForItems,
  ForSummary,
  ForQuery,
  ForImport,
} from './facade/inputs.ts'

/**
 * The operations under their documented names, which take the user with every call. The embedded memory and the remote
 * client share them.
 */
export abstract class MemoryFacade {
  /** Returns the handle of one user. Errors: `invalid_input` for an id that is none. */
  abstract forUser(userId: string): UserMemory

  /** Opens or continues the session; see {@link UserMemory.startSession}. */
  async memSessionStart({ userId, ...options }: ForUser & SessionStartOptions): Promise<SessionStart> {
    return this.forUser(userId).startSession(options)
  }

  /** Closes the active session; see {@link UserMemory.endSession}. */
  async memSessionEnd({ userId, summary, ...options }: ForSummary & SessionOptions): Promise<Session> {
    return this.forUser(userId).endSession(summary, options)
  }

  /** Saves a summary and leaves the session open; see {@link UserMemory.summarizeSession}. */
  async memSessionSummary(input: ForSummary & SummaryOptions): Promise<SaveResult> {
    const { userId, summary, ...options } = input
    return this.forUser(userId).summarizeSession(summary, options)
  }

  /** Saves an observation; see {@link UserMemory.save}. */
  async memSave(input: ForUser & Draft & SaveOptions): Promise<SaveResult> {
    const { userId, idempotencyKey, ifRevision, sessionKey, ...draft } = input
    return this.forUser(userId).save(draft, { idempotencyKey, ifRevision, sessionKey })
  }

  /** Saves several observations, all or none; see {@link UserMemory.save}. */
  async memSaveMany({ userId, drafts, ...options }: ForDrafts & BatchOptions): Promise<SaveResult[]> {
    return this.forUser(userId).save(drafts, options)
  }

  /** Changes some fields of an observation; see {@link UserMemory.update}. */
  async memUpdate(input: ForObservation & ForChanges & UpdateOptions): Promise<SaveResult | null> {
    const { userId, observationId, changes, ...options } = input
    return this.forUser(userId).update(observationId, changes, options)
  }

  /** Finds observations, returns them whole and explains each score; see {@link UserMemory.search}. */
  memSearch(
    input: ForQuery &
      SearchOptions & {
        /** Selects the explained form. */
        explain: true
        /** Selects whole observations. */
        full: true
      },
  ): Promise<SearchExplanation<FoundObservation>>
  /** Finds observations and explains each score; see {@link UserMemory.search}. */
  memSearch(
    input: ForQuery &
      SearchOptions & {
        /** Selects the explained form. */
        explain: true
        /** Selects compacts. */
        full?: false | null | undefined
      },
  ): Promise<SearchExplanation>
  /** Finds observations and returns them whole, best first; see {@link UserMemory.search}. */
  memSearch(
    input: ForQuery &
      SearchOptions & {
        /** Selects whole observations. */
        full: true
        /** Selects the plain form. */
        explain?: false | null | undefined
      },
  ): Promise<FoundObservation[]>
  /** Finds observations, best first; see {@link UserMemory.search}. */
  memSearch(
    input: ForQuery &
      SearchOptions & {
        /** Selects the plain form. */
        explain?: false | null | undefined
        /** Selects compacts. */
        full?: false | null | undefined
      },
  ): Promise<Compact[]>
  async memSearch(input: ForQuery & SearchOptions): Promise<SearchExplanation | Compact[]> {
    const { userId, query, ...options } = input
    return this.forUser(userId).search(query, options as SearchOptions & { explain?: false; full?: false })
  }

  /** Returns one observation or null; see {@link UserMemory.get}. */
  async memGetObservation(input: ForObservation & GetOptions): Promise<Observation | null> {
    const { userId, observationId, ...options } = input
    return this.forUser(userId).get(observationId, options)
  }

  /** Makes a proposal a part of the memory; see {@link UserMemory.approve}. */
  async memApprove(input: ForObservation & UpdateOptions): Promise<SaveResult | null> {
    const { userId, observationId, ...options } = input
    return this.forUser(userId).approve(observationId, options)
  }

  /** Lists versions of an observation; see {@link UserMemory.history}. */
  async memHistory(input: ForObservation & HistoryOptions): Promise<HistoryPage> {
    const { userId, observationId, ...options } = input
    return this.forUser(userId).history(observationId, options)
  }

  /** Restores an earlier version; see {@link UserMemory.revert}. */
  async memRevert(input: ForVersion & UpdateOptions): Promise<SaveResult | null> {
    const { userId, observationId, revision, ifRevision } = input
    return this.forUser(userId).revert(observationId, revision, { ifRevision })
  }

  /** Returns an observation with its neighbours; see {@link UserMemory.timeline}. */
  async memTimeline(input: ForObservation & TimelineOptions): Promise<Observation[]> {
    const { userId, observationId, ...options } = input
    return this.forUser(userId).timeline(observationId, options)
  }

  /** Makes the text that a model should see for one answer; see {@link UserMemory.context}. */
  async memContext({ userId, ...options }: ForUser & ContextOptions): Promise<MemoryContext> {
    return this.forUser(userId).context(options)
  }

  /** Counts what the user has; see {@link UserMemory.stats}. */
  async memStats({ userId }: ForUser): Promise<Stats> {
    return this.forUser(userId).stats()
  }

  /** Pauses saving, recall or both; see {@link UserMemory.pause}. */
  async memPause({ userId, ...options }: ForUser & PauseOptions): Promise<MemorySettings> {
    return this.forUser(userId).pause(options)
  }

  /** Resumes saving and recall; see {@link UserMemory.resume}. */
  async memResume({ userId }: ForUser): Promise<MemorySettings> {
    return this.forUser(userId).resume()
  }

  /** Tells what the user has paused; see {@link UserMemory.settings}. */
  async memSettings({ userId }: ForUser): Promise<MemorySettings> {
    return this.forUser(userId).settings()
  }

  /** Lists the reads that gave memory out; see {@link UserMemory.journal}. */
  async memJournal({ userId, ...options }: ForUser & JournalOptions): Promise<JournalPage> {
    return this.forUser(userId).journal(options)
  }

  /** Lists observations newest first; see {@link UserMemory.list}. */
  async memList({ userId, ...options }: ForUser & ListOptions): Promise<ListPage> {
    return this.forUser(userId).list(options)
  }

  /** Removes one observation; see {@link UserMemory.forget}. */
  memForget(
    input: ForObservation &
      ForgetOptions & {
        /** Selects the explained form. */
        explain: true
      },
  ): Promise<Forgotten>
  /** Removes one observation; see {@link UserMemory.forget}. */
  memForget(
    input: ForObservation &
      ForgetOptions & {
        /** Selects the plain form. */
        explain?: false | null | undefined
      },
  ): Promise<boolean>
  async memForget(input: ForObservation & ForgetOptions): Promise<boolean | Forgotten> {
    const { userId, observationId, ...options } = input
    return this.forUser(userId).forget(observationId, options as ForgetOptions & { explain?: false })
  }

  /** Removes every observation that meets all conditions; see {@link UserMemory.forgetAll}. */
  async memForgetAll({ userId, ...filter }: ForUser & ObservationFilter): Promise<ForgottenCount> {
    return this.forUser(userId).forgetAll(filter)
  }

  /** Lists sessions; see {@link UserMemory.listSessions}. */
  async memSessionList({ userId, ...options }: ForUser & ListSessionsOptions): Promise<SessionPage> {
    return this.forUser(userId).listSessions(options)
  }

  /** Returns one session or null; see {@link UserMemory.getSession}. */
  async memSessionGet({ userId, sessionId }: ForSession): Promise<Session | null> {
    return this.forUser(userId).getSession(sessionId)
  }

  /** Changes a session's summary; see {@link UserMemory.updateSession}. */
  async memSessionUpdate(input: ForSession & ForSummary): Promise<Session | null> {
    const { userId, sessionId, ...changes } = input
    return this.forUser(userId).updateSession(sessionId, changes)
  }

  /** Removes one session; see {@link UserMemory.forgetSession}. */
  async memSessionForget({ userId, sessionId }: ForSession): Promise<boolean> {
    return this.forUser(userId).forgetSession(sessionId)
  }

  /** Appends items to a thread; see {@link Thread.append}. */
  async memThreadAppend(input: ForThread & ForItems & KeyOptions): Promise<ThreadAppended> {
    const { userId, thread, items, idempotencyKey } = input
    return this.forUser(userId).thread(thread).append(items, { idempotencyKey })
  }

  /** Returns the last items of a thread; see {@link Thread.read}. */
  async memThreadRead(input: ForThread & ThreadReadOptions): Promise<ThreadPage> {
    const { userId, thread, ...options } = input
    return this.forUser(userId).thread(thread).read(options)
  }

  /** Removes the last item of a thread; see {@link Thread.pop}. */
  async memThreadPop({ userId, thread }: ForThread): Promise<ThreadItem | null> {
    return this.forUser(userId).thread(thread).pop()
  }

  /** Removes every item of a thread; see {@link Thread.clear}. */
  async memThreadClear({ userId, thread }: ForThread): Promise<number> {
    return this.forUser(userId).thread(thread).clear()
  }

  /** Lists threads; see {@link UserMemory.listThreads}. */
  async memThreadList({ userId, ...options }: ForUser & ListThreadsOptions): Promise<ThreadListPage> {
    return this.forUser(userId).listThreads(options)
  }

  /** Removes everything of the user; see {@link UserMemory.erase}. */
  async memEraseUser({ userId }: ForUser): Promise<ErasureReceipt> {
    return this.forUser(userId).erase()
  }

  /** Yields the memory as JSON Lines; see {@link UserMemory.export}. */
  memExport({ userId }: ForUser): AsyncIterable<string> {
    return this.forUser(userId).export()
  }

  /** Adds the records of an export; see {@link UserMemory.import}. */
  async memImport(input: ForImport): Promise<ImportCounts> {
    return this.forUser(input.userId).import(input.lines)
  }
}
