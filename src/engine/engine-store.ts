import { MemoryError } from '../core/errors.ts'
import type {
  ErasureReceipt,
  ImportCounts,
  ListPage,
  Observation,
  SaveResult,
  Session,
  SessionMention,
  SessionPage,
  SessionStart,
  Stats,
  MemorySettings,
} from '../core/model.ts'
import type {
  CleanChanges,
  CleanDraft,
  CleanRef,
  ContextRequest,
  ExportRecord,
  ListRequest,
  PauseRequest,
  ListSessionsRequest,
  SearchAnswer,
  SearchRequest,
  Store,
  WriteContext,
} from '../core/store.ts'
import type { RedactedText } from '../privacy/redact.ts'
import type { Language } from '../search/corpus.ts'
import type { Snapshot, StoreBackend, WriteOptions } from './port/backend.ts'
import { atOnce, justNow } from './one-step.ts'
import type { UserReader } from './port/reader.ts'
import type { Steps } from './port/steps.ts'
import type { Needs, UnitOfWork } from './port/unit-of-work.ts'
import { exportPages } from './read/export.ts'
import {
  listObservations,
  readObservation,
  readSettings,
  readStats,
  readTimeline,
} from './read/observations.ts'
import { searchObservations } from './read/search.ts'
import { findMentions, listSessions, readSession } from './read/sessions.ts'
import {
  emptyPage,
  emptySessionPage,
  emptyStats,
  nothingFound,
  nothingImported,
} from './rules/empty-answers.ts'
import { nothingPaused } from './rules/paused.ts'
import { importRecords, needsOfImport } from './write/import.ts'
import { findByRef, forgetObservation, isBeyondIds, needsOfRef } from './write/observations.ts'
import { digestsOf, needsOfSave, saveObservation } from './write/save.ts'
import { startSession } from './write/session-start.ts'
import { forgetSession, updateSession } from './write/session-changes.ts'
import { endSession } from './write/sessions.ts'
import { pauseMemory, resumeMemory } from './write/settings.ts'
import { needsOfUpdate, updateObservation } from './write/update.ts'

const ofKnownUser: Needs = { creates: false }

/**
 * A {@link Store} over a {@link StoreBackend}. It decides what each operation does, once for every storage; the backend
 * runs transactions, keeps rows and releases what it holds.
 *
 * @example
 * ```ts
 * const memory = new ILabMemory(new EngineStore(backend))
 * ```
 */
export class EngineStore implements Store {
  /** Language that the index was built for. */
  readonly language: Language
  readonly #backend: StoreBackend
  #underWay = 0
  #whenIdle: (() => void) | null = null
  readonly #snapshots = new Set<Snapshot>()
  #closing: Promise<void> | null = null

  /** Builds a store over a backend, which this store closes. */
  constructor(backend: StoreBackend) {
    this.#backend = backend
    this.language = backend.language
  }

  /** Saves a draft; see {@link Store.saveObservation}. */
  saveObservation(userId: string, draft: CleanDraft, at: WriteContext): Promise<SaveResult> {
    const digests = digestsOf(draft, at)
    const needs = needsOfSave(draft, at, digests)
    return this.#writeAs(userId, needs, (unit) => saveObservation(unit, draft, at, digests))
  }

  /** Changes an observation; see {@link Store.updateObservation}. */
  updateObservation(
    userId: string,
    ref: CleanRef,
    changes: CleanChanges,
    at: WriteContext,
  ): Promise<SaveResult | null> {
    if (isBeyondIds(ref)) return this.#nothing(null)
    const update = atOnce((unit) => unit && updateObservation(unit, ref, changes, at))
    return this.#write(userId, needsOfUpdate(ref, changes, at), update)
  }

  /** Reads one observation; see {@link Store.getObservation}. */
  getObservation(userId: string, ref: CleanRef): Promise<Observation | null> {
    if (isBeyondIds(ref)) return this.#nothing(null)
    return this.#read(userId, null, (reader) => readObservation(reader, ref))
  }

  /** Searches; see {@link Store.searchObservations}. */
  searchObservations(userId: string, request: SearchRequest): Promise<SearchAnswer> {
    return this.#read(userId, nothingFound, (reader) => searchObservations(reader, request))
  }

  /** Lists a page; see {@link Store.listObservations}. */
  listObservations(userId: string, request: ListRequest): Promise<ListPage> {
    return this.#read(userId, emptyPage(), (reader) => listObservations(reader, request))
  }

  /** Reads an observation and its neighbours; see {@link Store.readTimeline}. */
  readTimeline(
    userId: string,
    ref: CleanRef,
    window: Parameters<Store['readTimeline']>[2],
  ): Promise<Observation[]> {
    if (isBeyondIds(ref)) return this.#nothing([])
    return this.#read<Observation[]>(userId, [], (reader) => readTimeline(reader, ref, window))
  }

  /** Continues or opens a session; see {@link Store.startSession}. */
  startSession(userId: string, at: WriteContext, context: ContextRequest): Promise<SessionStart> {
    const needs = { creates: true, staleBefore: at.now - at.sessionTimeoutMs }
    return this.#write(userId, needs, (unit) => startSession(unit!, at, context))
  }

  /** Closes the active session; see {@link Store.endSession}. */
  endSession(userId: string, summary: RedactedText, at: WriteContext): Promise<Session> {
    const end = atOnce((unit) => endSession(unit, summary, at))
    return this.#write(userId, ofKnownUser, end)
  }

  /** Lists a page of sessions; see {@link Store.listSessions}. */
  listSessions(userId: string, request: ListSessionsRequest): Promise<SessionPage> {
    return this.#read(userId, emptySessionPage(), (reader) => listSessions(reader, request))
  }

