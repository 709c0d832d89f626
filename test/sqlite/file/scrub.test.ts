import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { ChangedPages } from '../../../src/stores/sqlite/file/changed-pages.ts'
import { openDatabase } from '../../../src/stores/sqlite/file/open.ts'
import { RawFile } from '../../../src/stores/sqlite/file/page-gaps.ts'
import { scrub, type ScrubbedFile } from '../../../src/stores/sqlite/file/scrub.ts'
import { freshPath } from '../fresh-folder.ts'
import { tracesOf } from '../inspect.ts'

const removedText = 'what the person removed'
/** More than one step of a pass reads. */
const longBytes = 5 * 2 ** 20

/** Returns the same number below the limit each time. SQLite moves some removed text with the numbers of this seed. */
function chosen(name: string, below: number): number {
  return createHash('sha256').update(`2 ${name}`).digest().readUInt32BE(0) % below
}

function put({ database }: ScrubbedFile, place: number, text: string): void {
  database.prepare('insert or replace into note values (?, ?)').run(place, text)
}

/** Notes in pages behind free ones, with a long value in the middle; every third note is removed. */
function fill(file: ScrubbedFile): void {
  const { database } = file
  database.exec('begin')
  database.exec('create table note (place integer primary key, text text)')
  database.exec('create table other (bytes blob); create table long (bytes blob)')
  for (let i = 0; i < 60; i++) database.exec('insert into other values (randomblob(3000))')
  database.exec(`insert into long values (zeroblob(${longBytes}))`)
  const places = Array.from({ length: 600 }, (_, i) => i)
  const inAnyOrder = places.toSorted((a, b) => chosen(`${a}`, 1e9) - chosen(`${b}`, 1e9))
  for (const place of inAnyOrder) {
    const text = place % 3 === 0 ? removedText : 'a text that stays'
    const bytes = 200 + chosen(`length ${place}`, 1500)
    put(file, place * 100, text.repeat(Math.ceil(bytes / text.length)))
  }
  database.exec('commit')
  database.exec('drop table other')
  database.exec(`delete from note where text like '${removedText}%'`)
  database.exec('pragma wal_checkpoint(truncate)')
}

/** Adds notes in one transaction. */
function write(file: ScrubbedFile, step: number): void {
  file.database.exec('begin immediate')
  for (let i = 0; i < 100; i++)
    put(file, chosen(`place ${step} ${i}`, 60_000), 'n'.repeat(1000 + chosen(`${step} ${i}`, 2500)))
  file.database.exec('commit')
  file.changed.noteCommit()
}

function open(path: string): ScrubbedFile & Disposable {
  const database = openDatabase(path)
  const rawFile = new RawFile(path)
  return {
    database,
    rawFile,
    path,
    changed: new ChangedPages(database, path),
    [Symbol.dispose]() {
      database.close()
      rawFile.release()
    },
  }
}

test.each(['the same connection', 'another one'])(
  'R45 a write of %s between two steps of a pass moves no removed text behind it',
  async (by) => {
    const path = freshPath()
    using file = open(path)
    using another = open(path)
    fill(file)
    // SQLite itself leaves some of it in gaps of pages.
    expect(tracesOf([removedText], path)).not.toEqual([])
    let steps = 0
    await scrub(file, async (attempt) => {
      if (steps++ > 0) write(by === 'another one' ? another : file, steps)
      return attempt()
    })
    expect(steps).toBeGreaterThan(2)
    expect(tracesOf([removedText], path)).toEqual([])
  },
)
