import type * as model from '../../core/model.ts'
import type { RedactedText } from '../../privacy/redact.ts'
import { isoTime } from '../../core/time.ts'
import { createAnalyzer, type Analyzer } from '../../search/text/analyze.ts'
import type { Language } from '../../search/corpus.ts'
import type * as port from '../../core/store/store.ts'
import { mentionsOf } from '../../engine/rules/texts/mentions.ts'
import { newestFirst, pageOfSessions } from '../../engine/rules/sessions/session-page.ts'
import { candidatesOf } from './context.ts'
import { appendEntries, entryPage } from './journal.ts'
import { dropVersion, hasVersion, historyPage, versionAt } from './history.ts'
import { changeSummary, emptySession, findSession, placedSessions } from './forgotten.ts'
import {
  everyObservation,
  findAny,
  findKept,
  ofStatus,
  removeObservations,
  toObservation,
  toSession,
} from './kept/kept.ts'
import { passes } from './kept/filter.ts'
import type { ReferenceStoreOptions } from './options.ts'
import { listPage, neighbours } from './kept/order.ts'
import { approve, findToApprove, type Approving } from './proposals.ts'
import { saveAll, saveOnce, type Saving, type SavingMany } from './save.ts'
import { statsOf } from './kept/stats.ts'
import { ReferenceVectorStore } from './kept/vector-store.ts'
import { pause, requireSaving } from './kept/settings.ts'
import { search } from './search.ts'
import { beginSession } from './session-start.ts'
import { completeSession } from './sessions.ts'
import { append, clear, pop, readPage, threadPage, type Appending, type ThreadReading } from './threads.ts'
import { addRecords, recordsOf } from './transfer.ts'
import { revert, update, type Reverting } from './update.ts'

/**
 * A store in plain arrays, in memory: what every other store must agree with. It keeps no index, no cache and no
 * counter, so that there is little that could be wrong. Nothing survives the process; use it in tests.
 *
 * @example
 * ```ts
 * const memory = new ILabMemory(createReferenceStore())
 * ```
 */
export function createReferenceStore(options: ReferenceStoreOptions | null = {}): port.Store {
  return new ReferenceStore(options?.language ?? 'english')
}

/** Every method does its work at once, without waiting in between: that makes it atomic and keeps the order. */
class ReferenceStore extends ReferenceVectorStore implements port.Store {
  readonly language: Language
  readonly #analyzer: Analyzer

  constructor(language: Language) {
    super()
    this.language = language
    this.#analyzer = createAnalyzer(language)
  }

