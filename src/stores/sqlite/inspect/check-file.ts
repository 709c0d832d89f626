import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { DatabaseSync } from 'node:sqlite'
import { createAnalyzer, type Analyzer } from '../../../search/text/analyze.ts'
import { languages } from '../../../search/corpus.ts'
import { checkIndex, staleSeparators } from './check-index.ts'
import { checkRows } from './check-rows.ts'
import { checkVectors, type VectorCoverage } from './check-vectors.ts'
import { ownerOf } from './copy-file.ts'
import { latestSchema, openToRead, requireReadable } from '../file/existing-file.ts'
import { toMemoryError } from '../file/failures.ts'
import type { Finding, Report } from './finding.ts'
import { openSnapshot } from '../file/open.ts'

/** Facts that a file states about itself. */
export interface FileFacts {
  readonly schema: number | null
  readonly analyzer: string | null
  readonly vectors: VectorCoverage
}

export interface FileChecking {
  /** Digest of the user who must own the file. */
  readonly owner?: string | undefined
  readonly onUser?: ((checked: number, total: number) => void) | undefined
}

/** Checks one file without changing a byte of it. Every fault is a finding, never an error. */
export async function checkFile(
  path: string,
  checking: FileChecking = {},
): Promise<{ facts: FileFacts; findings: Finding[] }> {
  const isAtRest = !existsSync(`${path}-wal`)
  const result = await checkOpened(path, isAtRest, checking)
  // Another process may have opened the file during the check, which read it as immutable: check it again.
  return isAtRest && existsSync(`${path}-wal`) ? checkOpened(path, false, checking) : result
}

async function checkOpened(
  path: string,
  isAtRest: boolean,
  { owner, onUser = () => undefined }: FileChecking,
): Promise<{ facts: FileFacts; findings: Finding[] }> {
  const findings: Finding[] = []
  const report: Report = (check, severity, message) => void findings.push({ check, severity, path, message })
  const nothing: FileFacts = { schema: null, analyzer: null, vectors: { users: 0, incomplete: 0 } }
  let database: DatabaseSync
  try {
    database = openToRead(path, isAtRest)
  } catch (error) {
    report('open', 'error', toMemoryError(error).message)
    return { facts: nothing, findings }
  }
  try {
    if (!attempt(report, 'schema', () => requireReadable(database))) return { facts: nothing, findings }
    const schema = Number(database.prepare('pragma user_version').get()?.['user_version'])
    if (schema < latestSchema()) {
      report(
        'schema',
        'warning',
        `schema ${schema} is older than ${latestSchema()}: the next open brings it up to date`,
      )
      return { facts: { ...nothing, schema }, findings }
    }
    attempt(report, 'integrity', () => checkRows(database, report))
    attempt(report, 'owner', () => checkOwner(database, owner, report))
    attempt(report, 'index_structure', () => checkSeparators(database, report))
    let { vectors } = nothing
    attempt(report, 'vectors', () => {
      vectors = checkVectors(database, report)
    })
    const analyzer = readAnalyzer(database)
    const made = analyzerNamed(analyzer)
    if (made === null)
      report('analyzer', 'warning', 'the index is of another version: the next open rebuilds it')
    else await checkIndex(database, made, report, onUser)
    return { facts: { schema, analyzer, vectors }, findings }
  } catch (error) {
    // A page could not be read, so the index cannot be judged.
    report('index_structure', 'error', toMemoryError(error).message)
    return { facts: nothing, findings }
  } finally {
    database.close()
  }
}

/** Runs a check that may meet an unreadable page; true if it ran to its end. */
function attempt(report: Report, check: Finding['check'], run: () => void): boolean {
  try {
    run()
    return true
  } catch (error) {
    report(check, 'error', toMemoryError(error).message)
    return false
  }
}

function checkOwner(database: DatabaseSync, owner: string | undefined, report: Report): void {
  const said = ownerOf(database)
  if (owner !== undefined && said !== owner)
    report('owner', 'error', 'the file is not of the user whose place it is in')
  if (said === null) return
  const users = database.prepare('select user_id from user where user_id is not null').all()
  const digests = users.map((row) => createHash('sha256').update(String(row['user_id'])).digest('hex'))
  if (digests.some((digest) => digest !== said))
    report('owner', 'error', 'the file of one user holds another')
}

function checkSeparators(database: DatabaseSync, report: Report): void {
  const stale = staleSeparators(database).size
  if (stale > 0)
    report(
      'separators',
      'warning',
      `the index's directory holds beginnings of words that ${stale} users erased`,
    )
}

function readAnalyzer(database: DatabaseSync): string | null {
  const row = database.prepare(`select value from setting where name = 'analyzer'`).get()
  return row === undefined ? null : String(row['value'])
}

/** Returns the analyser that made an index; null where this version of the library does not have it. */
export function analyzerNamed(id: string | null): Analyzer | null {
  return languages.map((language) => createAnalyzer(language)).find((analyzer) => analyzer.id === id) ?? null
}

/** Reads the settings of the library's connection to this file, and of the file itself. */
export function pragmasOf(path: string): Record<string, string | number> {
  const isAtRest = !existsSync(`${path}-wal`)
  const database = openSnapshot(isAtRest ? `${pathToFileURL(path).href}?immutable=1` : path)
  try {
    const names = [
      'synchronous',
      'secure_delete',
      'foreign_keys',
      'trusted_schema',
      'temp_store',
      'page_size',
      'encoding',
    ]
    const read = (name: string): unknown => Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0]
    const pragmas = Object.fromEntries(names.map((name) => [name, read(name)])) as Record<
      string,
      string | number
    >
    return { journal_mode: isAtRest ? journalModeOf(path) : String(read('journal_mode')), ...pragmas }
  } finally {
    database.close()
  }
}

/**
 * Reads the journal mode from the file's header, since an immutable connection does not report it. Only for a file
 * without open connections: closing it here drops all locks of this process on it.
 */
function journalModeOf(path: string): string {
  const descriptor = openSync(path, 'r')
  try {
    const header = Buffer.alloc(20)
    readSync(descriptor, header, 0, header.length, 0)
    return header[18] === 2 && header[19] === 2 ? 'wal' : 'delete'
  } finally {
    closeSync(descriptor)
  }
}
