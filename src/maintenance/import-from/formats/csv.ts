import { createReadStream } from 'node:fs'
import { invalidInput } from '../../../core/errors/errors.ts'
import { textOrNull } from '../reading/foreign-row.ts'
import type { ForeignFile, FoundRecord } from '../reading/found-records.ts'
import { observationOf, refused, titleOf } from './draft-record.ts'

/** Columns with a meaning, under each name that they may have. Any other column goes into the data. */
const columns: Readonly<Record<string, string>> = {
  title: 'title',
  name: 'title',
  content: 'content',
  text: 'content',
  memory: 'content',
  type: 'type',
  topic_key: 'topic_key',
  keywords: 'keywords',
  tags: 'keywords',
  user_id: 'user_id',
  pinned: 'pinned',
  created_at: 'created_at',
  date: 'created_at',
  updated_at: 'updated_at',
  // Those of our own export that an import gives anew.
  id: 'id',
  revision: 'revision',
  source: 'source',
}

/** Characters of one row at most; a quote that is never closed would take the whole file. */
const longestRow = 2 ** 24

/** Reads a table of comma-separated values (RFC 4180) with names in its first row. Keywords are separated by `;`. */
export async function* readCsv({ path, writtenAt }: ForeignFile): AsyncGenerator<FoundRecord> {
  let names: readonly string[] | null = null
  let row = 0
  for await (const cells of rowsOf(path)) {
    if (names === null) {
      names = cells.map((name) => name.trim())
      if (!names.some((name) => ['title', 'content'].includes(columns[name.toLowerCase()] ?? '')))
        invalidInput('the first row must name the columns, with title or content among them')
      continue
    }
    row++
    if (cells.length === 1 && cells[0] === '') continue
    if (cells.length > names.length) yield refused(row, 'has more cells than there are columns')
    else yield recordOf(row, names, cells, writtenAt)
  }
}

function recordOf(
  row: number,
  names: readonly string[],
  cells: readonly string[],
  writtenAt: string,
): FoundRecord {
  const known: Record<string, string> = {}
  const data: Record<string, string> = {}
  // A row may end early: its cells count, not the columns.
  for (const [index, written] of cells.entries()) {
    const name = names[index]!
    const cell = withoutGuard(written)
    if (cell === '') continue
    const column = columns[name.toLowerCase()]
    if (column === undefined) data[name] = cell
    else known[column] ??= cell
  }
  const { content = '', title = titleOf(content) } = known
  if (title === '') return refused(row, 'has neither a title nor a content', 'title')
  return observationOf('csv', row, {
    userId: known['user_id'],
    type: textOrNull(known['type']) ?? 'discovery',
    title,
    content,
    topicKey: known['topic_key'] ?? null,
    keywords: (known['keywords'] ?? '').split(';').flatMap((each) => textOrNull(each)?.trim() ?? []),
    data: Object.keys(data).length === 0 ? null : data,
    pinned: known['pinned'] === 'true',
    createdAt: known['created_at'] ?? writtenAt,
    updatedAt: known['updated_at'],
  })
}

/** Takes away the sign that an export puts before what a spreadsheet would run as a formula. */
function withoutGuard(cell: string): string {
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell
}

async function* rowsOf(path: string): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const parser = new RowParser()
  try {
    for await (const bytes of createReadStream(path))
      yield* parser.take(decoder.decode(bytes as Buffer, { stream: true }))
    yield* parser.take(decoder.decode())
  } catch (error) {
    if (error instanceof TypeError) invalidInput('the file must be UTF-8')
    throw error
  }
  yield* parser.end()
}

/** Cuts text into rows of cells, piece by piece. */
class RowParser {
  #cells: string[] = []
  #cell = ''
  #length = 0
  #isQuoted = false
  /** True after a quote inside a quoted cell: it ends the cell, or begins an escaped quote. */
  #wasQuote = false

  take(text: string): string[][] {
    const rows: string[][] = []
    for (const sign of text) {
      if (++this.#length > longestRow) invalidInput('a row is too long: is a quote closed?')
      if (this.#isQuoted && !this.#wasQuote) {
        if (sign === '"') this.#wasQuote = true
        else this.#cell += sign
      } else if (sign === '"') {
        if (this.#wasQuote) this.#cell += sign
        this.#isQuoted = true
        this.#wasQuote = false
      } else if (sign === ',') this.#endCell()
      else if (sign === '\n') rows.push(this.#endRow())
      else if (sign !== '\r') this.#cell += sign
    }
    return rows
  }

  end(): string[][] {
    if (this.#isQuoted && !this.#wasQuote) invalidInput('the last quote is not closed')
    return this.#cell !== '' || this.#cells.length > 0 ? [this.#endRow()] : []
  }

  #endCell(): void {
    this.#cells.push(this.#cell)
    this.#cell = ''
    this.#isQuoted = false
    this.#wasQuote = false
  }

  #endRow(): string[] {
    this.#endCell()
    const cells = this.#cells
    this.#cells = []
    this.#length = 0
    return cells
  }
}
