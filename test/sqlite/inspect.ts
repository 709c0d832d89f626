import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'vitest'
import { createAnalyzer } from '../../src/search/text/analyze.ts'
import type { Language } from '../../src/search/corpus.ts'
import { decodeDocuments, type ChunkRow } from '../../src/stores/shared/ranking-records.ts'
import { rebuildIndex } from '../../src/stores/sqlite/index/reindex.ts'
import { prepareStatements, type Statements } from '../../src/stores/sqlite/tables/statements.ts'

/**
 * Every byte of every file beside the database file, by name. Read by another process: closing a file here would drop
 * the locks that SQLite holds on it in this one.
 */
export function bytesBeside(path: string): Map<string, Buffer> {
  const folder = dirname(path)
  const read = (name: string): Buffer => execFileSync('cat', [join(folder, name)], { maxBuffer: 2 ** 30 })
  return new Map(readdirSync(folder).map((name) => [name, read(name)]))
}

/** Finds the texts that stand in a file, with that file; empty where none does. Letter case does not matter. */
export function tracesOf(texts: Iterable<string>, path: string): string[] {
  const files = [...bytesBeside(path)].map(
    ([name, bytes]) => [name, bytes.toString('latin1').toLowerCase()] as const,
  )
  const found: string[] = []
  for (const text of texts) {
    const needle = Buffer.from(text.toLowerCase()).toString('latin1')
    for (const [name, bytes] of files) if (bytes.includes(needle)) found.push(`${text} in ${name}`)
  }
  return found
}

/**
 * Pages of tables and indexes that hold something between their cell pointers and their first cell, where SQLite leaves
 * copies of what it moved. The layout is https://www.sqlite.org/fileformat.html#b_tree_pages.
 */
export function pagesWithRemains(path: string): number[] {
  const bytes = bytesBeside(path).get(basename(path))!
  const size = bytes.readUInt16BE(16)
  const numbers = Array.from({ length: bytes.length / size }, (_, i) => i + 1)
  return numbers.filter((number) => {
    const page = bytes.subarray((number - 1) * size, number * size)
    const header = page.subarray(number === 1 ? 100 : 0)
    const pointers = new Map([2, 5, 10, 13].map((kind) => [kind, kind < 10 ? 12 : 8])).get(header[0]!)
    if (pointers === undefined) return false
    const end = (number === 1 ? 100 : 0) + pointers + 2 * header.readUInt16BE(3)
    return page.subarray(end, header.readUInt16BE(5)).some((byte) => byte !== 0)
  })
}

/** Both integrity checks of SQLite pass. */
export function expectIntact(path: string): void {
  using database = new DatabaseSync(path, { timeout: 10_000 })
  expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  expect(database.prepare('pragma foreign_key_check').all()).toEqual([])
  database.exec(`insert into term_index (term_index) values ('integrity-check')`)
}

/** Index, ranking records and counters say exactly what the rows of observations and sessions say. */
export function expectTrueIndex(path: string, language: Language = 'english'): void {
  using database = new DatabaseSync(path, { timeout: 10_000 })
  const statements = prepareStatements(database)
  const kept = derivedRows(database, statements)
  expect(kept.users).toEqual(countedUsers(database))
  // Rebuilt inside a transaction that is given up, so that looking changes nothing.
  database.exec('begin immediate')
  rebuildIndex({ database, statements, analyzer: createAnalyzer(language) })
  expect(kept).toEqual(derivedRows(database, statements))
  database.exec('rollback')
}

interface Derived {
  readonly terms: unknown[]
  readonly documents: unknown[]
  readonly users: unknown[]
}

function derivedRows(database: DatabaseSync, statements: Statements): Derived {
  const users = database
    .prepare('select number, observations, sessions, types from user order by number')
    .all()
  return {
    terms: database.prepare('select term, doc, offset from term_occurrence order by term, doc, offset').all(),
    documents: users.map((user) => documentsOf(statements, Number(user['number']), String(user['types']))),
    users: users.map(({ number, observations, sessions }) => ({ number, observations, sessions })),
  }
}

/** Types by name: their numbers depend on the order in which a user first used them. */
function documentsOf(statements: Statements, user: number, types: string): unknown {
  const rows = statements.readChunks.all(user) as unknown as readonly ChunkRow[]
  const table = decodeDocuments(rows, JSON.parse(types) as string[])
  return Array.from({ length: table.length }, (_, i) => ({
    id: table.ids[i],
    type: table.typeNames[table.type[i]!],
    times: [table.createdAt[i], table.updatedAt[i]],
    lengths: [table.titleLength[i], table.contentLength[i]],
    session: table.session[i],
    revision: table.revision[i],
    flags: table.flags[i],
  }))
}

function countedUsers(database: DatabaseSync): unknown[] {
  return database
    .prepare(
      `select number, (select count(*) from observation where user = number) as observations,
        (select count(*) from session where user = number
          and not (summary is null and is_auto_generated = 1)) as sessions from user order by number`,
    )
    .all()
}
