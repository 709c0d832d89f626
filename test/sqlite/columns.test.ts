import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { Columns } from '../../src/stores/shared/columns.ts'
import { TableColumns } from '../../src/stores/sqlite/tables/columns.ts'
import { maxId, maxUserNumber } from '../../src/stores/sqlite/tables/schema.ts'

interface Note {
  readonly id: number
  readonly parent: number
  readonly title: string
  readonly endsAt: number | null
  readonly isPinned: boolean
  readonly data: { readonly tags: readonly string[] } | null
}

const columns: Columns<Note> = {
  id: { name: 'id', kind: 'key', isFixed: true },
  parent: { name: 'parent', kind: 'key' },
  title: { name: 'name', kind: 'text', isFixed: true },
  endsAt: { name: 'ends_at', kind: 'bigint' },
  isPinned: { name: 'pinned', kind: 'boolean' },
  data: { name: 'data', kind: 'json' },
}
const notes = new TableColumns(columns)

function openTable(): DatabaseSync {
  const database = new DatabaseSync(':memory:')
  database.exec(`create table note (key integer primary key, user integer not null, parent integer not null,
    name text not null, ends_at integer, pinned integer not null, data text) strict`)
  return database
}

const insert = `insert into note (key, user, ${notes.inserted}) values ((?1 << 27) + ?2, ?1, ${notes.values})`
const update = `update note set ${notes.updated} where key = (?1 << 27) + ?2`
const select = `select ${notes.selected} from note where key = (?1 << 27) + ?2`

const user = fc.integer({ min: 1, max: maxUserNumber })
const number = fc.integer({ min: 1, max: maxId })
const note = fc.record({
  id: fc.constant(7),
  parent: number,
  title: fc.string(),
  endsAt: fc.option(fc.maxSafeNat()),
  isPinned: fc.boolean(),
  data: fc.option(fc.record({ tags: fc.array(fc.string()) }), { nil: null }),
})

describe('columns of a table in SQLite', () => {
  test('a row comes back as it was put, and an update keeps what is fixed', () => {
    fc.assert(
      fc.property(user, note, note, (owner, before, after) => {
        using database = openTable()
        const read = (): Note | null => notes.toRowOrNull(database.prepare(select).get(owner, 7))
        database.prepare(insert).run(owner, ...notes.valuesOf(before))
        expect({ ...read() }).toEqual(before)
        database.prepare(update).run(owner, ...notes.valuesOf(after))
        expect({ ...read() }).toEqual({ ...after, title: before.title })
      }),
    )
  })

  test('keys begin with the user, and a boolean is 0 or 1', () => {
    using database = openTable()
    const row = { id: 7, parent: 3, title: 'Note', endsAt: null, isPinned: true, data: { tags: ['a'] } }
    database.prepare(insert).run(2, ...notes.valuesOf(row))
    expect({ ...database.prepare('select key, parent, pinned, data from note').get() }).toEqual({
      key: 2 * 2 ** 27 + 7,
      parent: 2 * 2 ** 27 + 3,
      pinned: 1,
      data: '{"tags":["a"]}',
    })
  })

  test('damaged JSON fails as a damaged file, without its text', () => {
    const damaged = { id: 7, parent: 3, title: 'Note', endsAt: null, isPinned: 0, data: '{"secret' }
    expect(() => notes.toRow(damaged)).toThrow(
      expect.objectContaining({ code: 'corrupt', message: expect.not.stringContaining('secret') }),
    )
  })

  test('a missing field and a kind that cannot hold the value do not compile', () => {
    expectTypeOf<Omit<typeof columns, 'data'>>().not.toExtend<Columns<Note>>()
    expectTypeOf<Omit<typeof columns, 'title'> & { title: { name: 'name'; kind: 'bigint' } }>().not.toExtend<
      Columns<Note>
    >()
    expectTypeOf<
      Omit<typeof columns, 'isPinned'> & { isPinned: { name: 'pinned'; kind: 'integer' } }
    >().not.toExtend<Columns<Note>>()
  })
})
