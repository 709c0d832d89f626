import { readFileSync, statSync } from 'node:fs'
import { invalidInput } from '../../core/errors/errors.ts'
import type { ForeignRow, ForeignRows, RowKind } from './reading/foreign-row.ts'

/** A file of JSON is read as a whole. */
const largestFile = 256 * 2 ** 20
/** Lists that this library has no place for. */
const otherLists = ['prompts']

type Fields = Readonly<Record<string, unknown>>

/**
 * The rows of a JSON file: an object with the lists `sessions` and `observations`, one list, or JSON Lines.
 *
 * Errors: `invalid_input`, with the line where one line is at fault.
 */
export function readJson(path: string): ForeignRows & Disposable {
  if (statSync(path).size > largestFile)
    invalidInput('the file is larger than 256 MiB: import the database itself, or split the file')
  const text = decode(readFileSync(path)).replace(/^\u{feff}/u, '')
  const whole = parse(text)
  const rows = whole === undefined ? rowsOfLines(text) : rowsOfValue(whole)
  const others = Object.fromEntries(
    otherLists.map((name) => [name, isObject(whole) ? listOf(whole[name]).length : 0]),
  )
  return { total: rows.length, others, rows: () => inOrder(rows), [Symbol.dispose]: () => undefined }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return invalidInput('the file must be UTF-8, or a SQLite database')
  }
}

/** Undefined where the text is not JSON: it may be JSON Lines. The parser's own error quotes the text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function rowsOfValue(value: unknown): ForeignRow[] {
  if (Array.isArray(value)) return value.map((fields, i) => rowOf(fields, i + 1))
  if (!isObject(value)) return invalidInput('the file holds neither an object nor a list')
  if (value['sessions'] === undefined && value['observations'] === undefined) return [rowOf(value, 1)]
  return [
    ...rowsOfList(value, 'sessions').map((fields, i) => rowOf(fields, i + 1, 'session')),
    ...rowsOfList(value, 'observations').map((fields, i) => rowOf(fields, i + 1, 'observation')),
  ]
}

function rowsOfLines(text: string): ForeignRow[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return []
    const value = parse(line)
    return [value === undefined ? invalidInput('is not JSON', { line: i + 1 }) : rowOf(value, i + 1)]
  })
}

/** Reads a value that is no object as a row without fields; the import then names the missing one. */
function rowOf(value: unknown, row: number, kind?: RowKind): ForeignRow {
  const fields = isObject(value) ? value : {}
  return {
    kind: kind ?? ('started_at' in fields && !('content' in fields) ? 'session' : 'observation'),
    row,
    fields,
  }
}

/** Sessions before observations, each user's together, otherwise as they came. */
function inOrder(rows: readonly ForeignRow[]): ForeignRow[] {
  return rows.toSorted((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)]
    return one < other ? -1 : Number(one > other)
  })
}

function keyOf({ kind, fields }: ForeignRow): string {
  return `${kind === 'session' ? 0 : 1}${typeof fields['user_id'] === 'string' ? fields['user_id'] : ''}`
}

function rowsOfList(value: Fields, name: 'sessions' | 'observations'): unknown[] {
  const list = value[name] ?? []
  return Array.isArray(list) ? list : invalidInput('must be a list', { field: name })
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
