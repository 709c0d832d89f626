import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFilesWithin } from '../../src/stores/per-user/open-files.ts'
import { Pool } from '../../src/stores/per-user/pool.ts'
import { patience, rounds } from '../fault/rounds.ts'

/** A file for each: more than may be open at once, with the log and the index of each. */
const users = rounds(100, 2_000)

test('R35 many more users than may have open files are served', { timeout: patience }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-many-'))
  try {
    const program = new URL('many-users-process.ts', import.meta.url).pathname
    const command = `ulimit -n 256 && exec "${process.execPath}" --no-warnings "${program}" "${folder}" ${users}`
    const output = JSON.parse(execFileSync('bash', ['-c', command], { encoding: 'utf8' })) as {
      found: number
      mostDescriptors: number
    }
    expect(output.found).toBe(users)
    expect(output.mostDescriptors).toBeLessThan(256)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('at least one file and at most a thousand are kept open', () => {
  expect([1, 256, 1_024, 1_048_576].map(openFilesWithin)).toEqual([1, 42, 170, 1_000])
})

/** Items that say when they are opened and closed, and work that lasts until it is told to end. */
function openedItems(): { open: (key: string) => Promise<{ close(): Promise<void> }>; log: string[] } {
  const log: string[] = []
  const open = async (key: string): Promise<{ close(): Promise<void> }> => {
    log.push(`open ${key}`)
    return { close: async () => void log.push(`close ${key}`) }
  }
  return { open, log }
}

test('the item used longest ago is closed to make room, never one in use', async () => {
  const { open, log } = openedItems()
  const pool = new Pool(open, 2)
  const held = Promise.withResolvers<void>()
  const holding = pool.use('a', () => held.promise)
  await pool.use('b', async () => undefined)
  await pool.use('c', async () => undefined)
  expect(log).toEqual(['open a', 'open b', 'close b', 'open c'])
  held.resolve()
  await holding
  await pool.use('c', async () => undefined)
  await pool.use('d', async () => undefined)
  expect(log.slice(4)).toEqual(['close a', 'open d'])
  await pool.closeAll()
  expect(log.filter((line) => line.startsWith('close')).toSorted()).toEqual([
    'close a',
    'close b',
    'close c',
    'close d',
  ])
})

test('where all items are in use, the next caller waits, and closing waits for both', async () => {
  const { open, log } = openedItems()
  const pool = new Pool(open, 1)
  const held = Promise.withResolvers<void>()
  const first = pool.use('a', () => held.promise)
  const second = pool.use('b', async () => 'served')
  const closed = pool.closeAll()
  expect(log).toEqual(['open a'])
  held.resolve()
  await first
  expect(await second).toBe('served')
  await closed
  expect(log).toEqual(['open a', 'close a', 'open b', 'close b'])
})

test('what could not be opened is tried anew by the next caller, and is no error of another', async () => {
  let attempts = 0
  const open = async (key: string): Promise<{ close(): Promise<void> }> => {
    if (key === 'a' && attempts++ === 0) throw new Error('not now')
    return { close: async () => undefined }
  }
  const pool = new Pool(open, 1)
  await expect(pool.use('a', async () => 1)).rejects.toThrow('not now')
  expect(await pool.use('b', async () => 2)).toBe(2)
  expect(await pool.use('a', async () => 3)).toBe(3)
  await pool.closeAll()
})
