import type { KeyedSave, StoredObservation, StoredSession } from '../../engine/port/stored.ts'
import type { NamedItem } from '../../engine/port/thread-rows.ts'
import type { KnownSave, Needs, SoughtBeside, UnitOfWork } from '../../engine/port/unit-of-work.ts'
import type { CountedVersion, StoredVersion } from '../../engine/port/version.ts'
import { losesVectors } from '../../engine/rules/texts/embedding.ts'
import { isDue } from '../../engine/rules/expiry.ts'
import { rememberedSaves } from '../../engine/rules/idempotency.ts'
import { packResults, unpackResults } from '../shared/keyed-results.ts'
import { UserIndex } from './index/user-index.ts'
import { SqliteJournalRows } from './journal.ts'
import { SameTexts } from './same-texts.ts'
import { SqliteThreadRows } from './threads.ts'
import { countByType, SqliteReader } from './reader.ts'
import { observations, sessions, versions } from './tables/columns.ts'
import type { Statements } from './tables/statements.ts'
import type { SqliteUser } from './tables/users.ts'
import { SqliteVectorRows } from './vectors.ts'
import type { WriteScope } from './write/group-transaction.ts'

/** Removed observations that SQLite looks for one by one: reading a user's 1,000 batches takes as long as 20 of them. */
const fewRemoved = 16

/** The part of a remembered save that tells of which observations it is. */
interface KeyedSaveRow {
  readonly number: number
  readonly observation: number
  readonly batch: string | null
}

/** One user's rows in a write transaction. Look-ups read the file, and rows are written as the changes come. */
export class SqliteUnitOfWork implements UnitOfWork {
  readonly userId: string
  readonly user: SqliteUser
  readonly #scope: WriteScope
  readonly #statements: Statements
  readonly #number: number
  readonly #index: UserIndex
  readonly #imported: readonly NamedItem[]
  readonly #same = new SameTexts((digest) =>
    observations.toRows(this.#statements.findByDigest.all(this.#number, digest)),
  )
  readonly #removed = new Set<number>()
  #changesSearch = false
  #reader: SqliteReader | undefined
  #threads: SqliteThreadRows | undefined
  /** The active session without a key, until this write changes it. */
  #active: StoredSession | null
  /** The session that was found last by its id: an import asks for it with every observation. */
  #found: StoredSession | null = null

  /** @param needs - look-ups that the write announced */
  constructor(scope: WriteScope, userId: string, user: SqliteUser, { threads }: Pick<Needs, 'threads'>) {
    this.#imported = threads?.imported ?? []
    this.userId = userId
    this.user = user
    this.#scope = scope
    this.#statements = scope.statements
    this.#number = user.number
    this.#active = user.session
    this.#index = new UserIndex(scope, user)
  }

  /** Created on first use: most writes do not need it. */
  get reader(): SqliteReader {
    const { statements, analyzer } = this.#scope
    this.#reader ??= new SqliteReader({ statements, analyzer, userId: this.userId, user: this.user })
    return this.#reader
  }

