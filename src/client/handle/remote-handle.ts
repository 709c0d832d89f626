import { invalidInput, MemoryError } from '../../core/errors.ts'
import { parseInput, parseOptions, requireRef, requireSessionId } from '../../core/input.ts'
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
import {
  changesSchema,
  draftSchema,
  keyOptionsSchema,
  saveOptionsSchema,
  updateOptionsSchema,
} from '../../core/schemas/save.ts'
import { pauseOptionsSchema } from '../../core/schemas/settings.ts'
import { searchOptionsSchema } from '../../core/schemas/search.ts'
import {
  forgetOptionsSchema,
  listSessionsOptionsSchema,
  sessionChangesSchema,
} from '../../core/schemas/session.ts'
import type { OperationName } from '../../wire/operations.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { unreadable } from '../connection/answer.ts'
import { importInBatches } from './import.ts'
import type { InputOf, OutputOf } from '../connection/call.ts'
import type { Connection } from '../connection/connection.ts'

/** As many results, neighbours or lines of a page as a server gives at a time. */
const mostAtOnce = 100
const defaultListLimit = 50

/** One user's memory on a server: a `UserMemory` with calls that can be aborted. */
export interface RemoteUserMemory extends UserMemory {
  /** Returns a handle on the same memory. Its calls end when `signal` aborts, and reject with its reason. */
  withSignal(signal: AbortSignal): RemoteUserMemory
}

/** Checks what would not survive the way over the wire, and hands on; the server decides about everything else. */
export class RemoteHandle implements RemoteUserMemory {
  readonly userId: string
  readonly #connection: Connection
  readonly #signals: readonly AbortSignal[]

  /** @param userId - already checked by `requireUserId` */
  constructor(connection: Connection, userId: string, signals: readonly AbortSignal[]) {
    this.userId = userId
    this.#connection = connection
    this.#signals = signals
  }

