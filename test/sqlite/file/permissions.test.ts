import { closeSync, lstatSync, mkdirSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { openDatabase } from '../../../src/stores/sqlite/file/open.ts'
import { migrations } from '../../../src/stores/sqlite/tables/schema.ts'
import { freshFolder } from '../fresh-folder.ts'

const usual = process.umask()
afterEach(() => void process.umask(usual))

/** The mode of everything in a folder, by path. */
function modesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()
  return Object.fromEntries(
    names.map((name) => [name, (lstatSync(join(folder, name)).mode & 0o777).toString(8)]),
  )
}

const folders = { made: '700', 'made/deep': '700' }
const file = { 'made/deep/memory.db': '600' }
const beside = { 'made/deep/memory.db-shm': '600', 'made/deep/memory.db-wal': '600' }

describe.each([0o000, 0o022, 0o077])('R10 under umask %o', (umask) => {
  test('the file, its log and its folders are their owner’s alone, open and closed', async () => {
    const folder = freshFolder()
    process.umask(umask)
    const path = join(folder, 'made', 'deep', 'memory.db')
    for (let opened = 0; opened < 2; opened++) {
      const memory = await ILabMemory.fromPath(path)
      const alice = memory.forUser('alice')
      const { id } = await alice.save({ type: 'pattern', title: 'Note', content: `kept ${opened}` })
      expect(modesIn(folder)).toEqual({ ...folders, ...file, ...beside })
      await Array.fromAsync(alice.export())
      await alice.forget(id)
      await alice.erase()
      expect(modesIn(folder)).toEqual({ ...folders, ...file, ...beside })
      await memory.close()
      expect(modesIn(folder)).toEqual({ ...folders, ...file })
    }
  })

  test('so is the backup before a breaking migration', () => {
    const folder = freshFolder()
    process.umask(umask)
    const path = join(folder, 'made', 'deep', 'memory.db')
    openDatabase(path).close()
    const latest = migrations.at(-1)!.id
    const breaking = {
      id: latest + 1,
      name: 'break',
      breaking: true,
      sql: ['create table later (a integer) strict'],
    }
    openDatabase(path, { migrations: [...migrations, breaking] }).close()
    const backup = { [`made/deep/memory.db.schema-${latest}.backup`]: '600' }
    expect(modesIn(folder)).toEqual({ ...folders, ...file, ...backup })
  })
})

test('R10 a folder that is there keeps the permissions that it was given', async () => {
  const folder = freshFolder()
  process.umask(0)
  mkdirSync(join(folder, 'shared'), { mode: 0o750 })
  closeSync(openSync(join(folder, 'shared', 'other'), 'w', 0o640))
  await (await ILabMemory.fromPath(join(folder, 'shared', 'memory.db'))).close()
  expect(modesIn(folder)).toEqual({ shared: '750', 'shared/memory.db': '600', 'shared/other': '640' })
})
