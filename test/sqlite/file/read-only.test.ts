import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { nodeOptions, startCommand } from '../../fault/program.ts'
import { freshFolder } from '../fresh-folder.ts'
import { expectIntact, expectTrueIndex } from '../inspect.ts'

/** The user of least rights: no permission binds root. */
const visitor = 65_534
const isRoot = process.getuid?.() === 0
const note = (content: string) => ({ type: 'pattern', title: 'Note', content })

interface Step {
  readonly at: string
  readonly code: string
  readonly message?: string
}

/** Outcome of each step for a process that permissions bind. */
async function visit(path: string): Promise<Step[]> {
  const program = join(import.meta.dirname, 'visiting-process.ts')
  const { ended, lines } = startCommand(process.execPath, [...nodeOptions, program, path, String(visitor)])
  expect(await ended).toEqual({ code: 0, signal: null, stderr: '' })
  return lines.map((line) => JSON.parse(line) as Step)
}

/** A folder that the visitor owns, with a file in it that holds one observation. */
async function visitorsFile(): Promise<{ folder: string; path: string }> {
  const folder = join(freshFolder(), 'store')
  const path = join(folder, 'memory.db')
  const memory = await ILabMemory.fromPath(path)
  await memory.forUser('alice').save(note('kept'))
  await memory.close()
  if (isRoot) {
    chmodSync(join(folder, '..'), 0o755)
    for (const place of [folder, path]) chownSync(place, visitor, visitor)
  }
  return { folder, path }
}

/** The first step that fails is opening or a write, and says why; nothing was written by then. */
function expectClearRefusal(steps: readonly Step[]): void {
  const refused = steps.filter(({ code }) => code !== 'done')
  expect(refused.length).toBeGreaterThan(0)
  expect(['open', 'save']).toContain(refused[0]!.at)
  expect(steps.find(({ at, code }) => at === 'save' && code === 'done')).toBeUndefined()
  for (const { code, message } of refused)
    expect({ code, message }).toEqual({
      code: 'storage',
      message: expect.stringMatching(/read-only|check its path and permissions/),
    })
}

async function expectKept(path: string): Promise<void> {
  const memory = await ILabMemory.fromPath(path)
  expect((await memory.forUser('alice').list()).observations.map(({ content }) => content)).toEqual(['kept'])
  await memory.close()
  expectIntact(path)
}

describe('R36 read-only storage gives a clear error', () => {
  test('none where everything may be written', async () => {
    const { path } = await visitorsFile()
    const steps = await visit(path)
    expect(steps.map(({ at, code }) => `${at} ${code}`)).toEqual(
      ['open', 'get', 'save', 'forget', 'close'].map((at) => `${at} done`),
    )
  })

  test('for a file', async () => {
    const { path } = await visitorsFile()
    chmodSync(path, 0o400)
    expectClearRefusal(await visit(path))
    chmodSync(path, 0o600)
    await expectKept(path)
  })

  test('for a file that may not even be read', async () => {
    const { path } = await visitorsFile()
    chmodSync(path, 0)
    expectClearRefusal(await visit(path))
    chmodSync(path, 0o600)
    await expectKept(path)
  })

  test('for a folder', async () => {
    const { folder, path } = await visitorsFile()
    chmodSync(folder, 0o500)
    expectClearRefusal(await visit(path))
    chmodSync(folder, 0o700)
    await expectKept(path)
  })

  test('for a folder without the file, which is not made', async () => {
    const { folder, path } = await visitorsFile()
    rmSync(path)
    chmodSync(folder, 0o500)
    for (const missing of [path, join(folder, 'deeper', 'memory.db')])
      expectClearRefusal(await visit(missing))
    expect(existsSync(path)).toBe(false)
    chmodSync(folder, 0o700)
  })
})

/** 45 kB of few words, so that checking the index takes little. */
const longWords = `${'long'.repeat(15)} `.repeat(740)

/** A small file system of its own, unmounted after the test. Only root may make one. */
function smallDisk(megabytes: number): { folder: string; remount(options: string): void } {
  const folder = join(freshFolder(), 'disk')
  mkdirSync(folder)
  run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder)
  onTestFinished(() => run('umount', '--lazy', folder))
  return { folder, remount: (options) => run('mount', '-o', `remount,${options}`, folder) }
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`)
}

describe.runIf(isRoot)('a file system of its own', () => {
  test('R36 that is read-only gives a clear error', async () => {
    const disk = smallDisk(16)
    const path = join(disk.folder, 'memory.db')
    const memory = await ILabMemory.fromPath(path)
    await memory.forUser('alice').save(note('kept'))
    await memory.close()
    disk.remount('ro')
    for (const place of [path, join(disk.folder, 'new.db')]) {
      const opened = await ILabMemory.fromPath(place).catch((error: unknown) => error)
      const refused =
        opened instanceof ILabMemory
          ? await opened
              .forUser('alice')
              .save(note('never'))
              .catch((error: unknown) => error)
          : opened
      expect(refused).toMatchObject({
        code: 'storage',
        message: expect.stringMatching(/read-only|check its path and permissions/),
      })
      if (opened instanceof ILabMemory) await opened.close()
    }
    disk.remount('rw')
    await expectKept(path)
  })

  test('R28 that is full refuses saves, still reads, and takes saves once there is room', async () => {
    const disk = smallDisk(6)
    const path = join(disk.folder, 'memory.db')
    const memory = await ILabMemory.fromPath(path)
    const alice = memory.forUser('alice')
    const saved: number[] = []
    const refusal = await (async () => {
      for (;;) saved.push((await alice.save(note(`zebra${saved.length} ${longWords}`))).id)
    })().catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'storage_full', message: expect.stringContaining('full') })
    expect(saved.length).toBeGreaterThan(10)

    // One transaction that is too large by itself breaks off in the middle.
    const lines = await Array.fromAsync(alice.export())
    const longer = lines.map((line) => line.replaceAll('longlong', 'evenlonger'))
    await expect(memory.forUser('bob').import(longer)).rejects.toMatchObject({ code: 'storage_full' })
    expect(lines).toHaveLength(2 + saved.length)
    expect(await alice.search('zebra3', { limit: 1 })).toMatchObject([{ id: saved[3] }])
    expect(await alice.get(saved[4]!)).not.toBeNull()
    expect((await memory.forUser('bob').stats()).observations).toBe(0)

    disk.remount('size=64m')
    const later = await alice.save(note('there is room again'))
    expect(later.id).toBe(saved.length + 1)
    expect(await alice.forget(saved[0]!)).toBe(true)
    const expected = [...saved.slice(1), later.id]
    const present = (await alice.list({ limit: 10_000 })).observations.map(({ id }) => id)
    expect(present.toReversed()).toEqual(expected)
    await memory.close()
    expectIntact(path)
    expectTrueIndex(path)
  })
})
