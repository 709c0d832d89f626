import type { DatabaseSync } from 'node:sqlite'
import { analyzeObservation, type Analyzer } from '../../../search/text/analyze.ts'
import { decodeDocuments, type ChunkRow } from '../../shared/ranking-records.ts'
import type { Report } from './finding.ts'
import { observations } from '../tables/columns.ts'
import type { KeyedObservation } from '../tables/rows.ts'
import { maxId } from '../tables/schema.ts'
import { statements as texts } from '../tables/statements.ts'

/**
 * Compares index and ranking records with an analysis of the rows, one user at a time. So memory and transaction stay
 * as small as one user.
 */
export async function checkIndex(
  database: DatabaseSync,
  analyzer: Analyzer,
  report: Report,
  onUser: (checked: number, total: number) => void,
): Promise<void> {
  const statements = prepare(database)
  const total = Number(database.prepare('select count(*) as n from user').get()?.['n'])
  let [checked, wrongTerms, wrongRecords] = [0, 0, 0]
  for (let last = 0; ;) {
    database.exec('begin')
    try {
      const user = statements.nextUser.get(last)
      if (user === undefined) break
      last = Number(user['number'])
      if (user['user_id'] === null) continue
      const until = (user['next'] ?? maxId + 1) as number
      const [terms, records] = compareUser(statements, analyzer, last, until, String(user['types']))
      wrongTerms += terms
      wrongRecords += records
      onUser(++checked, total)
    } finally {
      database.exec('commit')
    }
    // A large file takes a while, so other work of the process gets a turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
  const stray = strays(database, statements)
  if (wrongTerms + stray.terms > 0)
    report(
      'index_terms',
      'error',
      `the terms of ${wrongTerms + stray.terms} observations are not what the index holds`,
    )
  if (wrongRecords + stray.records > 0)
    report(
      'ranking_records',
      'error',
      `${wrongRecords + stray.records} ranking records are missing, wrong, or of no observation`,
    )
}

type Prepared = ReturnType<typeof prepare>

function prepare(database: DatabaseSync) {
  const asArrays = (sql: string): ReturnType<DatabaseSync['prepare']> => {
    const statement = database.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  }
  return {
    nextUser: database.prepare(
      `select number, user_id, types, (select next from unindexed where user = number) as next
        from user where number > ?1 order by number limit 1`,
    ),
    rows: database.prepare(
      `select key, user, ${observations.selected} from observation o
        where o.key >= ?1 << 27 and o.key < (?1 << 27) + ?2 and o.status = 'active' order by o.key`,
    ),
    chunks: asArrays(texts.readChunks),
    occurrences: asArrays('select term, doc, offset from term_occurrence where term >= ?1 and term < ?2'),
    termBetween: database.prepare('select term from term_vocabulary where term >= ?1 and term < ?2 limit 1'),
  }
}

/**
 * Counts the observations of one user with wrong terms, and those with wrong ranking records. From the id `until` on,
 * an unfinished rebuild has indexed none.
 */
function compareUser(
  statements: Prepared,
  analyzer: Analyzer,
  user: number,
  until: number,
  types: string,
): [number, number] {
  const records = readRecords(statements, user, types)
  const sums = new Map<number, number>()
  let wrongRecords = 0
  for (const found of statements.rows.iterate(user, until)) {
    const row = observations.toRow(found) as KeyedObservation
    const { title, content } = row
    const { terms, titleLength, contentLength, flags } = analyzeObservation(analyzer, title, content, row)
    let sum = 0
    for (const [offset, term] of terms.entries()) sum = add(sum, hashOf(term), offset)
    if (terms.length > 0) sums.set(row.key, sum)
    const record = recordText(
      row.createdAt,
      row.updatedAt,
      contentLength,
      titleLength,
      row.session,
      row.revision,
      row.type,
      flags,
    )
    if (records.get(row.id) !== record) wrongRecords++
    records.delete(row.id)
  }
  return [compareTerms(statements, user, sums), wrongRecords + records.size]
}

/**
 * Compares the terms of observations by a sum that does not depend on order, since the index returns them in the order
 * of terms. One number for each observation replaces all its terms.
 */
function compareTerms(statements: Prepared, user: number, expected: ReadonlyMap<number, number>): number {
  const prefix = prefixOf(user)
  const found = new Map<number, number>()
  let [last, hash] = ['', 0]
  const occurrences = statements.occurrences.iterate(prefix, afterPrefix(prefix)) as Iterable<unknown>
  for (const [term, key, offset] of occurrences as Iterable<[string, number, number]>) {
    if (term !== last) [last, hash] = [term, hashOf(term.slice(prefix.length))]
    found.set(key, add(found.get(key) ?? 0, hash, offset))
  }
  let wrong = 0
  for (const [key, sum] of expected) if (found.get(key) !== sum) wrong++
  for (const key of found.keys()) if (!expected.has(key)) wrong++
  return wrong
}

function readRecords(statements: Prepared, user: number, types: string): Map<number, string> {
  const rows = statements.chunks.all(user) as unknown as readonly ChunkRow[]
  const table = decodeDocuments(rows, typeNames(types))
  const records = new Map<number, string>()
  for (let i = 0; i < table.length; i++) {
    const type = table.typeNames[table.type[i]!] ?? ''
    records.set(
      table.ids[i]!,
      recordText(
        table.createdAt[i]!,
        table.updatedAt[i]!,
        table.contentLength[i]!,
        table.titleLength[i]!,
        table.session[i]!,
        table.revision[i]!,
        type,
        table.flags[i]!,
      ),
    )
  }
  return records
}

function recordText(
  createdAt: number,
  updatedAt: number,
  contentLength: number,
  titleLength: number,
  session: number,
  revision: number,
  type: string,
  flags: number,
): string {
  const counts = [Math.min(titleLength, 0xffff), contentLength, session, Math.min(revision, 0xffff), flags]
  return `${createdAt} ${updatedAt} ${counts.join(' ')} ${type}`
}

function typeNames(types: string): string[] {
  try {
    return JSON.parse(types) as string[]
  } catch {
    return []
  }
}

/** Counts terms and ranking records outside the ranges of all users. */
function strays(database: DatabaseSync, statements: Prepared): { terms: number; records: number } {
  const users = database
    .prepare('select number from user')
    .all()
    .map((row) => Number(row['number']))
  let terms = 0
  let from = ''
  for (const prefix of users.map(prefixOf).toSorted()) {
    if (statements.termBetween.get(from, prefix) !== undefined) terms++
    from = afterPrefix(prefix)
  }
  if (statements.termBetween.get(from, '\u{10ffff}') !== undefined) terms++
  const sql = 'select count(*) as n from document_chunk where key >> 27 not in (select number from user)'
  return { terms, records: Number(database.prepare(sql).get()?.['n']) }
}

/** Returns a user's prefix as the index writes it: see term-index.ts. */
function prefixOf(user: number): string {
  return `${user.toString(36)}:`
}

/** Returns the first text after all texts with a user's prefix. */
function afterPrefix(prefix: string): string {
  return `${prefix.slice(0, -1)};`
}

function add(sum: number, hash: number, offset: number): number {
  return (sum + Math.imul(hash ^ Math.imul(offset + 1, 0x9e3779b1), 0x85ebca6b)) | 0
}

function hashOf(term: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), 0x01000193)
  return hash
}

/** Returns the prefixes of users with separators that match no living term. */
export function staleSeparators(database: DatabaseSync): Set<string> {
  const next = database.prepare(
    'select term from term_vocabulary where term >= cast(?1 as text) order by term limit 1',
  )
  const stale = new Set<string>()
  for (const row of database.prepare('select term from term_index_idx').iterate()) {
    const beginning = Buffer.from(row['term'] as Uint8Array).subarray(1)
    const prefix = /^[0-9a-z]+:/.exec(beginning.toString('latin1'))?.[0]
    if (prefix === undefined || beginning.length === prefix.length) continue
    const term = next.get(beginning)?.['term'] as string | undefined
    const isLiving = term !== undefined && Buffer.from(term).subarray(0, beginning.length).equals(beginning)
    if (!isLiving) stale.add(prefix)
  }
  return stale
}
