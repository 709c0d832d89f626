import { DatabaseSync } from 'node:sqlite'
import { migrate } from '../../src/stores/sqlite/tables/migrate.ts'
import { migrations } from '../../src/stores/sqlite/tables/schema.ts'

/** A row of `sqlite_schema`. */
interface Item {
  readonly type: string
  readonly name: string
  readonly sql: string | null
}

const itemsOf = (database: DatabaseSync): Item[] =>
  database
    .prepare(`select type, name, sql from sqlite_schema where name not like 'sqlite_%'`)
    .all() as unknown as Item[]

const columnsOf = (database: DatabaseSync, table: string): string[] =>
  database
    .prepare('select name from pragma_table_info(?)')
    .all(table)
    .map(({ name }) => String(name))

/** Takes away what later migrations have added, and names an earlier analyser, so that the file is as version 0.1 left it. */
export const makeOld = (path: string, schema = 2, analyzer = 'english-2'): void => {
  using old = new DatabaseSync(':memory:')
  migrate(
    old,
    migrations.filter(({ id }) => id <= schema),
    { backup: () => undefined },
  )
  using database = new DatabaseSync(path)
  database.exec('pragma foreign_keys = off')
  const kept = new Map(itemsOf(old).map((item) => [item.name, item]))
  const items = itemsOf(database)
  for (const { type, name, sql } of items)
    if (type === 'index' && kept.get(name)?.sql !== sql) database.exec(`drop index ${name}`)
  const tables = items.filter(({ type }) => type === 'table')
  for (const { name } of tables) if (!kept.has(name)) database.exec(`drop table ${name}`)
  for (const { name } of tables.filter((table) => kept.has(table.name))) {
    const columns = columnsOf(old, name)
    for (const column of columnsOf(database, name))
      if (!columns.includes(column)) database.exec(`alter table ${name} drop column ${column}`)
  }
  const there = new Set(itemsOf(database).map(({ name }) => name))
  for (const { type, name, sql } of kept.values())
    if (type === 'index' && sql !== null && !there.has(name)) database.exec(sql)
  database.prepare(`update setting set value = ? where name = 'analyzer'`).run(analyzer)
  database.exec(`pragma user_version = ${schema}`)
}
