import {
  isIndexed,
  type KeyedSave,
  type StoredObservation,
  type StoredSession,
  type UserState,
} from '../port/stored.ts'
import type { Awaitable } from '../port/steps.ts'
import type { JournalRows } from '../port/journal-rows.ts'
import type { ThreadRows } from '../port/thread-rows.ts'
import type { KnownSave, SoughtBeside, UnitOfWork } from '../port/unit-of-work.ts'
import type { UserReader } from '../port/reader.ts'
import type { VectorRows } from '../port/vector-rows.ts'
import type { CountedVersion, StoredVersion } from '../port/version.ts'
import { hasExpired } from '../rules/expiry.ts'
import { forgetObservation } from '../write/observations.ts'
import { LivingReader } from './living-reader.ts'

/**
 * Shows a write its user as if everything that has expired by `now` was forgotten. It removes an expired observation that
 * has the id or the topic key of another one that it puts.
 */
export class LivingUnit implements UnitOfWork {
  readonly userId: string
  readonly user: UserState
  readonly #unit: UnitOfWork
  readonly #now: number
  #reader: UserReader | undefined

  constructor(unit: UnitOfWork, now: number) {
    this.userId = unit.userId
    this.user = unit.user
    this.#unit = unit
    this.#now = now
  }

  get reader(): UserReader {
    this.#reader ??= new LivingReader(this.#unit.reader, this.#now)
    return this.#reader
  }

  get threads(): ThreadRows {
    return this.#unit.threads
  }

  get journal(): JournalRows {
    return this.#unit.journal
  }

  get vectors(): VectorRows | undefined {
    return this.#unit.vectors
  }

  observation(id: number): StoredObservation | null {
    return this.#living(this.#unit.observation(id))
  }

  byTopic(topicKey: string): StoredObservation | null {
    return this.#living(this.#unit.byTopic(topicKey))
  }

  proposalByTopic(topicKey: string): StoredObservation | null {
    return this.#living(this.#unit.proposalByTopic(topicKey))
  }

  byDigest(digest: number, sought?: SoughtBeside): StoredObservation[] {
    return [...this.#unit.byDigest(digest, sought)].filter((found) => !hasExpired(found, this.#now))
  }

  put(observation: StoredObservation, before: StoredObservation | null): void {
    const { id, topicKey } = observation
    if (before === null) this.#removeExpired(this.#unit.observation(id))
    if (topicKey !== null)
      this.#removeExpired(
        isIndexed(observation) ? this.#unit.byTopic(topicKey) : this.#unit.proposalByTopic(topicKey),
      )
    this.#unit.put(observation, before)
  }

  remove(observation: StoredObservation): void {
    this.#unit.remove(observation)
  }

  versions(observation: number): readonly CountedVersion[] {
    return this.#unit.versions(observation)
  }

  addVersion(version: StoredVersion): void {
    this.#unit.addVersion(version)
  }

  dropVersions(versions: readonly CountedVersion[]): void {
    this.#unit.dropVersions(versions)
  }

  session(number: number): StoredSession | null {
    return this.#unit.session(number)
  }

  activeByKey(key: string): StoredSession | null {
    return this.#unit.activeByKey(key)
  }

  sessionById(id: string): StoredSession | null {
    return this.#unit.sessionById(id)
  }

  putSession(session: StoredSession, before: StoredSession | null): void {
    this.#unit.putSession(session, before)
  }

  typesInSession(number: number, now: number): ReadonlyMap<string, number> {
    return this.#unit.typesInSession(number, now)
  }

  /** A save of an observation that has expired counts as one of a forgotten observation. */
  keyedSave(key: Uint8Array): KnownSave | null {
    const known = this.#unit.keyedSave(key)
    return known !== null && hasExpired(known, this.#now)
      ? { ...known, draft: null, topicKey: null, expiresAt: null }
      : known
  }

  addKeyedSave(key: Uint8Array, save: KeyedSave): boolean {
    return this.#unit.addKeyedSave(key, save)
  }

  flush(): Awaitable<void> {
    return this.#unit.flush()
  }

  #living(found: StoredObservation | null): StoredObservation | null {
    return found !== null && hasExpired(found, this.#now) ? null : found
  }

  #removeExpired(found: StoredObservation | null): void {
    if (found !== null && hasExpired(found, this.#now)) forgetObservation(this.#unit, found)
  }
}
