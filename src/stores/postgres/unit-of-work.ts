import { contentDigest, observationBytes } from '../../engine/rules/save-decision.ts'
import { analyzeObservation, type Analyzer } from '../../search/text/analyze.ts'
import { chunkOf, withRecord, type DocumentRecord } from '../shared/ranking-records.ts'
import { keyedSaveQueries, type KeyedSaveRow } from './keyed-saves.ts'
import { rebuildIndex } from './index/reindex.ts'
import type { ObservationRow, SessionRow } from './rows.ts'
import { preparePostings } from './index/term-index.ts'
import type { Transaction } from './connection/transaction.ts'
import { storeUser, toUser, typeIndex, type UserRow, type UserState } from './users.ts'

/** What a write must know before it decides, all of it asked for at once. */
export interface Needs {
  /** Brings the user into being where nothing was ever written. */
  readonly creates: boolean
  readonly topicKeys?: readonly string[]
  readonly digests?: readonly number[]
  readonly ids?: readonly number[]
  readonly sessionIds?: readonly string[]
  /** The digest of an idempotency key. */
  readonly savedUnder?: Uint8Array
}

/** Another process erased the user between the two statements that bring one into being: to be tried again. */
class UserErased extends Error {
  override readonly name = 'UserErased'
  /** Of a serialization failure, which it is. */
  readonly code = '40001'
}

/** An observation as a write lays it down. */
export type NewObservation = Omit<ObservationRow, 'digest'>

/** Before and after one write; null where the observation is not there. */
interface Change {
  readonly before: ObservationRow | null
  readonly after: ObservationRow | null
}

/**
 * One user as a write sees and changes it: read at the beginning, changed here, and sent to the database at the end,
 * so that a write takes two round trips whatever the rules decide.
 */
export class Workspace {
  readonly transaction: Transaction
  readonly analyzer: Analyzer
  readonly userId: string
  readonly user: UserState
  readonly #observations = new Map<number, ObservationRow>()
  readonly #byTopic = new Map<string, number>()
  readonly #byDigest = new Map<number, Set<number>>()
  readonly #changes = new Map<number, Change>()
  readonly #chunks = new Map<number, Uint8Array | null>()
  readonly #sessions = new Map<number, SessionRow>()
  readonly #newSessions = new Set<number>()
  readonly #completedSessions = new Set<number>()
  /** The save under the idempotency key that was asked for, if there is one, and the user's last. */
  keyedSaves: readonly KeyedSaveRow[] = []
  #newKeyedSave: Parameters<typeof keyedSaveQueries>[1] = null

  private constructor(transaction: Transaction, analyzer: Analyzer, userId: string, user: UserState) {
    this.transaction = transaction
    this.analyzer = analyzer
    this.userId = userId
    this.user = user
  }

  /** Locks the user and reads what the write needs in one round trip; null where there is no such user. */
  static async open(
    transaction: Transaction,
    analyzer: Analyzer,
    userId: string,
    needs: Needs,
  ): Promise<Workspace | null> {
    const { topicKeys = [], digests = [], ids = [], sessionIds = [], savedUnder } = needs
    const nothing: readonly ObservationRow[] = []
    const [, users, sessions, chunks, keyed, ...found] = await Promise.all([
      needs.creates ? transaction.ask('insertUser', userId, analyzer.id) : null,
      // Statements after this one see what the last writer left, whom it waited for.
      transaction.ask<UserRow>('lockUser'),
      transaction.ask<SessionRow>('sessionsForWrite', sessionIds),
      transaction.ask<{ chunk: number; data: Uint8Array }>('chunksForSave', topicKeys),
      savedUnder === undefined ? [] : transaction.ask<KeyedSaveRow>('keyedSavesForWrite', savedUnder),
      topicKeys.length === 0 ? nothing : transaction.ask<ObservationRow>('findByTopics', topicKeys),
      digests.length === 0 ? nothing : transaction.ask<ObservationRow>('findByDigests', digests),
      ids.length === 0 ? nothing : transaction.ask<ObservationRow>('findByIds', ids),
    ])
    const user = toUser(users, userId)
    if (user === null && needs.creates) throw new UserErased('the user was erased while the write waited')
    if (user === null) return null
    const workspace = new Workspace(transaction, analyzer, userId, user)
    for (const session of sessions) workspace.#sessions.set(session.number, session)
    for (const row of found.flat()) workspace.#keep(row)
    workspace.keyedSaves = keyed
    if (user.analyzer !== analyzer.id) {
      await rebuildIndex(transaction, user, analyzer)
      return workspace
    }
    const [byTopic] = found
    for (const id of [user.nextId, user.nextId + 1, ...byTopic.map((row) => row.id)])
      workspace.#chunks.set(chunkOf(id), null)
    for (const { chunk, data } of chunks) workspace.#chunks.set(chunk, data)
    return workspace
  }