  observation(id: number): StoredObservation | null {
    return observations.toRowOrNull(this.#statements.findObservation.get(this.#number, id))
  }

  byTopic(topicKey: string): StoredObservation | null {
    return observations.toRowOrNull(this.#statements.findByTopic.get(this.#number, topicKey))
  }

  proposalByTopic(topicKey: string): StoredObservation | null {
    return observations.toRowOrNull(this.#statements.findProposal.get(this.#number, topicKey))
  }

  byDigest(digest: number, sought?: SoughtBeside): readonly StoredObservation[] {
    return this.#same.of(digest, sought)
  }

  put(observation: StoredObservation, before: StoredObservation | null): void {
    const { insertObservation, updateObservation } = this.#statements
    const statement = before === null ? insertObservation : updateObservation
    statement.run(this.#number, ...observations.valuesOf(observation))
    this.#same.change(before, observation)
    this.#changesSearch = true
    this.#index.change(observation.id, before, observation)
    if (losesVectors(this.user, before, observation)) this.vectors.remove(observation.id)
  }

  remove(observation: StoredObservation): void {
    this.#statements.deleteObservation.run(this.#number, observation.id)
    this.#statements.deleteVersions.run(this.#number, observation.id)
    this.#same.change(observation, null)
    this.#index.change(observation.id, observation, null)
    if (losesVectors(this.user, observation, null)) this.vectors.remove(observation.id)
    this.#removed.add(observation.id)
    this.#changesSearch = true
  }

  versions(observation: number): CountedVersion[] {
    return this.#statements.countVersions.all(this.#number, observation) as unknown as CountedVersion[]
  }

  addVersion(version: StoredVersion): void {
    this.#statements.insertVersion.run(this.#number, ...versions.valuesOf(version))
  }

  dropVersions(dropped: readonly CountedVersion[]): void {
    for (const { observation, revision } of dropped)
      this.#statements.deleteVersion.run(this.#number, observation, revision)
  }

  session(number: number): StoredSession | null {
    if (number === this.#active?.number) return this.#active
    return sessions.toRowOrNull(this.#statements.readSession.get(this.#number, number))
  }

  activeByKey(key: string): StoredSession | null {
    return sessions.toRowOrNull(this.#statements.findByName.get(this.#number, key))
  }

  sessionById(id: string): StoredSession | null {
    if (this.#found?.id !== id)
      this.#found = sessions.toRowOrNull(this.#statements.findSession.get(this.#number, id))
    return this.#found
  }

  putSession(session: StoredSession, before: StoredSession | null): void {
    this.#active = this.#found = null
    const { insertSession, updateSession } = this.#statements
    const statement = before === null ? insertSession : updateSession
    statement.run(this.#number, ...sessions.valuesOf(session))
  }

  typesInSession(number: number, now: number): Map<string, number> {
    const documents = this.reader.documents()
    const expired = isDue(this.user, now) ? this.reader.expired(now) : []
    const gone = new Set(expired.map(({ id }) => id))
    return countByType(
      documents,
      (index) => documents.session[index] === number && !gone.has(documents.ids[index]!),
    )
  }

  keyedSave(key: Uint8Array): KnownSave | null {
    const row = this.#statements.findKeyedSave.get(this.#number, key)
    if (row === undefined) return null
    const { batch, ...known } = row as unknown as Omit<KnownSave, 'others'> & {
      readonly batch: string | null
    }
    return { ...known, others: unpackResults(batch) }
  }

  addKeyedSave(key: Uint8Array, save: KeyedSave): boolean {
    const { draft, observation, outcome, session, revision } = save
    const { lastKeyedSave, insertKeyedSave, deleteKeyedSaves } = this.#statements
    const number = Number(lastKeyedSave.get(this.#number)?.['number'] ?? 0) + 1
    const batch = packResults(save.others)
    insertKeyedSave.run(this.#number, number, key, draft, observation, outcome, session, revision, batch)
    deleteKeyedSaves.run(this.#number, number - rememberedSaves)
    return number <= rememberedSaves
  }

  /** Forgets the drafts that saved a removed observation: SQLite looks for a few by itself, and many take one pass. */
  #blankKeyedSaves(): void {
    const { blankKeyedSavesOf, keyedSavesToBlank, blankKeyedSave } = this.#statements
    if (this.#removed.size <= fewRemoved) {
      for (const id of this.#removed) blankKeyedSavesOf.run(this.#number, id)
      return
    }
    const rows = keyedSavesToBlank.all(this.#number) as unknown as readonly KeyedSaveRow[]
    for (const { number, observation, batch } of rows) {
      const ids = [observation, ...unpackResults(batch).map((other) => other.observation)]
      if (ids.some((id) => this.#removed.has(id))) blankKeyedSave.run(this.#number, number)
    }
  }

  /** Created on first use: most writes do not need it. */
  get threads(): SqliteThreadRows {
    this.#threads ??= new SqliteThreadRows(this.#statements, this.#number, this.#imported)
    return this.#threads
  }

  get journal(): SqliteJournalRows {
    return new SqliteJournalRows(this.#statements, this.#number)
  }

  get vectors(): SqliteVectorRows {
    this.#changesSearch = true
    return new SqliteVectorRows(this.#statements, this.#number, this.#scope.vectors)
  }

  /** Writes what one pass does for all removed observations, at the end of the write. */
  finish(): void {
    if (this.#removed.size > 0) {
      this.journal.blank(this.#removed)
      this.#blankKeyedSaves()
    }
    if (!this.#changesSearch) return
    const from = this.user.version++
    this.#scope.advance({ user: this.#number, from, to: this.user.version })
  }

  /** Does nothing: rows are written as the changes come. */
  flush(): void {}
}