  /** Reads one session; see {@link Store.getSession}. */
  getSession(userId: string, sessionId: string): Promise<Session | null> {
    return this.#read<Session | null>(userId, null, (reader) => readSession(reader, sessionId))
  }

  /** Changes a summary; see {@link Store.updateSession}. */
  updateSession(
    userId: string,
    sessionId: string,
    summary: RedactedText,
    at: WriteContext,
  ): Promise<Session | null> {
    const update = atOnce((unit) => updateSession(unit, sessionId, summary, at))
    return this.#write(userId, { creates: false, sessionIds: [sessionId] }, update, { removes: true })
  }

  /** Removes a session; see {@link Store.forgetSession}. */
  forgetSession(userId: string, sessionId: string): Promise<boolean> {
    const needs = { creates: false, sessionIds: [sessionId] }
    return this.#write(userId, needs, (unit) => forgetSession(unit, sessionId), { removes: true })
  }

  /** Finds sessions that tell of an observation; see {@link Store.findMentions}. */
  findMentions(userId: string, ref: CleanRef): Promise<SessionMention[]> {
    if (isBeyondIds(ref)) return this.#nothing([])
    return this.#read<SessionMention[]>(userId, [], (reader) => findMentions(reader, ref))
  }

  /** Counts what the user has; see {@link Store.readStats}. */
  readStats(userId: string): Promise<Stats> {
    return this.#read(userId, emptyStats(), readStats)
  }

  /** Reads the user's switches; see {@link Store.readSettings}. */
  readSettings(userId: string): Promise<MemorySettings> {
    return this.#read(userId, nothingPaused, readSettings)
  }

  /** Changes the user's switches; see {@link Store.pauseMemory}. */
  pauseMemory(userId: string, request: PauseRequest): Promise<MemorySettings> {
    return this.#writeAs(userId, { creates: true }, (unit) => pauseMemory(unit, request))
  }

  /** Turns everything on again; see {@link Store.resumeMemory}. */
  resumeMemory(userId: string): Promise<MemorySettings> {
    return this.#write(userId, ofKnownUser, atOnce(resumeMemory))
  }

  /** Removes one observation; see {@link Store.forgetObservation}. */
  forgetObservation(userId: string, ref: CleanRef): Promise<boolean> {
    if (isBeyondIds(ref)) return this.#nothing(false)
    const forget = atOnce((unit) => unit !== null && forgetObservation(unit, findByRef(unit, ref)))
    return this.#write(userId, { creates: false, ...needsOfRef(ref) }, forget, { removes: true })
  }

  /** Removes the user; see {@link Store.eraseUser}. */
  eraseUser(userId: string, at: Parameters<Store['eraseUser']>[1]): Promise<ErasureReceipt> {
    return this.run(() => this.#backend.erase(userId, at.now))
  }

  /** Yields the user's memory as it was at one moment; see {@link Store.exportUser}. */
  async *exportUser(userId: string): AsyncGenerator<readonly ExportRecord[]> {
    const snapshot = await this.run(() => this.#backend.openSnapshot(userId))
    this.#snapshots.add(snapshot)
    try {
      for await (const page of exportPages(this.#whileOpen(snapshot))) {
        yield page
        this.#requireOpen()
      }
    } finally {
      if (this.#snapshots.delete(snapshot)) snapshot.close()
    }
  }

  /** Adds records; see {@link Store.importRecords}. */
  importRecords(userId: string, records: readonly ExportRecord[], at: WriteContext): Promise<ImportCounts> {
    if (records.length === 0) return this.#nothing(nothingImported)
    return this.#writeAs(userId, needsOfImport(records), (unit) => importRecords(unit, records, at))
  }

  /** Waits for the calls under way, then closes the backend. Calling it twice is fine; later calls fail with `closed`. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve))
    for (const snapshot of this.#snapshots) snapshot.close()
    this.#snapshots.clear()
    await this.#backend.close()
  }

  /** Closes the store. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #requireOpen(): void {
    if (this.#closing !== null) throw new MemoryError('closed', 'the memory is closed')
  }

  /** Runs a call that closing waits for. Errors: `closed`. */
  protected async run<Result>(run: () => Promise<Result>): Promise<Result> {
    this.#requireOpen()
    this.#underWay++
    try {
      return await run()
    } finally {
      this.#underWay--
      if (this.#underWay === 0) this.#whenIdle?.()
    }
  }

  #nothing<Result>(nothing: Result): Promise<Result> {
    return this.run(async () => nothing)
  }

  #whileOpen(snapshot: Snapshot): Snapshot {
    return {
      read: (work) => this.run(() => snapshot.read(work)),
      close: () => snapshot.close(),
    }
  }

  #read<Result>(
    userId: string,
    nothing: Result,
    work: (reader: UserReader) => Steps<Result>,
  ): Promise<Result> {
    return this.run(() =>
      this.#backend.read(userId, (reader) => (reader === null ? justNow(nothing) : work(reader))),
    )
  }

  /** A write for a user that it brings into being. */
  #writeAs<Result>(userId: string, needs: Needs, work: (unit: UnitOfWork) => Result): Promise<Result> {
    const steps = atOnce((unit) => work(unit!))
    return this.#write(userId, needs, steps)
  }

  #write<Result>(
    userId: string,
    needs: Needs,
    work: (unit: UnitOfWork | null) => Steps<Result>,
    options?: WriteOptions,
  ): Promise<Result> {
    return this.run(() => this.#backend.write(userId, needs, work, options))
  }
}