  observation(id: number): ObservationRow | null {
    return this.#observations.get(id) ?? null
  }

  /** The observation under this topic key, which was asked for. */
  byTopic(topicKey: string): ObservationRow | undefined {
    const id = this.#byTopic.get(topicKey)
    return id === undefined ? undefined : this.#observations.get(id)
  }

  /** Observations that may say the same, ascending by id; their digest was asked for. */
  byDigest(digest: number): ObservationRow[] {
    const ids = [...(this.#byDigest.get(digest) ?? [])].toSorted((a, b) => a - b)
    return ids.flatMap((id) => this.#observations.get(id) ?? []).filter((row) => row.digest === digest)
  }

  /** Remembers a save, and forgets the oldest ones. */
  addKeyedSave(...values: readonly unknown[]): void {
    this.#newKeyedSave = [(this.keyedSaves.at(-1)?.number ?? 0) + 1, ...values]
  }

  #keep(row: ObservationRow): void {
    this.#observations.set(row.id, row)
    if (row.topic_key !== null) this.#byTopic.set(row.topic_key, row.id)
    const same = this.#byDigest.get(row.digest) ?? new Set()
    this.#byDigest.set(row.digest, same.add(row.id))
  }

  session(number: number): SessionRow | null {
    return this.#sessions.get(number) ?? null
  }

  sessionById(id: string): SessionRow | null {
    return [...this.#sessions.values()].find((session) => session.id === id) ?? null
  }

  addSession(session: Omit<SessionRow, 'number'>): SessionRow {
    const added = { ...session, number: this.user.nextSession++ }
    this.#sessions.set(added.number, added)
    this.#newSessions.add(added.number)
    this.user.sessions++
    return added
  }

  completeSession(session: SessionRow): void {
    this.#sessions.set(session.number, session)
    if (!this.#newSessions.has(session.number)) this.#completedSessions.add(session.number)
  }

  /** Adds an observation, or puts another version in its place. */
  put(observation: NewObservation): void {
    const row = { ...observation, digest: contentDigest(observation) }
    const before = this.observation(row.id)
    this.user.nextId = Math.max(this.user.nextId, row.id + 1)
    this.#change(row.id, before, row)
    this.#keep(row)
  }

  remove(id: number): void {
    this.#change(id, this.observation(id), null)
    this.#observations.delete(id)
  }

  #change(id: number, before: ObservationRow | null, after: ObservationRow | null): void {
    this.user.observations += (after === null ? 0 : 1) - (before === null ? 0 : 1)
    this.user.bytes += bytesOf(after) - bytesOf(before)
    const known = this.#changes.get(id)
    this.#changes.set(id, { before: known === undefined ? before : known.before, after })
  }

  /** Sends every change without ending the transaction, so that what follows can read it. */
  async flush(): Promise<void> {
    const send = await this.#prepare()
    await Promise.all(send())
    this.#changes.clear()
    this.#newSessions.clear()
    this.#completedSessions.clear()
  }

  /** Sends every change, and the end of the transaction with them. */
  async commit(mark: string): Promise<void> {
    const send = await this.#prepare()
    await Promise.all([...send(), storeUser(this.transaction, this.user, mark), this.transaction.commit()])
  }

  /** Reads what the changes need, which for a new observation is nothing; what is returned sends them all at once. */
  async #prepare(): Promise<() => Promise<unknown>[]> {
    const changes = [...this.#changes]
    const terms = changes.map(([id, { before, after }]) => ({ id, ...this.#index(before, after) }))
    const missing = [...new Set(terms.map(({ id }) => chunkOf(id)))].filter(
      (chunk) => !this.#chunks.has(chunk),
    )
    if (missing.length > 0) await this.#readChunks(missing)
    const chunks = this.#withRecords(terms)
    const sendPostings = await preparePostings(this.transaction, terms)
    return () => [
      ...this.#sessionQueries(),
      ...this.#observationQueries(),
      ...this.#chunkQueries(chunks),
      ...keyedSaveQueries(this.transaction, this.#newKeyedSave),
      sendPostings(),
    ]
  }

  #index(
    before: ObservationRow | null,
    after: ObservationRow | null,
  ): { before: string[] | null; after: string[] | null; record: DocumentRecord | null } {
    const old = before === null ? null : analyzeObservation(this.analyzer, before.title, before.content).terms
    if (after === null) return { before: old, after: null, record: null }
    const { terms, ...lengths } = analyzeObservation(this.analyzer, after.title, after.content)
    const record = {
      ...lengths,
      createdAt: after.created_at,
      updatedAt: after.updated_at,
      session: after.session,
      revisionCount: after.revision_count,
      type: typeIndex(this.user, after.type),
    }
    return { before: old, after: terms, record }
  }

  async #readChunks(chunks: readonly number[]): Promise<void> {
    for (const chunk of chunks) this.#chunks.set(chunk, null)
    const rows = await this.transaction.ask<{ chunk: number; data: Uint8Array }>('readSomeChunks', chunks)
    for (const { chunk, data } of rows) this.#chunks.set(chunk, data)
  }

  #withRecords(
    changes: readonly { id: number; record: DocumentRecord | null }[],
  ): Map<number, Uint8Array | null> {
    const changed = new Map<number, Uint8Array | null>()
    for (const { id, record } of changes) {
      const chunk = chunkOf(id)
      const data = withRecord(this.#chunks.get(chunk) ?? null, id, record)
      this.#chunks.set(chunk, data)
      changed.set(chunk, data)
    }
    return changed
  }

  #chunkQueries(chunks: ReadonlyMap<number, Uint8Array | null>): Promise<unknown>[] {
    const kept = [...chunks].filter((entry): entry is [number, Uint8Array] => entry[1] !== null)
    const gone = [...chunks].filter(([, data]) => data === null).map(([chunk]) => chunk)
    const data = kept.map(([, bytes]) => Buffer.from(bytes))
    return [
      ...(kept.length === 0
        ? []
        : [
            this.transaction.ask(
              'writeChunks',
              kept.map(([chunk]) => chunk),
              data,
            ),
          ]),
      ...(gone.length === 0 ? [] : [this.transaction.ask('deleteChunks', gone)]),
    ]
  }

  #sessionQueries(): Promise<unknown>[] {
    const completed = [...this.#completedSessions].map((number) => {
      const { ended_at, last_activity_at, summary, is_auto_generated } = this.session(number)!
      const values = [number, ended_at, last_activity_at, summary, is_auto_generated]
      return this.transaction.ask('completeSession', ...values)
    })
    const added = [...this.#newSessions].map((number) => this.session(number))
    if (added.length > 0) completed.push(this.transaction.ask('insertSessions', JSON.stringify(added)))
    return completed
  }

  #observationQueries(): Promise<unknown>[] {
    const changes = [...this.#changes.entries()]
    const gone = changes
      .filter(([, { before, after }]) => before !== null && after === null)
      .map(([id]) => id)
    const revised = changes.filter(([, { before, after }]) => before !== null && after !== null)
    const added = changes.filter(([, { before, after }]) => before === null && after !== null)
    const rowsOf = (some: typeof changes): string => JSON.stringify(some.map(([, { after }]) => after))
    return [
      ...(gone.length === 0
        ? []
        : [this.transaction.ask('deleteObservations', gone), this.transaction.ask('blankKeyedSaves', gone)]),
      ...(revised.length === 0 ? [] : [this.transaction.ask('updateObservations', rowsOf(revised))]),
      ...(added.length === 0 ? [] : [this.transaction.ask('insertObservations', rowsOf(added))]),
    ]
  }
}

function bytesOf(row: ObservationRow | null): number {
  return row === null
    ? 0
    : observationBytes({ title: row.title, content: row.content, topicKey: row.topic_key })
}
