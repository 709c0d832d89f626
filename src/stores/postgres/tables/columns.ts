import {
  observationColumns,
  sessionColumns,
  versionColumns,
  type Column,
  type ColumnKind,
  type Columns,
} from '../../shared/columns.ts'

/** Texts that a table's columns contribute to statements. Rows travel as JSON, and `r` is such a record. */
interface TableColumns {
  /** As in `o.id, o.topic_key as "topicKey"`. */
  readonly selected: string
  /** As in `id, topic_key`. */
  readonly inserted: string
  /** Values of `inserted`, as in `r."id", r."topicKey"`. */
  readonly values: string
  /** Parameters in the place of `values`, from `$2` on, for one row: see {@link parametersOf}. */
  readonly parameters: string
  /** As in `topic_key = r."topicKey"`. */
  readonly updated: string
  /** The record, as in `r ("id" integer, "topicKey" text)`. */
  readonly record: string
}

const recordTypes: Readonly<Record<ColumnKind, string>> = {
  key: 'integer',
  integer: 'integer',
  bigint: 'bigint',
  text: 'text',
  boolean: 'boolean',
  json: 'json',
}

/** Puts the columns of a table together; `row` is the name of a selected row, if the statements give it one. */
export function columnsOf<Row>(columns: Columns<Row>, row?: string): TableColumns {
  const named = Object.entries<Column>(columns).map(([field, column]) => ({ field, ...column }))
  const changed = named.filter(({ isFixed }) => isFixed !== true)
  return {
    selected: named.map((column) => selectedAs(column, row)).join(', '),
    inserted: named.map(({ name }) => name).join(', '),
    values: named.map(valueOf).join(', '),
    parameters: named.map((_, index) => `$${index + 2}`).join(', '),
    updated: changed.map((column) => `${column.name} = ${valueOf(column)}`).join(', '),
    record: `r (${named.map(({ field, kind }) => `"${field}" ${recordTypes[kind]}`).join(', ')})`,
  }
}

/** Returns the values of one row as a statement with {@link TableColumns.parameters} takes them. */
export function parametersOf<Row>(columns: Columns<Row>, row: Row): unknown[] {
  return Object.entries<Column>(columns).map(([field, { kind, isNullFor }]) => {
    const value = row[field as keyof Row]
    if (kind === 'json') return value === null ? null : JSON.stringify(value)
    return isNullFor !== undefined && value === isNullFor ? null : value
  })
}

type NamedColumn = Column & { readonly field: string }

function selectedAs({ field, name, kind, isNullFor }: NamedColumn, row?: string): string {
  const column = row === undefined ? name : `${row}.${name}`
  // The driver parses a value of this type.
  if (kind === 'json') return `${column}::json as "${field}"`
  if (isNullFor !== undefined) return `coalesce(${column}, ${isNullFor}) as "${field}"`
  return name === field ? column : `${column} as "${field}"`
}

function valueOf({ field, kind, isNullFor }: NamedColumn): string {
  if (isNullFor !== undefined) return `nullif(r."${field}", ${isNullFor})`
  return kind === 'json' ? `r."${field}"::text` : `r."${field}"`
}

/** Columns of `observation o`. */
export const observations: TableColumns = columnsOf(observationColumns, 'o')

/** Columns of `session`. */
export const sessions: TableColumns = columnsOf(sessionColumns)

/** Columns of `version v`. */
export const versions: TableColumns = columnsOf(versionColumns, 'v')
