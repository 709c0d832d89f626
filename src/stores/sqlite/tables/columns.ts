import type { SQLInputValue } from 'node:sqlite'
import { MemoryError } from '../../../core/errors/errors.ts'
import {
  observationColumns,
  sessionColumns,
  versionColumns,
  type Column,
  type ColumnKind,
  type Columns,
} from '../../shared/columns.ts'

/**
 * A table's columns in statements, and its rows. The first column is the row's own key, which SQLite calls `key`, unless
 * the table has none. In a statement `?1` is the user's number, and `?2`, `?3` … are the columns in their order.
 */
export class TableColumns<Row extends object> {
  /** As in `key & 134217727 as id, title, topic_key as topicKey`. */
  readonly selected: string
  /** Names without the key, as in `title, topic_key`. */
  readonly inserted: string
  /** Values of {@link TableColumns.inserted}, as in `?3, ?4`. */
  readonly values: string
  /** As in `title = ?3, topic_key = ?4`. */
  readonly updated: string
  readonly #fields: readonly (keyof Row)[]
  readonly #kinds: readonly ColumnKind[]
  readonly #read: readonly (readonly [keyof Row, (stored: unknown) => unknown])[]

  constructor(columns: Columns<Row>, hasKey = true) {
    const keys = hasKey ? 1 : 0
    const named = Object.entries(columns) as [keyof Row & string, Column][]
    const rest = named
      .slice(keys)
      .map(([, column], index) => ({ ...column, value: valueOf(column, index + 2 + keys) }))
    const changed = rest.filter(({ isFixed }) => isFixed !== true)
    this.selected = named.map(([field, column], index) => selectedAs(field, column, index < keys)).join(', ')
    this.inserted = rest.map(({ name }) => name).join(', ')
    this.values = rest.map(({ value }) => value).join(', ')
    this.updated = changed.map(({ name, value }) => `${name} = ${value}`).join(', ')
    this.#fields = named.map(([field]) => field)
    this.#kinds = named.map(([, { kind }]) => kind)
    this.#read = named.flatMap(([field, { kind }]) => {
      const convert = conversions[kind]
      return convert === undefined ? [] : [[field, convert] as const]
    })
  }

  /** Returns the values of `?2` and so on. */
  valuesOf(row: Row): SQLInputValue[] {
    return this.#fields.map((field, index) => storedAs(this.#kinds[index]!, row[field]))
  }

  /** Converts a row as {@link TableColumns.selected} reads it, in place; other columns stay. A copy takes longer. */
  toRow(found: unknown): Row {
    const row = found as Record<keyof Row, unknown>
    for (const [field, convert] of this.#read) row[field] = convert(row[field])
    return row as Row
  }

  /** Converts a row if there is one. */
  toRowOrNull(found: unknown): Row | null {
    return found === undefined ? null : this.toRow(found)
  }

  /** Converts rows. */
  toRows(found: readonly unknown[]): Row[] {
    return found.map((row) => this.toRow(row))
  }
}

const conversions: { readonly [Kind in ColumnKind]?: (stored: unknown) => unknown } = {
  boolean: (stored) => stored === 1,
  json: (stored) => (stored === null ? null : parseStored(stored as string)),
}

function selectedAs(field: string, { name, kind }: Column, isKey: boolean): string {
  const column = isKey ? 'key' : name
  const value = kind === 'key' ? `${column} & 134217727` : column
  return value === field ? value : `${value} as ${field}`
}

function valueOf({ kind }: Column, parameter: number): string {
  return kind === 'key' ? `(?1 << 27) + ?${parameter}` : `?${parameter}`
}

function storedAs(kind: ColumnKind, value: unknown): SQLInputValue {
  if (kind === 'boolean') return Number(value)
  if (kind === 'json' && value !== null) return JSON.stringify(value)
  return value as SQLInputValue
}

/** Parses stored JSON. The parser's error quotes the stored text, so it is not passed on. */
export function parseStored(stored: string): unknown {
  try {
    return JSON.parse(stored) as unknown
  } catch {
    throw new MemoryError('corrupt', 'the file is damaged: restore a backup')
  }
}

/** Columns of `observation`. */
export const observations = new TableColumns(observationColumns)

/** Columns of `session`. */
export const sessions = new TableColumns(sessionColumns)

/** Columns of `version`. */
export const versions = new TableColumns(versionColumns, false)
