import { languages } from '../../../search/corpus.ts'
import type { DatabaseSync } from 'node:sqlite'
import { analyzerNamed } from './check-file.ts'
import { countedItems, countedRows } from './counted-rows.ts'
import { isOrphanVersion } from './check-rows.ts'
import { removeFaultyVectors } from './check-vectors.ts'
import { openToWrite } from '../file/existing-file.ts'
import type { CheckName, Finding } from './finding.ts'
import { rebuildIndex } from '../index/reindex.ts'
import { prepareStatements } from '../tables/statements.ts'
import { openSqliteStore } from '../store.ts'

const derived: ReadonlySet<CheckName> = new Set<CheckName>([
  'index_structure',
  'index_terms',
  'separators',
  'ranking_records',
])
const counted: ReadonlySet<CheckName> = new Set<CheckName>(['counts', 'sessions', 'versions'])

const ofUser = countedRows('user.number')
const ofThread = countedItems('thread')

/**
 * Statements that remove versions of nothing, and correct counts and sessions from the rows. Of several open sessions the last used one stays open. The
 * others end at their last use, as in an import.
 */
const recount: readonly string[] = [
  `update thread set items = ${ofThread.items}, bytes = ${ofThread.bytes}`,
  'delete from thread where items = 0',
  `delete from version as v where ${isOrphanVersion}`,
  `update user set observations = ${ofUser.observations}, sessions = ${ofUser.sessions}, bytes = ${ofUser.bytes},
    next_id = max(next_id, 1 + ${ofUser.lastId}), next_session = max(next_session, 1 + ${ofUser.lastSession})
    where user_id is not null`,
  `update user set next_expiry = (select min(expires_at) from observation o where o.user = number)
    where coalesce(next_expiry, 9e15) > (select min(expires_at) from observation o where o.user = number)`,
  `update user set active_session = (select key - (number << 27) from session s
      where s.user = number and ended_at is null and name is null order by last_activity_at desc, key desc limit 1)
    where user_id is not null and not exists (select 1 from session s
      where s.key = (number << 27) + active_session and ended_at is null and name is null)`,
  `update user set last_activity_at = coalesce(last_activity_at,
      (select last_activity_at from session s where s.key = (number << 27) + active_session))
    where active_session is not null`,
  `update user set last_activity_at = null where active_session is null`,
  `update session set ended_at = last_activity_at where ended_at is null and name is null and not exists (select 1 from user u
      where u.number = session.user and session.key = (u.number << 27) + u.active_session)`,
]

/** Rebuilds the data that derives from rows, and finishes erasures; rows themselves stay as they are. */
export async function repairFile(path: string, findings: readonly Finding[]): Promise<void> {
  // A file of another program or of a later version is not changed.
  if (findings.some(({ check, severity }) => check === 'schema' && severity === 'error')) return
  const has = (checks: ReadonlySet<CheckName>): boolean => findings.some(({ check }) => checks.has(check))
  const [doesIndex, doesCounts, doesVectors] = [
    has(derived),
    has(counted),
    has(new Set<CheckName>(['vectors'])),
  ]
  if (doesIndex || doesCounts || doesVectors) rewrite(path, { doesIndex, doesCounts, doesVectors })
  if (has(new Set<CheckName>(['erasure', 'schema', 'analyzer']))) await reopen(path)
}

/** Parts that a repair makes anew. */
interface Rewriting {
  readonly doesIndex: boolean
  readonly doesCounts: boolean
  readonly doesVectors: boolean
}

function rewrite(path: string, { doesIndex, doesCounts, doesVectors }: Rewriting): void {
  const database = openToWrite(path)
  try {
    database.exec('begin immediate')
    const analyzer = analyzerNamed(readAnalyzer(database))
    if (doesCounts) for (const statement of recount) database.exec(statement)
    if (doesIndex && analyzer !== null)
      rebuildIndex({ database, statements: prepareStatements(database), analyzer })
    if (doesVectors) removeFaultyVectors(database)
    database.exec('commit')
    // Text of the old index must not stay in the log.
    database.exec('pragma wal_checkpoint(truncate)')
  } finally {
    database.close()
  }
}

/** Opens and closes a store: that updates schema and index and finishes erasures. */
async function reopen(path: string): Promise<void> {
  const database = openToWrite(path)
  const analyzer = readAnalyzer(database)
  database.close()
  const language = languages.find((each) => analyzer?.startsWith(`${each}-`)) ?? 'english'
  const store = await openSqliteStore(path, { language })
  await store.close()
}

function readAnalyzer(database: DatabaseSync): string | null {
  const row = database.prepare(`select value from setting where name = 'analyzer'`).get()
  return row === undefined ? null : String(row['value'])
}
