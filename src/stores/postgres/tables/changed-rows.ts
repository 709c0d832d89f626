import type { StoredObservation, StoredSession } from '../../../engine/port/stored.ts'
import { observationColumns } from '../../shared/columns.ts'
import { parametersOf } from './columns.ts'
import type { Sender, StatementName } from './statements.ts'

/** A row before and after a write; null where it does not exist. */
export interface Change<Row> {
  readonly before: Row | null
  readonly after: Row | null
}

/** A table with the statements that write its changed rows. */
interface Table<Row> {
  readonly keyOf: (row: Row) => number
  /** Statements that take the keys of removed rows. */
  readonly remove: readonly StatementName[]
  /** Takes revised rows as JSON. */
  readonly update: StatementName
  /** Takes added rows as JSON. */
  readonly insert: StatementName
  /** Takes the values of one added row: a cluster routes that in half the time. */
  readonly insertOne?: {
    readonly statement: StatementName
    readonly valuesOf: (row: Row) => readonly unknown[]
  }
}

/** The table of observations. Versions go with a removed one, and keyed saves and the journal forget it. */
export const observationTable: Table<StoredObservation> = {
  keyOf: ({ id }) => id,
  remove: ['deleteObservations', 'deleteVersions', 'blankKeyedSaves', 'blankEntries'],
  update: 'updateObservations',
  insert: 'insertObservations',
  insertOne: { statement: 'insertObservation', valuesOf: (row) => parametersOf(observationColumns, row) },
}

/** The table of sessions, which only an erasure removes. */
export const sessionTable: Table<StoredSession> = {
  keyOf: ({ number }) => number,
  remove: [],
  update: 'updateSessions',
  insert: 'insertSessions',
}

/** Rows of one table as a write found them, and as it has changed them. */
export class ChangedRows<Row> {
  readonly #table: Table<Row>
  readonly #rows: Map<number, Row>
  /** Changed rows as the database has them, by key. */
  readonly #before = new Map<number, Row | null>()
  /** Keys of removed rows; a row that is put under such a key afterwards is another one. */
  readonly #removed = new Set<number>()

  constructor(table: Table<Row>, found: readonly Row[]) {
    this.#table = table
    this.#rows = new Map(found.map((row) => [table.keyOf(row), row]))
  }

  get(key: number): Row | null {
    return this.#rows.get(key) ?? null
  }

  /** Returns the rows that pass, ascending by key. */
  where(passes: (row: Row) => boolean): Row[] {
    const { keyOf } = this.#table
    return [...this.#rows.values()].filter(passes).toSorted((a, b) => keyOf(a) - keyOf(b))
  }

  /** Adds a row, or puts it in the place of the one with its key. */
  put(row: Row): void {
    const key = this.#table.keyOf(row)
    this.#change(key, this.get(key))
    this.#rows.set(key, row)
  }

  /** Removes a row, whether it was found before or read later. */
  remove(row: Row): void {
    const key = this.#table.keyOf(row)
    this.#change(key, row)
    this.#removed.add(key)
    this.#rows.delete(key)
  }

  #change(key: number, before: Row | null): void {
    if (!this.#before.has(key)) this.#before.set(key, before)
  }

  /** Changes that were not sent yet, by key. */
  changes(): Map<number, Change<Row>> {
    const entries = [...this.#before].map(([key, before]) => [key, { before, after: this.get(key) }] as const)
    return new Map(entries)
  }

  /** Sends the changes: removals first and additions last, so that what is unique is free. */
  send(sender: Sender): Promise<unknown>[] {
    const { remove, update } = this.#table
    const changes = this.changes()
    const removed = new Set(this.#removed)
    this.#before.clear()
    this.#removed.clear()
    const pick = (isOld: boolean): Row[] =>
      [...changes].flatMap(([key, { before, after }]) =>
        after !== null && (before !== null && !removed.has(key)) === isOld ? [after] : [],
      )
    const gone = [...changes].filter(([key, { before }]) => before !== null && removed.has(key))
    const keys = gone.map(([key]) => key)
    const [revised, added] = [pick(true), pick(false)]
    return [
      ...(keys.length === 0 ? [] : remove.map((statement) => sender.ask(statement, keys))),
      ...(revised.length === 0 ? [] : [sender.ask(update, JSON.stringify(revised))]),
      ...(added.length === 0 ? [] : [this.#insert(sender, added)]),
    ]
  }

  #insert(sender: Sender, added: readonly Row[]): Promise<unknown> {
    const { insert, insertOne } = this.#table
    const [first, ...others] = added
    return first === undefined || others.length > 0 || insertOne === undefined
      ? sender.ask(insert, JSON.stringify(added))
      : sender.ask(insertOne.statement, ...insertOne.valuesOf(first))
  }
}