  async saveObservation(userId: string, ...input: Saving): Promise<model.SaveResult> {
    return this.kept.write(userId, input[1].now, (kept) => saveOnce(kept, this.#analyzer, ...input))
  }

  async saveObservations(userId: string, ...input: SavingMany): Promise<model.SaveResult[]> {
    return this.kept.write(userId, input[1].now, (kept) => saveAll(kept, this.#analyzer, ...input))
  }

  async updateObservation(
    userId: string,
    ref: port.CleanRef,
    changes: port.CleanChanges,
    at: port.WriteContext,
  ): Promise<model.SaveResult | null> {
    if (findAny(this.kept.read(userId, at.now), ref) === undefined) return null
    return this.kept.write(userId, at.now, (kept) => update(kept, ref, changes, at, this.#analyzer))
  }

  async getObservation(userId: string, ref: port.CleanRef, now: number): Promise<model.Observation | null> {
    const found = findAny(this.kept.read(userId, now), ref)
    return found === undefined ? null : toObservation(userId, found)
  }

  async readHistory(
    userId: string,
    ref: port.CleanRef,
    request: port.ReadHistoryRequest,
  ): Promise<model.HistoryPage> {
    return historyPage(findKept(this.kept.read(userId, request.now), ref), request)
  }

  async getVersion(
    userId: string,
    ref: port.CleanRef,
    version: port.VersionRequest,
    now: number,
  ): Promise<model.Observation | null> {
    const find = 'asOf' in version ? findKept : findAny
    const then = versionAt(find(this.kept.read(userId, now), ref), version)
    return then === undefined ? null : toObservation(userId, then)
  }

  async revertObservation(
    userId: string,
    ref: port.CleanRef,
    ...input: Reverting
  ): Promise<model.SaveResult | null> {
    const [, { now }] = input
    if (findAny(this.kept.read(userId, now), ref) === undefined) return null
    return this.kept.write(userId, now, (kept) => revert(kept, ref, this.#analyzer, ...input))
  }

  async approveObservation(userId: string, ...input: Approving): Promise<model.SaveResult | null> {
    if (findToApprove(this.kept.read(userId, input[1].now), input[0]) === undefined) return null
    return this.kept.write(userId, input[1].now, (kept) => approve(kept, this.#analyzer, ...input))
  }

  async forgetVersion(userId: string, ref: port.CleanRef, revision: number, now: number): Promise<boolean> {
    if (!hasVersion(findAny(this.kept.read(userId, now), ref), revision)) return false
    return this.kept.write(userId, now, (kept) => dropVersion(kept, ref, revision, this.#analyzer))
  }

  async searchObservations(userId: string, request: port.SearchRequest): Promise<port.SearchAnswer> {
    const kept = this.kept.read(userId, request.now)
    if (kept.settings.isRecallPaused) return { results: [], emptyBecause: 'paused', meaning: null }
    return search(userId, kept, request, this.#analyzer)
  }

  async readContext(userId: string, request: port.RecallRequest): Promise<port.ContextCandidates> {
    return candidatesOf(userId, this.kept.read(userId, request.now), request, this.#analyzer)
  }

  async listObservations(userId: string, request: port.ListRequest): Promise<model.ListPage> {
    const { page, next } = listPage(this.kept.read(userId, request.now), request)
    return { observations: page.map((observation) => toObservation(userId, observation)), nextCursor: next }
  }

  async readTimeline(
    userId: string,
    ref: port.CleanRef,
    window: { before: number; after: number },
    now: number,
  ): Promise<model.Observation[]> {
    const kept = this.kept.read(userId, now)
    if (kept.settings.isRecallPaused) return []
    return neighbours(kept, ref, window).map((observation) => toObservation(userId, observation))
  }

  async startSession(
    userId: string,
    at: port.WriteContext,
    context: port.ContextRequest,
  ): Promise<model.SessionStart> {
    return this.kept.write(userId, at.now, (kept) => beginSession(kept, at, context, this.#analyzer))
  }

  async endSession(userId: string, summary: RedactedText, at: port.WriteContext): Promise<model.Session> {
    return this.kept.write(userId, at.now, (kept) => {
      requireSaving(kept)
      return toSession(userId, completeSession(kept, summary, at))
    })
  }

  async listSessions(userId: string, request: port.ListSessionsRequest): Promise<model.SessionPage> {
    return pageOfSessions(placedSessions(userId, this.kept.read(userId)), request)
  }

  async getSession(userId: string, sessionId: string): Promise<model.Session | null> {
    const found = findSession(this.kept.read(userId), sessionId)
    return found === undefined ? null : toSession(userId, found)
  }

  async updateSession(
    userId: string,
    sessionId: string,
    summary: RedactedText,
    at: port.WriteContext,
  ): Promise<model.Session | null> {
    if (findSession(this.kept.read(userId), sessionId) === undefined) return null
    return this.kept.write(userId, at.now, (kept) =>
      toSession(userId, changeSummary(kept, sessionId, summary, at)),
    )
  }

  async forgetSession(userId: string, sessionId: string): Promise<boolean> {
    if (findSession(this.kept.read(userId), sessionId) === undefined) return false
    return this.kept.write(userId, null, (kept) => {
      emptySession(kept, sessionId, this.#analyzer)
      return true
    })
  }

  async findMentions(userId: string, ref: port.CleanRef, now: number): Promise<model.SessionMention[]> {
    const kept = this.kept.read(userId, now)
    const found = findKept(kept, ref)
    if (found === undefined) return []
    const sessions = newestFirst(placedSessions(userId, kept)).map(({ session }) => session)
    return mentionsOf(this.#analyzer, found, sessions)
  }

  async readStats(userId: string, now: number): Promise<model.Stats> {
    const kept = this.kept.read(userId, now)
    return statsOf(kept, placedSessions(userId, kept).length)
  }

  async readSettings(userId: string): Promise<model.MemorySettings> {
    return { ...this.kept.read(userId).settings }
  }

  async pauseMemory(userId: string, request: port.PauseRequest): Promise<model.MemorySettings> {
    return this.kept.write(userId, null, (kept) => pause(kept, request))
  }

  async resumeMemory(userId: string): Promise<model.MemorySettings> {
    return this.pauseMemory(userId, { saving: false, recall: false })
  }

  async appendToThread(userId: string, ...input: Appending): Promise<model.ThreadAppended> {
    return this.kept.write(userId, input[2].now, (kept) => append(kept, ...input))
  }

  async readThread(userId: string, ...input: ThreadReading): Promise<port.ThreadEntryPage> {
    return readPage(this.kept.read(userId), ...input)
  }

  async popFromThread(userId: string, thread: RedactedText): Promise<port.ThreadEntry | null> {
    return this.kept.write(userId, null, (kept) => pop(kept, thread))
  }

  async clearThread(userId: string, thread: RedactedText): Promise<number> {
    return this.kept.write(userId, null, (kept) => clear(kept, thread))
  }

  async listThreads(userId: string, request: port.ListThreadsRequest): Promise<model.ThreadListPage> {
    return threadPage(this.kept.read(userId), request)
  }

  async appendToJournal(userId: string, entries: readonly port.JournalAppend[]): Promise<void> {
    if (this.kept.has(userId)) this.kept.write(userId, null, (kept) => appendEntries(kept, entries))
  }

  async readJournal(userId: string, request: port.ReadJournalRequest): Promise<model.JournalPage> {
    return entryPage(this.kept.read(userId, request.now), request)
  }

  async forgetObservation(userId: string, ref: port.CleanRef, now: number): Promise<boolean> {
    const id = findAny(this.kept.read(userId, now), ref)?.id
    if (id === undefined) return false
    return this.kept.write(userId, now, (kept) => {
      removeObservations(kept, (observation) => observation.id === id)
      return true
    })
  }

  async forgetObservations(userId: string, filter: port.CleanFilter, now: number): Promise<number> {
    const gone = ofStatus(this.kept.read(userId, now), filter.status).filter((one) => passes(one, filter))
    if (gone.length > 0)
      this.kept.write(userId, now, (kept) => removeObservations(kept, (one) => gone.includes(one)))
    return gone.length
  }

  async sweepUser(userId: string, now: number): Promise<number> {
    return this.kept.sweep(userId, now)
  }

  async usersToSweep(now: number): Promise<port.UsersToSweep> {
    return { users: this.kept.toSweep(now), next: null }
  }

  async eraseUser(userId: string, at: { now: number }): Promise<model.ErasureReceipt> {
    const kept = this.kept.read(userId, at.now)
    const sessions = placedSessions(userId, kept).length
    this.kept.delete(userId)
    return { observations: everyObservation(kept).length, sessions, erasedAt: isoTime(at.now) }
  }

  async *exportUser(userId: string, now: number): AsyncGenerator<readonly port.ExportRecord[]> {
    for (const record of recordsOf(userId, this.kept.read(userId, now))) {
      this.kept.requireOpen()
      yield [record]
    }
  }

  async importRecords(
    userId: string,
    records: readonly port.ExportRecord[],
    at: port.WriteContext,
  ): Promise<model.ImportCounts> {
    return this.kept.write(userId, at.now, (kept) => addRecords(kept, records, at, this.#analyzer))
  }

  async close(): Promise<void> {
    this.kept.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
