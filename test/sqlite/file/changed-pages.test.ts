import { readFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChangedPages } from '../../../src/stores/sqlite/file/changed-pages.ts'
import { openDatabase } from '../../../src/stores/sqlite/file/open.ts'
import { emptyLog } from '../../../src/stores/sqlite/file/scrub.ts'
import { rounds, seed } from '../../fault/rounds.ts'
import { freshPath } from '../fresh-folder.ts'

const pageSize = 4096

const transaction = (by: 'us' | 'another') =>
  fc.record({ by: fc.constant(by), rows: fc.integer({ min: 0, max: 60 }), keeps: fc.boolean() })

/** One thing that happens to a file: a transaction, a copy of the log into the file, or a pass. */
const deed = fc.oneof(
  { weight: 8, arbitrary: transaction('us') },
  { weight: 1, arbitrary: transaction('another') },
  {
    weight: 2,
    arbitrary: fc.record({
      by: fc.constant('checkpoint'),
      mode: fc.constantFrom('passive', 'restart', 'truncate'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ by: fc.constant('pass') }) },
)
type Deed = typeof deed extends fc.Arbitrary<infer Value> ? Value : never

/** A transaction that changes many pages; a small cache writes them to the log before it ends. */
function change(database: DatabaseSync, rows: number, keeps: boolean): void {
  database.exec('begin immediate')
  const add = database.prepare(
    `insert into setting (name, value) values (hex(randomblob(16)), hex(randomblob(800)))`,
  )
  for (let row = 0; row < rows; row++) add.run()
  if (rows > 40) database.exec(`delete from setting where name < '4' and length(value) = 1600`)
  database.exec(keeps ? 'commit' : 'rollback')
}

function pagesOf(path: string): Buffer[] {
  const bytes = readFileSync(path)
  return Array.from({ length: bytes.length / pageSize }, (_, page) =>
    bytes.subarray(page * pageSize, (page + 1) * pageSize),
  )
}

/** Numbers of the pages that differ, and of those that are new. */
function differing(before: readonly Buffer[], after: readonly Buffer[]): number[] {
  return after.flatMap((page, index) => (before[index]?.equals(page) === true ? [] : [index + 1]))
}

function connect(path: string): DatabaseSync {
  const database = openDatabase(path)
  database.exec('pragma cache_size = 10')
  database.exec('pragma wal_autocheckpoint = 30')
  return database
}

/** Lives the deeds. Calls `atPass` with the pages that are told, and those that changed. */
function live(
  deeds: readonly Deed[],
  atPass: (told: readonly number[] | null, changed: number[]) => void,
): void {
  const path = freshPath()
  using ours = connect(path)
  using another = connect(path)
  const pages = new ChangedPages(ours, path, 0)
  emptyLog(ours)
  pages.begin()
  let before = pagesOf(path)
  for (const one of [...deeds, { by: 'pass' } as const]) {
    if ('rows' in one) {
      change(one.by === 'us' ? ours : another, one.rows, one.keeps)
      if (one.by === 'us') pages.noteCommit()
    } else if ('mode' in one) another.exec(`pragma wal_checkpoint(${one.mode})`)
    else {
      emptyLog(ours)
      const { pages: told } = pages.begin()
      const after = pagesOf(path)
      atPass(told, differing(before, after))
      before = after
    }
  }
}

/** Pages that changed and are not told. */
function leftOut(told: readonly number[], changed: readonly number[]): number[] {
  return changed.filter((page) => !told.includes(page))
}

test('no page that changed is left out, also where others write and empty the log', () => {
  let known = 0
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 25 }), (deeds) => {
      live(deeds, (told, changed) => {
        if (told === null) return
        expect(leftOut(told, changed)).toEqual([])
        if (changed.length > 0) known++
      })
    }),
    { numRuns: rounds(60), seed },
  )
  expect(known).toBeGreaterThan(rounds(10))
})

test('what this connection alone changes is known, over many logs', () => {
  const counts: number[] = []
  const us = (i: number): Deed => ({ by: 'us', rows: 1 + ((i * 7) % 60), keeps: true })
  const deeds = Array.from({ length: 60 }, (_, i): Deed => (i % 20 === 19 ? { by: 'pass' } : us(i)))
  live(deeds, (told, changed) => {
    expect(leftOut(told!, changed)).toEqual([])
    counts.push(changed.length)
  })
  expect(counts).toEqual([expect.any(Number), expect.any(Number), expect.any(Number), 0])
  expect(Math.min(...counts.slice(0, 3))).toBeGreaterThan(20)
})

test('a commit of another connection makes them unknown until the next pass', () => {
  const told: unknown[] = []
  const us = { by: 'us', rows: 3, keeps: true } as const
  const another = { by: 'another', rows: 3, keeps: true } as const
  live([us, another, us, { by: 'pass' }, us], (pages) => void told.push(pages))
  expect(told).toEqual([null, expect.any(Array)])
})
