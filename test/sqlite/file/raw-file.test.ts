import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { expect, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { RawFile } from '../../../src/stores/sqlite/file/page-gaps.ts'
import { startProgram } from '../../fault/program.ts'
import { freshPath } from '../fresh-folder.ts'
import { expectIntact, pagesWithRemains } from '../inspect.ts'

const draft = { type: 'pattern', title: 'Note', content: 'kept' }

/** The locks that this process holds on a file, as the kernel lists them: type, begin and end. */
function locksOn(path: string): string[] {
  const inode = `:${statSync(path).ino} `
  const lines = readFileSync('/proc/locks', 'utf8').split('\n')
  const mine = lines.filter((line) => line.includes(inode) && line.includes(` ${process.pid} `))
  return mine.map((line) => line.replace(/^\d+: /, ''))
}

// Where there is no such list, nothing else tells what locks are held.
test.runIf(existsSync('/proc/locks'))(
  'R27 closing one of two memories on a file leaves the other its locks',
  async () => {
    const path = freshPath()
    await using first = await ILabMemory.fromPath(path)
    const second = await ILabMemory.fromPath(path)
    const { id } = await second.forUser('alice').save(draft)
    const held = locksOn(path)
    expect(held).not.toEqual([])
    // Forgetting cleans the file's pages, past SQLite.
    await second.forUser('alice').forget(id)
    await second.close()
    expect(locksOn(path)).toEqual(held)
    // With them gone, another process would take itself for the last one and remove the log that is still written to.
    await first.forUser('alice').save(draft)
    expect((await startProgram('open', [path]).ended).code).toBe(0)
    const { id: later } = await first.forUser('alice').save({ ...draft, content: 'later' })
    await first.close()
    expectIntact(path)
    await using again = await ILabMemory.fromPath(path)
    expect(await again.forUser('alice').get(later)).toMatchObject({ content: 'later' })
  },
)

test('R45 a relative path stays the same file when the process changes its folder', async () => {
  const path = freshPath()
  const before = process.cwd()
  process.chdir(dirname(path))
  try {
    await using memory = await ILabMemory.fromPath(basename(path))
    process.chdir(before)
    const words = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ')
    for (let i = 0; i < 60; i++) await memory.forUser('alice').save({ ...draft, content: `${words} ${i}` })
    expect(await memory.forUser('alice').forget(30)).toBe(true)
    expect(await memory.forUser('alice').forget(31)).toBe(true)
    expect(pagesWithRemains(path)).toEqual([])
  } finally {
    process.chdir(before)
  }
})

test('R45 a file that was put in the place of an open one is not written to', () => {
  const path = freshPath()
  writeFileSync(path, 'ours')
  const file = new RawFile(path)
  renameSync(path, `${path}.moved`)
  writeFileSync(path, 'theirs')
  expect(() => file.descriptor).toThrowError(expect.objectContaining({ code: 'storage' }))
  file.release()
})