  withSignal(signal: AbortSignal): RemoteUserMemory {
    return new RemoteHandle(this.#connection, this.userId, [...this.#signals, signal])
  }

  async startSession(): Promise<SessionStart> {
    return this.#perform('mem_session_start', {})
  }

  async endSession(summary: string): Promise<Session> {
    return this.#own(await this.#perform('mem_session_end', { summary: requireString(summary, 'summary') }))
  }

  async summarizeSession(summary: string, options: KeyOptions = {}): Promise<SaveResult> {
    const input = { summary: requireString(summary, 'summary') }
    const parsed = parseOptions(keyOptionsSchema, options, 'summarizeSession')
    return this.#perform('mem_session_summary', input, this.#key(parsed))
  }

  async save(draft: Draft, options: SaveOptions = {}): Promise<SaveResult> {
    const parsed = parseInput(draftSchema, draft, 'save')
    requireNotBlank(parsed.topicKey, 'topicKey')
    const { ifRevision, ...keys } = parseOptions(saveOptionsSchema, options, 'save')
    return this.#perform('mem_save', { ...parsed, ifRevision }, this.#key(keys))
  }

  async update(
    ref: ObservationRef,
    changes: Changes,
    options: RevisionOptions = {},
  ): Promise<SaveResult | null> {
    const { topicKey: newTopicKey, ...others } = parseInput(changesSchema, changes, 'changes')
    const { ifRevision } = parseOptions(updateOptionsSchema, options, 'update')
    for (const [field, text] of Object.entries({ ...others, topicKey: newTopicKey }))
      requireNotBlank(text, field)
    const input = { ...fieldsOf(ref), ...others, newTopicKey, ifRevision }
    return (await this.#perform('mem_update', input)).updated
  }

  search(query: string, options: SearchOptions & { explain: true }): Promise<SearchExplanation>
  search(query: string, options?: (SearchOptions & { explain?: false | null }) | null): Promise<Compact[]>
  async search(query: string, options: SearchOptions | null = {}): Promise<SearchExplanation | Compact[]> {
    const parsed = parseOptions(searchOptionsSchema, options, 'search')
    requireAtMost(parsed.limit, 'limit')
    requireTypes(parsed.types, 'types')
    requireTypes(parsed.typesExclude, 'typesExclude')
    const input = { ...parsed, query: requireString(query, 'query') }
    const { results, emptyBecause } = await this.#perform('mem_search', input)
    if (parsed.explain !== true) return results
    const explained = results.flatMap(({ parts, ...compact }) =>
      parts === undefined ? [] : [{ ...compact, parts }],
    )
    return { results: explained, emptyBecause: emptyBecause ?? null }
  }

  async get(ref: ObservationRef): Promise<Observation | null> {
    const { observation } = await this.#perform('mem_get_observation', fieldsOf(ref))
    return observation === null ? null : this.#own(observation)
  }

  async timeline(ref: ObservationRef, options: TimelineOptions = {}): Promise<Observation[]> {
    const parsed = parseOptions(timelineOptionsSchema, options, 'timeline')
    requireAtMost(parsed.before, 'before')
    requireAtMost(parsed.after, 'after')
    const input = { ...parsed, ...fieldsOf(ref) }
    const { observations } = await this.#perform('mem_timeline', input)
    return observations.map((observation) => this.#own(observation))
  }

  /** A page that is larger than what a server gives at a time is put together from several. */
  async list(options: ListOptions = {}): Promise<ListPage> {
    const { limit = defaultListLimit, cursor, ...filter } = parseOptions(listOptionsSchema, options, 'list')
    requireTypes(filter.types, 'types')
    requireNotBlank(filter.topicKeyPrefix, 'topicKeyPrefix')
    requireNotBlank(cursor, 'cursor')
    const { items, nextCursor } = await gather(limit, cursor, async (atOnce, next) => {
      const page = await this.#perform('mem_list', { ...filter, limit: atOnce, cursor: next })
      return { items: page.observations, nextCursor: page.nextCursor }
    })
    return { observations: items.map((observation) => this.#own(observation)), nextCursor }
  }

  async stats(): Promise<Stats> {
    return this.#perform('mem_stats', {})
  }

  async pause(options: PauseOptions = {}): Promise<MemorySettings> {
    return this.#perform('mem_pause', parseOptions(pauseOptionsSchema, options, 'pause'))
  }

  async resume(): Promise<MemorySettings> {
    return this.#perform('mem_resume', {})
  }

  async settings(): Promise<MemorySettings> {
    return this.#perform('mem_settings', {})
  }

  forget(ref: ObservationRef, options: ForgetOptions & { explain: true }): Promise<Forgotten>
  forget(ref: ObservationRef, options?: (ForgetOptions & { explain?: false | null }) | null): Promise<boolean>
  async forget(ref: ObservationRef, options: ForgetOptions | null = {}): Promise<boolean | Forgotten> {
    const { explain } = parseOptions(forgetOptionsSchema, options, 'forget')
    const input = fieldsOf(ref)
    if (explain !== true) return (await this.#perform('mem_forget', input)).forgotten
    const { forgotten, mentionedIn = [] } = await this.#perform('mem_forget', { ...input, explain })
    return { forgotten, mentionedIn }
  }

  /** A page that is larger than what a server gives at a time is put together from several. */
  async listSessions(options: ListSessionsOptions = {}): Promise<SessionPage> {
    const {
      limit = defaultListLimit,
      cursor,
      order,
    } = parseOptions(listSessionsOptionsSchema, options, 'listSessions')
    requireNotBlank(cursor, 'cursor')
    const { items, nextCursor } = await gather(limit, cursor, async (atOnce, next) => {
      const page = await this.#perform('mem_session_list', { order, limit: atOnce, cursor: next })
      return { items: page.sessions, nextCursor: page.nextCursor }
    })
    return { sessions: items.map((session) => this.#own(session)), nextCursor }
  }

  async getSession(sessionId: string): Promise<Session | null> {
    const { session } = await this.#perform('mem_session_get', { sessionId: requireSessionId(sessionId) })
    return session === null ? null : this.#own(session)
  }

  async updateSession(sessionId: string, changes: SessionChanges): Promise<Session | null> {
    const input = { sessionId: requireSessionId(sessionId) }
    const { summary } = parseInput(sessionChangesSchema, changes, 'updateSession')
    const { session } = await this.#perform('mem_session_update', { ...input, summary })
    return session === null ? null : this.#own(session)
  }

  async forgetSession(sessionId: string): Promise<boolean> {
    const input = { sessionId: requireSessionId(sessionId) }
    return (await this.#perform('mem_session_forget', input)).forgotten
  }

  async erase(): Promise<ErasureReceipt> {
    return this.#perform('mem_erase_user', {})
  }

  export(): AsyncIterable<string> {
    return this.#connection.export({ userId: this.userId, signals: this.#signals })
  }

  async import(lines: Iterable<string> | AsyncIterable<string>): Promise<ImportCounts> {
    return importInBatches(lines, (batch) => this.#perform('mem_import', { lines: batch }))
  }

  /** An answer that names another user is not shown: somewhere between here and the store two were mixed up. */
  #own<Named extends { readonly userId: string }>(named: Named): Named {
    if (named.userId !== this.userId)
      throw new MemoryError('storage', "the answer is about another user's memory, so it is not shown")
    return named
  }

  #perform<Name extends OperationName>(
    name: Name,
    input: InputOf<Name>,
    idempotencyKey?: string,
  ): Promise<OutputOf<Name>> {
    const sending = { userId: this.userId, signals: this.#signals }
    return this.#connection.perform(name, input, sending, idempotencyKey)
  }

  /** The caller's own key, or a new one. */
  #key({ idempotencyKey }: { readonly idempotencyKey?: string | undefined }): string | undefined {
    return idempotencyKey ?? this.#connection.newIdempotencyKey()
  }
}

/** Reads pages until there are as many items as asked for, or no more. */
async function gather<Item>(
  limit: number,
  from: string | null | undefined,
  read: (
    atOnce: number,
    cursor: string | null | undefined,
  ) => Promise<{ readonly items: readonly Item[]; readonly nextCursor: string | null }>,
): Promise<{ items: Item[]; nextCursor: string | null }> {
  const items: Item[] = []
  let next = from
  do {
    const atOnce = Math.min(limit - items.length, mostAtOnce)
    const page = await read(atOnce, next)
    // Else a server could keep this going for ever.
    const count = page.items.length
    if (count > atOnce || (count === 0 && page.nextCursor !== null)) throw unreadable()
    items.push(...page.items)
    next = page.nextCursor
  } while (next !== null && items.length < limit)
  return { items, nextCursor: next ?? null }
}

/** The fields on the wire that name an observation. */
function fieldsOf(ref: ObservationRef): { observationId: number } | { topicKey: string } {
  const checked = requireRef(ref)
  if (typeof checked === 'number') return { observationId: checked }
  requireNotBlank(checked, 'topicKey')
  return { topicKey: checked }
}

function requireString(text: unknown, field: string): string {
  return typeof text === 'string' ? text : invalidInput('must be of type string', { field })
}

/** A server takes an empty field for one that is not given; the library refuses it. */
function requireNotBlank(text: string | null | undefined, field: string): void {
  if (text?.trim() === '') invalidInput('must not be empty', { field })
}

/** A server takes an empty item for none. */
function requireTypes(types: readonly string[] | undefined, field: string): void {
  if (types?.includes('') === true) invalidInput('must be among the known types', { field })
}

/** A server silently cuts larger numbers, so they are refused here. */
function requireAtMost(count: number | undefined, field: string): void {
  if (count !== undefined && count > mostAtOnce)
    invalidInput(`must be at most ${mostAtOnce} over HTTP`, { field })
}
