import pg from 'pg'
import { expect, test } from 'vitest'
import { types } from '../../src/stores/postgres/connection/pool.ts'
import { columnsOf } from '../../src/stores/postgres/tables/columns.ts'
import type { Columns } from '../../src/stores/shared/columns.ts'
import { migratedDatabase, urlOf } from './databases.ts'

interface Note {
  readonly id: number
  readonly title: string
  readonly endsAt: number | null
  readonly isPinned: boolean
  readonly data: { readonly tags: readonly string[] } | null
}

const columns: Columns<Note> = {
  id: { name: 'id', kind: 'key', isFixed: true },
  title: { name: 'name', kind: 'text', isFixed: true },
  endsAt: { name: 'ends_at', kind: 'bigint' },
  isPinned: { name: 'pinned', kind: 'boolean' },
  data: { name: 'data', kind: 'json' },
}
const notes = columnsOf(columns, 'n')

test('rows of every kind of column come back as they were put, and an update keeps what is fixed', async () => {
  const client = new pg.Client({ connectionString: urlOf(await migratedDatabase()) })
  await client.connect()
  try {
    const read = async (): Promise<unknown> => {
      const text = `select ${notes.selected} from note n order by n.id`
      return (await client.query({ text, types } as pg.QueryConfig)).rows
    }
    await client.query(
      'create temporary table note (id integer, name text, ends_at bigint, pinned boolean, data text)',
    )
    const first: Note = {
      id: 1,
      title: 'A "b"',
      endsAt: 2 ** 40,
      isPinned: true,
      data: { tags: ['c\u00e9'] },
    }
    const second: Note = { id: 2, title: '', endsAt: null, isPinned: false, data: null }
    const insert = `insert into note (${notes.inserted})
      select ${notes.values} from json_to_recordset($1::json) as ${notes.record}`
    await client.query(insert, [JSON.stringify([first, second])])
    expect(await read()).toEqual([first, second])
    const changed: Note = { id: 2, title: 'other', endsAt: 5, isPinned: true, data: { tags: [] } }
    const update = `update note n set ${notes.updated}
      from json_to_recordset($1::json) as ${notes.record} where n.id = r."id"`
    await client.query(update, [JSON.stringify([changed])])
    expect(await read()).toEqual([first, { ...changed, title: '' }])
  } finally {
    await client.end()
  }
})
