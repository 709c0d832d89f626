import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { contentDigest } from '../../src/engine/rules/texts/content-digest.ts'
import { analyzeObservation, createAnalyzer } from '../../src/search/text/analyze.ts'
import { chunkOf, encodeRecord, offsetOf, withRecord } from '../../src/stores/shared/ranking-records.ts'
import { expectManyUsers, openDatabase } from '../../src/stores/sqlite/file/open.ts'
import { observations } from '../../src/stores/sqlite/tables/columns.ts'
import { keyOf } from '../../src/stores/sqlite/tables/rows.ts'
import { prepareStatements, type Statements } from '../../src/stores/sqlite/tables/statements.ts'
import { indexText } from '../../src/stores/sqlite/index/term-index.ts'
import { typeIndex, type StoredObservation } from '../../src/engine/port/stored.ts'
import { findOrCreateUser, storeUser, type SqliteUser } from '../../src/stores/sqlite/tables/users.ts'
import type { ZipfText } from './zipf-texts.ts'

/** Everything that one save writes, made ready beforehand. */
export interface ReadyWrite {
  readonly observation: readonly SQLInputValue[]
  readonly chunk: readonly [user: number, chunk: number, data: Uint8Array]
  readonly append: readonly [user: number, chunk: number, offset: number, record: Uint8Array]
  readonly user: SqliteUser
  readonly terms: readonly [key: number, text: string]
}

/**
 * The cost of our own file without the library: prepared statements that write the very rows and index terms that the store
 * writes, and read the very rows that a search or a session start reads. Nothing is validated, compared or ranked.
 */
export class BareLayout implements Disposable {
  readonly database: DatabaseSync
  readonly statements: Statements
  readonly #analyzer = createAnalyzer('english')
  readonly #chunks = new Map<string, Uint8Array>()
  readonly #users = new Map<string, SqliteUser>()

  constructor(path: string) {
    this.database = openDatabase(path)
    expectManyUsers(this.database)
    this.statements = prepareStatements(this.database)
  }

  /** The user as it stands in the file and, after `prepare`, as it will stand. */
  user(userId: string): SqliteUser {
    const known = this.#users.get(userId) ?? findOrCreateUser(this.statements, userId)
    this.#users.set(userId, known)
    return known
  }

  /** Does everything that needs no database, once, in the order in which the writes will come. */
  prepare(userId: string, text: ZipfText, now: number): ReadyWrite {
    const user = this.user(userId)
    const { type, title, content } = text
    const { terms, titleLength, contentLength, flags } = analyzeObservation(this.#analyzer, title, content)
    const id = user.nextId++
    const session = user.activeSession ?? 1
    const place = `${user.number} ${chunkOf(id)}`
    const stored = this.statements.readChunk.get(user.number, chunkOf(id))?.['data'] as Uint8Array | undefined
    const record = {
      createdAt: now,
      updatedAt: now,
      contentLength,
      titleLength,
      session,
      revision: 1,
      type: typeIndex(user, type),
      flags,
    }
    const data = withRecord(this.#chunks.get(place) ?? stored ?? null, id, record)!
    this.#chunks.set(place, data)
    user.observations++
    user.bytes += title.length + content.length
    user.lastActivityAt = now
    const observation: StoredObservation = {
      id,
      session,
      type,
      title,
      content,
      topicKey: null,
      data: null,
      source: null,
      keywords: null,
      pinned: false,
      expiresAt: null,
      status: 'active',
      revision: 1,
      createdAt: now,
      updatedAt: now,
      digest: contentDigest(text),
    }
    return {
      observation: [user.number, ...observations.valuesOf(observation)],
      chunk: [user.number, chunkOf(id), data],
      append: [user.number, chunkOf(id), offsetOf(id), encodeRecord(record)],
      user: { ...user, types: [...user.types] },
      terms: [keyOf(user.number, id), indexText(user.number, terms)],
    }
  }

  /** All in one transaction. Terms by ascending key, as FTS5 likes them. */
  save(writes: readonly ReadyWrite[]): void {
    const { insertObservation, appendChunk, writeChunk, addTerms } = this.statements
    this.database.exec('begin immediate')
    for (const { observation, append, chunk, user } of writes) {
      insertObservation.run(...observation)
      if (appendChunk.run(...append).changes === 0) writeChunk.run(...chunk)
      storeUser(this.statements, user)
    }
    for (const { terms } of writes.toSorted((a, b) => a.terms[0] - b.terms[0])) addTerms.run(...terms)
    this.database.exec('commit')
  }

  /** Reads these posting lists and these ten rows, and ranks nothing. `terms` as the index has them. */
  search(terms: readonly string[], user: number, ids: readonly number[]): number {
    let read = 0
    this.database.exec('begin')
    for (const term of terms) read += this.statements.readPostings.all(term).length
    for (const id of ids) if (this.statements.readResult.get(user, id) !== undefined) read++
    this.database.exec('commit')
    return read
  }

  /** Reads what a session start must read and return: ranking records, summaries, the ten rows, and the user. */
  sessionStart(userId: string, user: number, session: number, ids: readonly number[]): number {
    let read = 0
    this.database.exec('begin')
    if (this.statements.readUser.get(userId) !== undefined) read++
    if (this.statements.readSession.get(user, session) !== undefined) read++
    read += this.statements.readChunks.all(user).length
    read += this.statements.lastCompletedSessions.all(user, 5).length
    for (const id of ids) if (this.statements.readResult.get(user, id) !== undefined) read++
    this.database.exec('commit')
    return read
  }

  /** The write of a session start: the user's row, durably. */
  touch(user: SqliteUser): void {
    this.database.exec('begin immediate')
    storeUser(this.statements, user)
    this.database.exec('commit')
  }

  [Symbol.dispose](): void {
    this.database.close()
  }
}
