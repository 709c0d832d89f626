import type { ForeignFormat } from '../../../src/maintenance/index.ts'

/** Time at which every file was written. */
export const writtenAt = '2026-03-04T05:06:07.000Z'
const first = Date.parse('2025-01-01T00:00:00.000Z')

/** Time of a record, a minute after the one before. */
export const timeAt = (index: number): string => new Date(first + index * 60_000).toISOString()

/** A file of another program with a number of records, and what an import makes of it. */
export interface VendorFile {
  readonly format: ForeignFormat
  /** Makes the text of a file with so many records, in the vendor's form, and some that are left out. */
  readonly textOf: (many: number) => string
  /** Observation that the first record becomes. */
  readonly first: object
  /** Records of the text that are refused. */
  readonly refused: number
  readonly deleted?: number
  readonly others?: Readonly<Record<string, number>>
  /** True where the records have no times, so that they get the file's. */
  readonly isUndated?: boolean
  /** True where each record names its user. */
  readonly namesUsers?: boolean
}

export const list = <Value>(many: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: many }, (_, index) => make(index))

export const lines = (values: readonly unknown[]): string =>
  values.map((value) => JSON.stringify(value)).join('\n')
