import type { KeyedSave, StoredObservation, StoredSession } from '../../engine/port/stored.ts'
import type { CountedVersion, StoredVersion } from '../../engine/port/version.ts'
import type { KnownSave, UnitOfWork } from '../../engine/port/unit-of-work.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import { losesVectors } from '../../engine/rules/texts/embedding.ts'
import { allSent } from './connection/failures.ts'
import type { Transaction } from './connection/transaction.ts'
import type { FoundForWrite } from './needs.ts'
import { PostgresJournalRows } from './journal.ts'
import type { PostgresThreadRows } from './threads.ts'
import { PostgresReader } from './reader.ts'
import { valuesOf, type PostgresUser } from './tables/users.ts'
import { PostgresVectorRows } from './vectors.ts'

/**
 * One user as a write sees and changes it. It is read at the beginning, changed in memory, and sent to the database at
 * the end, so that a write takes two round trips.
 */
export class PostgresUnitOfWork implements UnitOfWork {
  readonly userId: string
  readonly user: PostgresUser
  readonly reader: PostgresReader
  readonly threads: PostgresThreadRows
  readonly journal = new PostgresJournalRows()
  readonly vectors = new PostgresVectorRows()
  readonly #transaction: Transaction
  readonly #found: FoundForWrite

  constructor(transaction: Transaction, analyzer: Analyzer, userId: string, found: FoundForWrite) {
    this.#transaction = transaction
    this.#found = found
    this.userId = userId
    this.user = found.user
    this.threads = found.threads
    this.reader = new PostgresReader(transaction, analyzer, userId, found.user)
  }

  observation(id: number): StoredObservation | null {
    return this.#found.observations.get(id)
  }

  byTopic(topicKey: string): StoredObservation | null {
    return this.#byTopic(topicKey, 'active')
  }

  proposalByTopic(topicKey: string): StoredObservation | null {
    return this.#byTopic(topicKey, 'pending')
  }

  #byTopic(topicKey: string, status: StoredObservation['status']): StoredObservation | null {
    const { observations } = this.#found
    return observations.where((stored) => stored.topicKey === topicKey && stored.status === status)[0] ?? null
  }

  byDigest(digest: number): StoredObservation[] {
    return this.#found.observations.where((stored) => stored.digest === digest)
  }

  put(observation: StoredObservation, before: StoredObservation | null): void {
    this.#found.observations.put(observation)
    if (losesVectors(this.user, before, observation)) this.vectors.remove(observation.id)
  }

  remove(observation: StoredObservation): void {
    this.#found.observations.remove(observation)
    this.#found.versions.forget(observation.id)
    if (losesVectors(this.user, observation, null)) this.vectors.remove(observation.id)
  }

  versions(observation: number): readonly CountedVersion[] {
    return this.#found.versions.of(observation)
  }

  addVersion(version: StoredVersion): void {
    this.#found.versions.add(version)
  }

  dropVersions(versions: readonly CountedVersion[]): void {
    this.#found.versions.drop(versions)
  }

  session(number: number): StoredSession | null {
    return this.#found.sessions.get(number)
  }

  activeByKey(key: string): StoredSession | null {
    return this.#found.sessions.where((session) => session.key === key && session.endedAt === null)[0] ?? null
  }

  sessionById(id: string): StoredSession | null {
    return this.#found.sessions.where((session) => session.id === id)[0] ?? null
  }

  /** The unique constraint refuses an id of another session when the changes are sent. */
  putSession(session: StoredSession): void {
    this.#found.sessions.put(session)
  }

  typesInSession(): ReadonlyMap<string, number> {
    return this.#found.staleTypes
  }

  keyedSave(): KnownSave | null {
    return this.#found.keyedSaves.found
  }

  addKeyedSave(key: Uint8Array, save: KeyedSave): boolean {
    return this.#found.keyedSaves.add(key, save)
  }

  async flush(): Promise<void> {
    const send = await this.#prepare()
    await allSent(send())
  }

  /** Sends every change, the mark of this write, and the commit. */
  async commit(mark: string): Promise<void> {
    const send = await this.#prepare()
    const user = this.#transaction.ask('updateUser', ...valuesOf(this.user, mark))
    await allSent([user, ...send(), this.#transaction.commit()])
  }

  /** Reads what the changes of the index need. Returns a function that sends all changes at once. */
  async #prepare(): Promise<() => Promise<unknown>[]> {
    const { sessions, observations, versions, keyedSaves, threads, index } = this.#found
    const sendIndex = await index.prepare(observations.changes())
    // Observations refer to sessions, so sessions go first.
    const tables = [sessions, observations, versions, keyedSaves, threads, this.journal, this.vectors]
    return () => [...tables.flatMap((table) => table.send(this.#transaction)), ...sendIndex()]
  }
}
