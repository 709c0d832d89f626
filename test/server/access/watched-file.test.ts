import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { readGuarded } from '../../../src/server/access/file/guarded-file.ts'
import { WatchedFile } from '../../../src/server/access/file/watched-file.ts'
import { freshKeyring } from './fresh-keyring.ts'

const rules = { setting: 'file', forbidden: 0o077, mayBeLink: false }

afterEach(() => void vi.useRealTimers())

/** Lets so much time pass on the clock of this process. */
function pass(milliseconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds })
}

/** A file that counts how often it is read, and what it is read for. */
function watched(): {
  path: string
  file: WatchedFile<string>
  reads: () => number
  parses: () => number
} {
  const path = freshKeyring()
  writeFileSync(path, 'one', { mode: 0o600 })
  let [reads, parses] = [0, 0]
  const parse = (text: string): string => {
    parses++
    return text
  }
  const read: typeof readGuarded = (...input) => {
    reads++
    return readGuarded(...input)
  }
  const file = new WatchedFile(path, rules, parse, read)
  return { path, file, reads: () => reads, parses: () => parses }
}

describe('a watched file', () => {
  test('is read each time while its last change is so fresh that another could leave no trace', () => {
    const { file, reads, parses } = watched()
    for (let i = 0; i < 3; i++) expect(file.current()).toBe('one')
    expect([reads(), parses()]).toEqual([4, 1])
  })

  test('is read once when it is older, and again by a change of any kind', () => {
    const { file, path, reads } = watched()
    pass(10_000)
    for (let i = 0; i < 3; i++) expect(file.current()).toBe('one')
    expect(reads()).toBe(2)
    writeFileSync(path, 'two')
    expect(file.current()).toBe('two')
    pass(10_000)
    file.current()
    // Another file of the same size, with the times of the first one.
    writeFileSync(`${path}.new`, 'six', { mode: 0o600 })
    utimesSync(`${path}.new`, 0, 0)
    utimesSync(path, 0, 0)
    pass(10_000)
    expect(file.current()).toBe('two')
    renameSync(`${path}.new`, path)
    expect(file.current()).toBe('six')
  })

  test('gives nothing of what it knew once the file is gone', () => {
    const { file, path } = watched()
    pass(10_000)
    file.current()
    rmSync(path)
    for (let i = 0; i < 2; i++)
      expect(() => file.current()).toThrow(expect.objectContaining({ code: 'unauthorized' }))
    writeFileSync(path, 'two', { mode: 0o600 })
    expect(file.current()).toBe('two')
  })

  test('is read each time where the clock is behind the file system’s', () => {
    const { file, reads } = watched()
    pass(-3_600_000)
    for (let i = 0; i < 3; i++) file.current()
    expect(reads()).toBe(4)
  })
})
