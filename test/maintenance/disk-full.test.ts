import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { backup, doctor, exportFile } from '../../src/maintenance/index.ts'
import { digestOf, pathOf } from '../../src/stores/per-user/user-files.ts'
import { expectIntact, expectTrueIndex } from '../sqlite/inspect.ts'
import { nodeOptions } from '../fault/program.ts'
import { grownStore, kinds, openStore, type Kind } from './fresh-store.ts'

const program = join(import.meta.dirname, 'filling-process.ts')

/** A disk of one and a half megabytes, which is gone after the test. */
function smallDisk(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-small-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1536k,mode=0700', 'tmpfs', folder])
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

const mayMount = process.platform === 'linux' && process.getuid?.() === 0

/** Takes what the disk has left, as another program would. */
function fillUp(folder: string): () => void {
  const ballast = join(folder, 'ballast')
  for (let size = statfsSync(folder).bavail * 4096; size > 0; size = statfsSync(folder).bavail * 4096)
    writeFileSync(ballast, Buffer.alloc(size), { flag: 'a' })
  return () => rmSync(ballast)
}

interface Seen {
  saved: number
  refusal: string
  readable: number
  found: number
  again: string
  forgot: string
  gone: unknown
  other: string
}

function fill(kind: Kind, path: string, limit = ''): Seen {
  const command = `${limit} exec "${process.execPath}" ${nodeOptions.join(' ')} "${program}" ${kind} "${path}"`
  return JSON.parse(execFileSync('bash', ['-c', command], { encoding: 'utf8' })) as Seen
}

function expectOrderly({ saved, ...seen }: Seen): void {
  expect(saved).toBeGreaterThan(20)
  expect(seen).toEqual({
    refusal: 'storage_full',
    readable: saved,
    found: 5,
    again: 'storage_full',
    forgot: 'ok',
    gone: null,
    other: 'ok',
  })
}

/** Checks that every acknowledged save is there whole, and that saves work again once there is room. */
async function expectGoesOn(kind: Kind, path: string): Promise<void> {
  const memory = await openStore(kind, path)
  const ada = memory.forUser('ada')
  const { observations } = await ada.stats()
  const { id } = await ada.save({ type: 'decision', title: 'Room', content: 'there is room again' })
  expect((await ada.search('room again')).map((found) => found.id)).toEqual([id])
  expect((await ada.stats()).observations).toBe(observations + 1)
  await memory.close()
  expect(await doctor(path)).toMatchObject({ isHealthy: true })
  const file = kind === 'file' ? path : pathOf(path, digestOf('ada'))
  expectIntact(file)
  expectTrueIndex(file)
}

describe.runIf(mayMount)('R28 a disk that is full', () => {
  test.each(kinds)(
    'refuses saves in a %s, serves reads, forgets, and goes on',
    { timeout: 60_000 },
    async (kind) => {
      const disk = smallDisk()
      const path = join(disk, 'store', kind === 'file' ? 'memory.db' : 'users')
      expectOrderly(fill(kind, path))
      // Room again: the store on a disk that has some.
      const roomy = join(mkdtempSync(join(tmpdir(), 'ilab-memory-roomy-')), 'store')
      onTestFinished(() => rmSync(join(roomy, '..'), { recursive: true }))
      await backup(path, roomy)
      await expectGoesOn(kind, roomy)
      // And the store itself, grown with its disk.
      execFileSync('mount', ['-o', 'remount,size=16m', disk])
      await expectGoesOn(kind, path)
    },
  )

  test.each(kinds)(
    'by what others write: an open %s still reads, and forgets once',
    { timeout: 60_000 },
    async (kind) => {
      const disk = smallDisk()
      const path = join(disk, 'store', kind === 'file' ? 'memory.db' : 'users')
      const memory = await openStore(kind, path)
      const ada = memory.forUser('ada')
      for (let i = 0; i < 12; i++)
        await ada.save({ type: 'decision', title: `Note ${i}`, content: `${i} of a dozen` })
      const release = fillUp(disk)
      await expect(ada.save({ type: 'decision', title: 'More', content: 'no room' })).rejects.toMatchObject({
        code: 'storage_full',
      })
      await expect(
        memory.forUser('new').save({ type: 'decision', title: 'More', content: 'no room' }),
      ).rejects.toMatchObject({ code: 'storage_full' })
      expect(await ada.search('dozen', { limit: 20 })).toHaveLength(12)
      expect(await ada.forget(3)).toBe(true)
      expect(await ada.get(3)).toBeNull()
      release()
      expect((await ada.save({ type: 'decision', title: 'More', content: 'fits now' })).id).toBe(13)
      await memory.close()
      await expectGoesOn(kind, path)
    },
  )

  test('takes no backup and no export, and keeps no half of one', async () => {
    const source = await grownStore('file')
    const disk = smallDisk()
    const release = fillUp(disk)
    await expect(backup(source, join(disk, 'backup.db'))).rejects.toMatchObject({ code: 'storage_full' })
    const memory = await openStore('file', source)
    await expect(exportFile(memory, 'ada', join(disk, 'ada.jsonl'))).rejects.toMatchObject({
      code: 'storage_full',
    })
    await memory.close()
    expect(readdirSync(disk)).toEqual(['ballast'])
    release()
    await backup(source, join(disk, 'backup.db'))
    expect(readdirSync(disk)).toEqual(['backup.db'])
  })
})

test('R28 a limit of file sizes is storage_full, not a crash', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-limit-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'store'))
  const path = join(folder, 'store', 'memory.db')
  expectOrderly(fill('file', path, 'ulimit -f 512 &&'))
  expect(readFileSync(path).length).toBeLessThanOrEqual(512 * 1024)
  await expectGoesOn('file', path)
})
