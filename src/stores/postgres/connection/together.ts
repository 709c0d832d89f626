import { hash } from 'node:crypto'
import type { StatementName, Statements } from '../tables/statements.ts'

/** A read that travels with others: its statement, and the parameters from `$2` on. */
export type Read = readonly [name: StatementName, ...values: readonly unknown[]]

/** Several reads as one statement. */
interface Together {
  readonly text: string
  /** Short name for a prepared statement: PostgreSQL cuts long ones. */
  readonly name: string
}

/** A row of the one statement: the place of its read, and what that read returned, as JSON. */
export interface RowTogether {
  readonly place: number
  readonly row: Readonly<Record<string, unknown>>
}

/** Columns of type `bytea`, which JSON holds as text. */
const bytes: Partial<Record<StatementName, string>> = {
  lastChunk: 'data',
  chunksOfTopics: 'data',
  keyedSavesForWrite: 'draft',
  keyedAppendsForWrite: 'draft',
}

/** Makes one statement of several reads, for each combination once. */
export class StatementsTogether {
  readonly #statements: Statements
  readonly #made = new Map<string, Together>()

  constructor(statements: Statements) {
    this.#statements = statements
  }

  /** Returns the statement for these reads; `$1` is the user's key, and each read's own parameters follow in order. */
  of(reads: readonly Read[]): Together {
    const names = reads.map(([name]) => name).join(' ')
    const made = this.#made.get(names) ?? {
      text: this.#textOf(reads),
      name: hash('sha256', names).slice(0, 16),
    }
    this.#made.set(names, made)
    return made
  }

  #textOf(reads: readonly Read[]): string {
    let earlier = 0
    const parts = reads.map(([name, ...values], place) => {
      const read = this.#statements[name].replaceAll(/\$(\d+)/g, (_, number: string) =>
        number === '1' ? '$1' : `$${Number(number) + earlier}`,
      )
      earlier += values.length
      return `select ${place} as place, to_json(r) as row from (${read}) as r`
    })
    return parts.join('\nunion all ')
  }
}

/** Returns the rows of each read as it would have returned them alone; their order may differ. */
export function rowsApart(
  reads: readonly Read[],
  rows: readonly RowTogether[],
): readonly (readonly unknown[])[] {
  const apart = reads.map((): unknown[] => [])
  for (const { place, row } of rows) {
    const column = bytes[reads[place]![0]]
    const text = column === undefined ? null : row[column]
    apart[place]!.push(
      typeof text === 'string' ? { ...row, [column!]: Buffer.from(text.slice(2), 'hex') } : row,
    )
  }
  return apart
}
