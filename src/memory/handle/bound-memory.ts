import { cleanChanges, cleanDraft, cleanRef, type DraftRules } from '../checks/clean-draft.ts'
import { acceptedTypes, type ResolvedConfig } from '../config/config.ts'
import { decodeCursor, decodeSessionCursor, encodeCursor } from '../checks/cursor.ts'
import { invalidInput } from '../../core/errors.ts'
import { writeExportLine } from '../../wire/export-lines.ts'
import { parseInput, parseOptions, requireSessionId, requireText } from '../../core/input.ts'
import { importLines } from './import-lines.ts'
import type {
  Changes,
  Compact,
  Draft,
  ErasureReceipt,
  ForgetOptions,
  Forgotten,
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
  MemorySettings,
} from '../../core/model.ts'
import { listOptionsSchema, timelineOptionsSchema } from '../../core/schemas/list.ts'
import { keyOptionsSchema, saveOptionsSchema, updateOptionsSchema } from '../../core/schemas/save.ts'
import { pauseOptionsSchema } from '../../core/schemas/settings.ts'
import { searchOptionsSchema } from '../../core/schemas/search.ts'
import {
  forgetOptionsSchema,
  listSessionsOptionsSchema,
  sessionChangesSchema,
} from '../../core/schemas/session.ts'
import { redact, withoutPrivate, type RedactedText } from '../../privacy/redact.ts'
import { readableQuery } from '../../search/query/readable-query.ts'
import { summaryObservation, summaryType } from '../../engine/rules/session-rules.ts'
import type { Store, WriteContext } from '../../core/store.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { explained, withoutParts } from './search-answers.ts'
import { contextRequest, rankingSettings } from '../config/requests.ts'

const defaultSearchLimit = 10
const defaultListLimit = 50
const defaultNeighbours = 5

/** One user's handle on an embedded store: validates and redacts, then hands on. */
export class BoundMemory implements UserMemory {
  readonly userId: string
  readonly #store: Store
  readonly #config: ResolvedConfig
  readonly #types: ReadonlySet<string>
  readonly #rules: DraftRules

  /** @param userId - already checked by `requireUserId` */
  constructor(store: Store, config: ResolvedConfig, userId: string) {
    this.userId = userId
    this.#store = store
    this.#config = config
    this.#types = acceptedTypes(config)
    this.#rules = { types: this.#types, limits: config.limits }
  }

  async startSession(): Promise<SessionStart> {
    return this.#store.startSession(this.userId, this.#writeContext(), contextRequest(this.#config))
  }

  async endSession(summary: string): Promise<Session> {
    return this.#store.endSession(this.userId, this.#summary(summary), this.#writeContext())
  }

