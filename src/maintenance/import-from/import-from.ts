import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { invalidInput, MemoryError } from '../../core/errors/errors.ts'
import type { ImportCounts } from '../../core/model.ts'
import type { ILabMemory } from '../../memory/ilab-memory.ts'
import { requireUserId } from '../../core/user-id.ts'
import { filePath } from '../../core/paths/kind-of-place.ts'
import type { PathLike } from '../../core/paths/local-path.ts'
import { fileFailure } from '../partial-file.ts'
import { importBatch, type Pending, type Refusal } from './batch.ts'
import { readDatabase } from './database.ts'
import { readEngramRow } from './engram.ts'
import type { ForeignRows, ReadForeignRow } from './reading/foreign-row.ts'
import { fileReaders } from './formats/formats.ts'
import { Others, type FoundRecord, type FoundRecords, type ReadForeignFile } from './reading/found-records.ts'
import { readPythonRow } from './ilab-python.ts'
import { readJson } from './json.ts'

/** Format of another program's memory. */
export type ForeignFormat =
  | 'ilab-python'
  | 'engram'
  | 'mem0'
  | 'langgraph'
  | 'mcp-memory'
  | 'claude-mem'
  | 'chatgpt'
  | 'claude'
  | 'markdown'
  | 'csv'

/** Readers of formats that are tables of a database, or JSON of the same columns. */
const rowReaders: Readonly<Record<string, ReadForeignRow>> = {
  'ilab-python': readPythonRow,
  engram: readEngramRow,
}

/** The formats that {@link importFrom} reads. */
export const foreignFormats = [
  ...Object.keys(rowReaders),
  ...Object.keys(fileReaders),
] as readonly ForeignFormat[]

/** Refusals that a report lists; it counts all. */
const mostListed = 1_000
/** Rows in one transaction. */
const mostRows = 100
/** Characters in one transaction: fewer than an import would split. */
const mostCharacters = 2 ** 21

/** Progress of an import. */
export interface ImportFromProgress {
  /** Rows that were read. */
  readonly rows: number
  /** Rows of the file; null where it is read piece by piece, so that their number is not known. */
  readonly total: number | null
}

/** Options of an import from another program. */
export interface ImportFromOptions {
  /**
   * Id of the user who gets the rows that name no user. A row that names its user goes to that user.
   * @default rows that name no user fail with `invalid_input`
   */
  readonly userId?: string | null | undefined
  /**
   * Function that is called as the import proceeds.
   * @default none
   */
  readonly onProgress?: ((progress: ImportFromProgress) => void) | null | undefined
}

/** Result of an import: the records that it added and those that it left out. */
export interface ImportFromReport extends ImportCounts {
  /** Users that have rows in the file. */
  readonly users: number
  /** Rows that their program had deleted. */
  readonly deleted: number
  /** Rows of kinds that this library does not have, such as prompts. */
  readonly others: Readonly<Record<string, number>>
  /** Rows that were refused. */
  readonly refused: number
  /** The first 1,000 of them, with the reason. */
  readonly refusals: readonly Refusal[]
}

/**
 * Imports the memory of another program from its SQLite database, or from a file of JSON, Markdown or CSV. The file is read
 * and never changed; a file of text is read piece by piece.
 *
 * Ids, users, topic keys, revisions, times, sessions and summaries are kept. Private regions are redacted, deleted rows are
 * left out, and a row that the memory cannot take is reported. Importing again adds only what is missing.
 *
 * Errors: `not_found`, `invalid_input` (not such a file, or rows name no user and `userId` is missing), `corrupt`,
 * `quota_exceeded`, and those of the store.
 *
 * @example
 * ```ts
 * const memory = await ILabMemory.fromPath('./memory.db')
 * const report = await importFrom(memory, 'ilab-python', './python/memory.db')
 * console.log(report.observations, report.refusals)
 * ```
 */
export async function importFrom(
  to: ILabMemory,
  format: ForeignFormat,
  file: PathLike,
  options: ImportFromOptions | null = {},
): Promise<ImportFromReport> {
  const path = filePath(file, { name: 'importFrom', otherwise: 'name the file to read' })
  if (!foreignFormats.includes(format))
    invalidInput(`must be one of ${foreignFormats.join(', ')}`, { field: 'format' })
  const importing = new ForeignImport(to, options ?? {})
  try {
    using found = findRecords(format, path)
    return await importing.run(found)
  } catch (error) {
    throw fileFailure(error)
  }
}

