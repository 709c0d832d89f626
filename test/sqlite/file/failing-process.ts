// Writes to one table after the other through a queue, and prints which writes failed, and which pages changed without being
// told. Arguments: path.
import { execFileSync } from 'node:child_process'
import { createAnalyzer } from '../../../src/search/text/analyze.ts'
import { ChangedPages } from '../../../src/stores/sqlite/file/changed-pages.ts'
import { openDatabase } from '../../../src/stores/sqlite/file/open.ts'
import { RawFile } from '../../../src/stores/sqlite/file/page-gaps.ts'
import { emptyLog } from '../../../src/stores/sqlite/file/scrub.ts'
import { requireIndexOf } from '../../../src/stores/sqlite/index/reindex.ts'
import { SearchCache } from '../../../src/stores/sqlite/index/search-cache.ts'
import { prepareStatements } from '../../../src/stores/sqlite/tables/statements.ts'
import { GroupTransaction } from '../../../src/stores/sqlite/write/group-transaction.ts'
import { WriteQueue } from '../../../src/stores/sqlite/write/write-queue.ts'

const path = process.argv[2]!
const pageSize = 4096
const tables = Array.from({ length: 12 }, (_, i) => `note_${i}`)
const database = openDatabase(path)
database.exec('begin')
for (const table of tables) {
  database.exec(`create table ${table} (text text)`)
  for (let row = 0; row < 10; row++) database.exec(`insert into ${table} values (hex(zeroblob(1000)))`)
}
database.exec('commit')
const statements = prepareStatements(database)
const connection = { database, statements, analyzer: createAnalyzer('english'), cache: new SearchCache(0) }
requireIndexOf(connection)
const changed = new ChangedPages(database, path, 0)
const file = { database, rawFile: new RawFile(path), path, changed }
const queue = new WriteQueue(new GroupTransaction(connection), file, 1_000)

/** Reads the file in another process: closing it here would drop SQLite's locks. */
const pages = (): Buffer[] => {
  const bytes = execFileSync('cat', [path], { maxBuffer: 2 ** 30 })
  return Array.from({ length: bytes.length / pageSize }, (_, i) =>
    bytes.subarray(i * pageSize, (i + 1) * pageSize),
  )
}

emptyLog(database)
changed.begin()
const before = pages()
const failed: number[] = []
for (const [i, table] of tables.entries())
  await queue
    .write(() => database.exec(`update ${table} set text = hex(randomblob(1000))`))
    .catch(() => failed.push(i))
emptyLog(database)
const { pages: told } = changed.begin()
const differing = pages().flatMap((page, i) => (before[i]?.equals(page) === true ? [] : [i + 1]))
const leftOut = told === null ? [] : differing.filter((page) => !told.includes(page))
process.stdout.write(`${JSON.stringify({ failed, leftOut })}\n`)
