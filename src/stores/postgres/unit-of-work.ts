import { invalidInput } from '../../core/errors.ts'
import type { KeyedSave, StoredObservation, StoredSession } from '../../engine/port/stored.ts'
import type { KnownSave, UnitOfWork } from '../../engine/port/unit-of-work.ts'
import { rememberedSaves } from '../../engine/rules/idempotency.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import { isTakenSessionId } from './connection/failures.ts'
import type { Transaction } from './connection/transaction.ts'
import { IndexChanges, type Change } from './index/changes.ts'
import type { FoundForWrite } from './needs.ts'
import { PostgresReader } from './reader.ts'
import { valuesOf, type PostgresUser } from './tables/users.ts'

/**
 * One user as a write sees and changes it. It is read at the beginning, changed in memory, and sent to the database at
 * the end, so that a write takes two round trips.
 */
export class PostgresUnitOfWork implements UnitOfWork {
  readonly userId: string
  readonly user: PostgresUser
  readonly reader: PostgresReader
  readonly #transaction: Transaction
  readonly #index: IndexChanges
  readonly #found: FoundForWrite
  readonly #observations = new Map<number, StoredObservation>()
  readonly #byTopic = new Map<string, number>()
  readonly #byDigest = new Map<number, Set<number>>()
  readonly #changes = new Map<number, Change>()
  readonly #sessions = new Map<number, StoredSession>()
  readonly #newSessions = new Set<number>()
  readonly #completedSessions = new Set<number>()
  #newKeyedSave: readonly unknown[] | null = null

  constructor(transaction: Transaction, analyzer: Analyzer, userId: string, found: FoundForWrite) {
    this.#transaction = transaction
    this.userId = userId
    this.user = found.user
    this.#found = found
    this.#index = new IndexChanges(transaction, analyzer)
    this.#index.keep(found.chunkNumbers, found.chunks)
    this.reader = new PostgresReader(transaction, analyzer, userId, found.user)
    for (const session of found.sessions) this.#sessions.set(session.number, session)
    for (const observation of found.observations) this.#keep(observation)
  }

  #keep(observation: StoredObservation): void {
    const { id, topicKey, digest } = observation
    this.#observations.set(id, observation)
    if (topicKey !== null) this.#byTopic.set(topicKey, id)
    this.#byDigest.set(digest, (this.#byDigest.get(digest) ?? new Set()).add(id))
  }

  observation(id: number): StoredObservation | null {
    return this.#observations.get(id) ?? null
  }

  byTopic(topicKey: string): StoredObservation | null {
    const id = this.#byTopic.get(topicKey)
    const found = id === undefined ? null : this.observation(id)
    return found?.topicKey === topicKey ? found : null
  }

  byDigest(digest: number): StoredObservation[] {
    const ids = [...(this.#byDigest.get(digest) ?? [])].toSorted((a, b) => a - b)
    return ids.flatMap((id) => this.observation(id) ?? []).filter((stored) => stored.digest === digest)
  }

  put(observation: StoredObservation, before: StoredObservation | null): void {
    this.#change(observation.id, { before, after: observation })
    this.#keep(observation)
  }

  remove(observation: StoredObservation): void {
    this.#change(observation.id, { before: observation, after: null })
    this.#observations.delete(observation.id)
  }

  #change(id: number, { before, after }: Change): void {
    const known = this.#changes.get(id)
    this.#changes.set(id, { before: known === undefined ? before : known.before, after })
  }

  session(number: number): StoredSession | null {
    return this.#sessions.get(number) ?? null
  }

  sessionById(id: string): StoredSession | null {
    return [...this.#sessions.values()].find((session) => session.id === id) ?? null
  }

  /** Adds a session. The unique constraint refuses an id of another session when the changes are sent. */
  addSession(session: StoredSession): void {
    this.#sessions.set(session.number, session)
    this.#newSessions.add(session.number)
  }

  completeSession(session: StoredSession): void {
    this.#sessions.set(session.number, session)
    if (!this.#newSessions.has(session.number)) this.#completedSessions.add(session.number)
  }

  typesInSession(): Map<string, number> {
    return new Map(this.#found.staleTypes.map(({ type, count }) => [type, count]))
  }

  keyedSave(): KnownSave | null {
    return this.#found.keyedSave
  }

  addKeyedSave(key: Uint8Array, { draft, observation, outcome, session, revision }: KeyedSave): boolean {
    const number = this.#found.lastKeyedSave + 1
    this.#newKeyedSave = [number, key, draft, observation, outcome, session, revision]
    return number <= rememberedSaves
  }

  async flush(): Promise<void> {
    const send = await this.#index.prepare(this.user, this.#changes)
    await allSent([...this.#rowQueries(), ...send()])
    this.#changes.clear()
    this.#newSessions.clear()
    this.#completedSessions.clear()
  }

  /** Sends every change, the mark of this write, and the commit. */
  async commit(mark: string): Promise<void> {
    const send = await this.#index.prepare(this.user, this.#changes)
    const user = this.#transaction.ask('updateUser', ...valuesOf(this.user, mark))
    await allSent([user, ...this.#rowQueries(), ...send(), this.#transaction.commit()])
  }

  #rowQueries(): Promise<unknown>[] {
    return [...this.#sessionQueries(), ...this.#observationQueries(), ...this.#keyedSaveQueries()]
  }

  #sessionQueries(): Promise<unknown>[] {
    const queries = [...this.#completedSessions].map((number) => {
      const session = this.session(number)!
      const { endedAt, lastActivityAt, summary, isAutoGenerated } = session
      const values = [number, endedAt, lastActivityAt, summary, isAutoGenerated]
      return this.#transaction.ask('completeSession', ...values)
    })
    const added = [...this.#newSessions].map((number) => this.session(number))
    if (added.length > 0) queries.push(this.#transaction.ask('insertSessions', JSON.stringify(added)))
    return queries
  }

  #observationQueries(): Promise<unknown>[] {
    const changes = [...this.#changes.values()]
    const gone = [...this.#changes].filter(([, change]) => isRemoval(change)).map(([id]) => id)
    const revised = changes.filter(({ before, after }) => before !== null && after !== null)
    const added = changes.filter(({ before, after }) => before === null && after !== null)
    const ask = this.#transaction
    return [
      ...(gone.length === 0 ? [] : [ask.ask('deleteObservations', gone), ask.ask('blankKeyedSaves', gone)]),
      ...(revised.length === 0 ? [] : [ask.ask('updateObservations', rowsOf(revised))]),
      ...(added.length === 0 ? [] : [ask.ask('insertObservations', rowsOf(added))]),
    ]
  }

  #keyedSaveQueries(): Promise<unknown>[] {
    if (this.#newKeyedSave === null) return []
    const [number] = this.#newKeyedSave as [number]
    return [
      this.#transaction.ask('addKeyedSave', ...this.#newKeyedSave),
      this.#transaction.ask('dropKeyedSaves', number - rememberedSaves),
    ]
  }
}

function isRemoval({ before, after }: Change): boolean {
  return before !== null && after === null
}

function rowsOf(changes: readonly Change[]): string {
  return JSON.stringify(changes.map(({ after }) => after))
}

/** Waits for every query. Of several failures it throws the first one sent, since that caused the others. */
async function allSent(queries: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(queries)
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failure === undefined) return
  if (isTakenSessionId(failure.reason)) {
    invalidInput('Config.newSessionId gave an id that this user already has')
  }
  throw failure.reason
}