function findRecords(format: ForeignFormat, path: string): FoundRecords {
  const readRow = rowReaders[format]
  if (readRow !== undefined) return fromRows(isDatabase(path) ? readDatabase(path) : readJson(path), readRow)
  if (isDatabase(path)) invalidInput('this is a database: export it as a file of text first')
  const read: ReadForeignFile = fileReaders[format as keyof typeof fileReaders]
  const others = new Others()
  const name = basename(path, extname(path))
  const file = { path, name, writtenAt: statSync(path).mtime.toISOString() }
  return {
    total: null,
    others: others.counts,
    records: () => read(file, others),
    [Symbol.dispose]: () => undefined,
  }
}

function fromRows(rows: ForeignRows & Disposable, read: ReadForeignRow): FoundRecords {
  return {
    total: rows.total,
    others: rows.others,
    *records() {
      for (const row of rows.rows()) yield { kind: row.kind, row: row.row, record: read(row) }
    },
    [Symbol.dispose]: () => rows[Symbol.dispose](),
  }
}

class ForeignImport {
  readonly #to: ILabMemory
  readonly #options: ImportFromOptions
  readonly #users = new Set<string>()
  readonly #unknownTypes = new Set<unknown>()
  readonly #refusals: Refusal[] = []
  readonly #counts = { observations: 0, sessions: 0, threadItems: 0, unchanged: 0, deleted: 0, refused: 0 }
  #pending: Pending[] = []
  #characters = 0
  #userId = ''

  constructor(to: ILabMemory, options: ImportFromOptions) {
    this.#to = to
    this.#options = options
  }

  async run(file: FoundRecords): Promise<ImportFromReport> {
    let rows = 0
    for await (const found of file.records()) {
      await this.#take(found)
      this.#options.onProgress?.({ rows: ++rows, total: file.total })
    }
    await this.#flush()
    return { users: this.#users.size, ...this.#counts, others: file.others, refusals: this.#refusals }
  }

  async #take(row: FoundRecord): Promise<void> {
    const { record, refused } = row
    if (refused !== undefined) {
      this.#refuse({ kind: row.kind, row: row.row, ...refused })
      return
    }
    if (record === null) {
      this.#counts.deleted++
      return
    }
    const userId = this.#userOf(row, record.userId)
    if (userId === null) return
    const characters = JSON.stringify(record.fields).length
    if (
      userId !== this.#userId ||
      this.#pending.length >= mostRows ||
      this.#characters + characters > mostCharacters
    )
      await this.#flush()
    this.#userId = userId
    this.#users.add(userId)
    this.#pending.push({ kind: row.kind, row: row.row, record })
    this.#characters += characters
  }

  /** Errors: `invalid_input` where neither the row nor the caller names a user. */
  #userOf({ kind, row }: FoundRecord, named: unknown): string | null {
    const userId =
      named ??
      this.#options.userId ??
      invalidInput('the rows name no user: say whose memory this is (userId, --user)')
    try {
      return requireUserId(userId)
    } catch (error) {
      if (named === null || !(error instanceof MemoryError)) throw error
      this.#refuse({ kind, row, field: 'user_id', reason: error.reason })
      return null
    }
  }

  async #flush(): Promise<void> {
    const pending = this.#pending
    this.#pending = []
    this.#characters = 0
    if (pending.length === 0) return
    const added = await importBatch(this.#to.forUser(this.#userId), pending, {
      refuse: (refusal) => this.#refuse(refusal),
      unknownTypes: this.#unknownTypes,
    })
    for (const name of ['observations', 'sessions', 'unchanged'] as const) this.#counts[name] += added[name]
  }

  #refuse(refusal: Refusal): void {
    this.#counts.refused++
    if (this.#refusals.length < mostListed) this.#refusals.push(refusal)
  }
}

/** Recognises a SQLite database by its first bytes. */
function isDatabase(path: string): boolean {
  const start = Buffer.alloc(16)
  const file = openSync(path, 'r')
  try {
    readSync(file, start, 0, 16, 0)
  } finally {
    closeSync(file)
  }
  return start.toString('latin1') === 'SQLite format 3\0'
}
