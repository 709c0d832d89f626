import type { Migration } from '../../src/stores/sqlite/tables/migrate.ts'
import { migrations } from '../../src/stores/sqlite/tables/schema.ts'

/** A life of three schemas that move data and could not be done twice. */
const invented: readonly Migration[] = [
  {
    id: 1,
    name: 'begin',
    sql: [
      'create table note (id integer primary key, text text) strict',
      `insert into note (text) values ('one'), ('two')`,
      'create index note_by_text on note (text)',
    ],
  },
  {
    id: 2,
    name: 'count letters',
    sql: [
      'alter table note add column length integer',
      'update note set length = length(text)',
      `insert into note (text, length) values ('three', 5)`,
    ],
  },
  {
    id: 4,
    name: 'move to another table',
    breaking: true,
    sql: [
      'create table letter (id integer primary key, text text not null, length integer not null) strict',
      'insert into letter (text, length) select text, length * 10 from note',
      'drop table note',
      'update letter set length = length + 1',
    ],
  },
]

/** Histories that the tests interrupt: an invented one, and the one that is shipped. */
export const histories = { invented, shipped: migrations } as const

export type HistoryName = keyof typeof histories

/** Number of places at which a history can be interrupted. */
export function placesToDie(history: readonly Migration[]): number {
  return history.flatMap(({ sql }) => sql).length + history.length
}

/** The same history, calling `die_at(place)` before its first statement and after each. */
export function mortal(history: readonly Migration[]): Migration[] {
  let place = 0
  const die = (): string => `select die_at(${place++})`
  return history.map((migration) => {
    const sql = [die()]
    for (const statement of migration.sql) sql.push(statement, die())
    return { ...migration, sql }
  })
}
