import type { ForeignRecord, RowKind } from './foreign-row.ts'

/** A record that a reader found in a file, or one that it cannot take. */
export interface FoundRecord {
  readonly kind: RowKind
  /** Place in the file, from 1: of the record in a list, of the line, or of the heading. */
  readonly row: number
  /** Null for a record that its program has deleted. */
  readonly record: ForeignRecord | null
  /** Reason, as a fixed text, for which the reader itself cannot take it; absent: it can. */
  readonly refused?: { readonly field: string | null; readonly reason: string }
}

/** The records of a file, sessions before the observations that belong to them. */
export interface FoundRecords extends Disposable {
  /** Number of rows; null where the file is read piece by piece. */
  readonly total: number | null
  /** Numbers of what is left out, by its name; complete once all records are read. */
  readonly others: Readonly<Record<string, number>>
  records(): Iterable<FoundRecord> | AsyncIterable<FoundRecord>
}

/** Counts what a reader leaves out. */
export class Others {
  readonly counts: Record<string, number> = {}

  add(name: string, many = 1): void {
    if (many > 0) this.counts[name] = (this.counts[name] ?? 0) + many
  }
}

/** A file of another program: its path, and the time when it was written, for records without a time of their own. */
export interface ForeignFile {
  readonly path: string
  readonly name: string
  readonly writtenAt: string
}

/** Reads one format; `others` takes what it leaves out. It decides nothing that needs the memory. */
export type ReadForeignFile = (
  file: ForeignFile,
  others: Others,
) => Iterable<FoundRecord> | AsyncIterable<FoundRecord>