  async summarizeSession(summary: string, options: KeyOptions = {}): Promise<SaveResult> {
    const parsed = parseOptions(keyOptionsSchema, options, 'summarizeSession')
    const draft = summaryObservation(this.#summary(summary))
    return this.#store.saveObservation(this.userId, draft, this.#writeContext(parsed))
  }

  async save(draft: Draft, options: SaveOptions = {}): Promise<SaveResult> {
    const parsed = parseOptions(saveOptionsSchema, options, 'save')
    const clean = cleanDraft(draft, this.#rules)
    if (parsed.ifRevision !== undefined && clean.topicKey === null)
      invalidInput('needs a topic key', { field: 'ifRevision' })
    return this.#store.saveObservation(this.userId, clean, this.#writeContext(parsed))
  }

  async update(
    ref: ObservationRef,
    changes: Changes,
    options: RevisionOptions = {},
  ): Promise<SaveResult | null> {
    const parsed = parseOptions(updateOptionsSchema, options, 'update')
    const address = cleanRef(ref, this.#rules)
    const clean = cleanChanges(changes, this.#rules)
    return this.#store.updateObservation(this.userId, address, clean, this.#writeContext(parsed))
  }

  search(query: string, options: SearchOptions & { explain: true }): Promise<SearchExplanation>
  search(query: string, options?: (SearchOptions & { explain?: false | null }) | null): Promise<Compact[]>
  async search(query: string, options: SearchOptions | null = {}): Promise<SearchExplanation | Compact[]> {
    const {
      limit = defaultSearchLimit,
      types,
      typesExclude,
      explain,
    } = parseOptions(searchOptionsSchema, options, 'search')
    if (types !== undefined && typesExclude !== undefined) {
      invalidInput('cannot be given together with types', { field: 'typesExclude' })
    }
    this.#requireKnownTypes(types, 'types')
    this.#requireKnownTypes(typesExclude, 'typesExclude')
    const answer = await this.#store.searchObservations(this.userId, {
      query: this.#query(query),
      limit,
      types: types ?? null,
      typesExclude: typesExclude ?? null,
      now: this.#now(),
      ranking: rankingSettings(this.#config),
    })
    return explain === true ? explained(answer) : answer.results.map(withoutParts)
  }

  async get(ref: ObservationRef): Promise<Observation | null> {
    return this.#store.getObservation(this.userId, cleanRef(ref, this.#rules))
  }

  async timeline(ref: ObservationRef, options: TimelineOptions = {}): Promise<Observation[]> {
    const { before = defaultNeighbours, after = defaultNeighbours } = parseOptions(
      timelineOptionsSchema,
      options,
      'timeline',
    )
    return this.#store.readTimeline(this.userId, cleanRef(ref, this.#rules), { before, after })
  }

  async list(options: ListOptions = {}): Promise<ListPage> {
    const {
      limit = defaultListLimit,
      cursor,
      types,
      topicKeyPrefix,
    } = parseOptions(listOptionsSchema, options, 'list')
    this.#requireKnownTypes(types, 'types')
    if (topicKeyPrefix !== undefined)
      requireText(topicKeyPrefix, 'topicKeyPrefix', this.#config.limits.topicKeyLength)
    const page = await this.#store.listObservations(this.userId, {
      limit,
      after: cursor === undefined || cursor === null ? null : decodeCursor(cursor),
      types: types ?? null,
      topicKeyPrefix: topicKeyPrefix ?? null,
    })
    return { ...page, nextCursor: page.nextCursor === null ? null : encodeCursor(page.nextCursor) }
  }

  async stats(): Promise<Stats> {
    return this.#store.readStats(this.userId)
  }

  async pause(options: PauseOptions = {}): Promise<MemorySettings> {
    const { saving = null, recall = null } = parseOptions(pauseOptionsSchema, options, 'pause')
    const request = saving === null && recall === null ? { saving: true, recall: true } : { saving, recall }
    return this.#store.pauseMemory(this.userId, request)
  }

  async resume(): Promise<MemorySettings> {
    return this.#store.resumeMemory(this.userId)
  }

  async settings(): Promise<MemorySettings> {
    return this.#store.readSettings(this.userId)
  }

  forget(ref: ObservationRef, options: ForgetOptions & { explain: true }): Promise<Forgotten>
  forget(ref: ObservationRef, options?: (ForgetOptions & { explain?: false | null }) | null): Promise<boolean>
  async forget(ref: ObservationRef, options: ForgetOptions | null = {}): Promise<boolean | Forgotten> {
    const { explain } = parseOptions(forgetOptionsSchema, options, 'forget')
    const address = cleanRef(ref, this.#rules)
    if (explain !== true) return this.#store.forgetObservation(this.userId, address)
    // The words are gone once the observation is.
    const mentionedIn = await this.#store.findMentions(this.userId, address)
    const forgotten = await this.#store.forgetObservation(this.userId, address)
    return { forgotten, mentionedIn: forgotten ? mentionedIn : [] }
  }

  async listSessions(options: ListSessionsOptions = {}): Promise<SessionPage> {
    const {
      limit = defaultListLimit,
      cursor,
      order = 'newest',
    } = parseOptions(listSessionsOptionsSchema, options, 'listSessions')
    const after = cursor === undefined || cursor === null ? null : decodeSessionCursor(cursor)
    const page = await this.#store.listSessions(this.userId, { limit, after, order })
    return { ...page, nextCursor: page.nextCursor === null ? null : encodeCursor(page.nextCursor) }
  }

  async getSession(sessionId: string): Promise<Session | null> {
    return this.#store.getSession(this.userId, requireSessionId(sessionId))
  }

  async updateSession(sessionId: string, changes: SessionChanges): Promise<Session | null> {
    const id = requireSessionId(sessionId)
    const { summary } = parseInput(sessionChangesSchema, changes, 'updateSession')
    return this.#store.updateSession(this.userId, id, this.#summary(summary), this.#writeContext())
  }

  async forgetSession(sessionId: string): Promise<boolean> {
    return this.#store.forgetSession(this.userId, requireSessionId(sessionId))
  }

  async erase(): Promise<ErasureReceipt> {
    return this.#store.eraseUser(this.userId, { now: this.#now() })
  }

  async *export(): AsyncGenerator<string> {
    for await (const page of this.#store.exportUser(this.userId)) {
      for (const record of page) yield writeExportLine(record)
    }
  }

  async import(lines: Iterable<string> | AsyncIterable<string>): Promise<ImportCounts> {
    const rules = {
      userId: this.userId,
      acceptsType: (type: string) => this.#isKnownType(type),
      limits: this.#config.limits,
    }
    return importLines(lines, rules, (records) =>
      this.#store.importRecords(this.userId, records, this.#writeContext()),
    )
  }

  #isKnownType(type: string): boolean {
    return type === summaryType || this.#types.has(type)
  }

  #requireKnownTypes(types: readonly string[] | undefined, field: string): void {
    if (types?.every((type) => this.#isKnownType(type)) === false)
      invalidInput(`must be among ${[...this.#types, summaryType].join(', ')}`, { field })
  }

  #summary(summary: unknown): RedactedText {
    if (typeof summary !== 'string') return invalidInput('must be of type string', { field: 'summary' })
    const text = redact(summary)
    requireText(text, 'summary', this.#config.limits.contentLength)
    return text
  }

  #query(query: unknown): string {
    if (typeof query !== 'string') return invalidInput('must be of type string', { field: 'query' })
    const text = withoutPrivate(query).trim()
    const read = readableQuery(text, this.#config.limits.queryLength)
    requireText(read, 'query', this.#config.limits.queryLength)
    return read
  }

  #now(): number {
    const now = Math.floor(this.#config.clock())
    if (!(Math.abs(now) <= 8.64e15))
      invalidInput('must return milliseconds since the epoch', { field: 'Config.clock' })
    return now
  }

  #writeContext(options: Pick<WriteContext, 'idempotencyKey' | 'ifRevision'> = {}): WriteContext {
    const { newSessionId, sessionTimeoutHours, quota } = this.#config
    return {
      now: this.#now(),
      newSessionId: newSessionId(),
      sessionTimeoutMs: sessionTimeoutHours * 3_600_000,
      quota,
      ...options,
    }
  }
}
