import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { backup, restore } from '../../src/maintenance/index.ts'
import { digestOf, pathOf } from '../../src/stores/per-user/user-files.ts'
import { nodeOptions, startCommand, type Program } from '../fault/program.ts'
import { everythingIn, exported, freshFolder, grownStore, kinds, openStore } from './fresh-store.ts'

const program = (name: string, args: readonly string[]): Program =>
  startCommand(process.execPath, [...nodeOptions, join(import.meta.dirname, `${name}-process.ts`), ...args])

interface Said {
  user: string
  id: number
  content: string
}

describe.each(kinds)('a %s', (kind) => {
  test(
    'R31 backed up while four processes write holds everything that was acknowledged before',
    { timeout: 60_000 },
    async () => {
      const folder = freshFolder()
      const [source, target, again] = ['store', 'backup', 'restored'].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ]
      // Created first, so that writers do not wait for each other's migration.
      await (await openStore(kind, source)).close()
      const writers = ['w', 'x', 'y', 'z'].map((name) => program('writer', [kind, source, name]))
      await Promise.all(writers.map((writer) => writer.line((_, count) => count > 60)))
      const before = writers.flatMap((writer) => writer.lines.map((line) => JSON.parse(line) as Said))
      const during = writers.map((writer) => writer.lines.length)
      await backup(source, target)
      await Promise.all(writers.map((writer, i) => writer.line((_, count) => count > during[i]!)))
      await Promise.all(writers.map((writer) => writer.kill()))
      await restore(target, again)
      const memory = await openStore(kind, again)
      const lost: Said[] = []
      for (const said of before) {
        const found = await memory.forUser(said.user).get(said.id)
        if (found?.content !== said.content) lost.push(said)
      }
      expect(before.length).toBeGreaterThan(240)
      expect(lost).toEqual([])
      expect(await memory.forUser('x-1').search('worth')).not.toEqual([])
      await memory.close()
    },
  )

  test('R31 restored is the same, to the byte of every export', async () => {
    const source = await grownStore(kind)
    const folder = freshFolder()
    expect(await backup(source, join(folder, 'backup'))).toEqual({ files: kind === 'file' ? 1 : 2 })
    await restore(join(folder, 'backup'), join(folder, 'again'))
    for (const user of ['ada', 'bob'])
      expect(await exported(kind, join(folder, 'again'), user)).toEqual(await exported(kind, source, user))
  })

  test('R10 copies are readable by their owner only, whatever the umask', async () => {
    const source = await grownStore(kind)
    const umask = process.umask(0)
    try {
      const folder = freshFolder()
      await backup(source, join(folder, 'made', 'backup'))
      await restore(join(folder, 'made', 'backup'), join(folder, 'made', 'again'))
      const modes = [...everythingIn(join(folder, 'made'))].map(
        ([name, { mode, bytes }]) => [name, mode, bytes !== null] as const,
      )
      expect(modes.filter(([, mode, isFile]) => mode !== (isFile ? 0o600 : 0o700))).toEqual([])
      expect(modes.filter(([name]) => /partial|-wal|-shm|-journal/.test(name))).toEqual([])
    } finally {
      process.umask(umask)
    }
  })

  test('a target that is there is refused, and replaced when told', async () => {
    const [source, other] = [await grownStore(kind), await grownStore(kind, ['ada'], 3)]
    const before = everythingIn(dirname(other))
    for (const copy of [backup, restore])
      await expect(copy(source, other)).rejects.toMatchObject({ code: 'invalid_input' })
    expect(everythingIn(dirname(other))).toEqual(before)
    await restore(source, other, { overwrite: true })
    expect(await exported(kind, other, 'ada')).toEqual(await exported(kind, source, 'ada'))
  })

  test('source and target in one another are refused', async () => {
    const source = await grownStore(kind)
    await expect(backup(source, source, { overwrite: true })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(backup(dirname(source), join(source, 'inside'))).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })

  test('restoring over a store that somebody has open is refused, and changes nothing', async () => {
    const [source, other] = [await grownStore(kind), await grownStore(kind, ['ada'], 3)]
    const memory = await openStore(kind, other)
    expect(await memory.forUser('ada').stats()).toMatchObject({ observations: 4 })
    await expect(restore(source, other, { overwrite: true })).rejects.toMatchObject({ code: 'busy' })
    expect(await memory.forUser('ada').stats()).toMatchObject({ observations: 4 })
    await memory.close()
  })

  test('R33 a damaged source makes no backup, and a damaged backup restores nothing', async () => {
    const source = await grownStore(kind, ['ada'])
    const folder = freshFolder()
    await backup(source, join(folder, 'backup'))
    const fileOf = (place: string): string => (kind === 'file' ? place : pathOf(place, digestOf('ada')))
    for (const [place, run] of [
      [source, backup],
      [join(folder, 'backup'), restore],
    ] as const) {
      truncateSync(fileOf(place), statSync(fileOf(place)).size - 3 * 4096)
      await expect(run(place, join(folder, 'target'))).rejects.toMatchObject({ code: 'corrupt' })
      expect(readdirSync(folder)).toEqual(['backup'])
    }
  })

  test('progress is told', async () => {
    const source = await grownStore(kind, ['ada', 'bob'], 400)
    const seen: number[] = []
    await backup(source, join(freshFolder(), 'backup'), {
      onProgress: ({ copiedPages, totalPages, files }) => seen.push(copiedPages / totalPages + files),
    })
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  })
})

test(
  'R31 a backup that is killed leaves nothing under the final name, and the next one tidies up',
  { timeout: 60_000 },
  async () => {
    const folder = freshFolder()
    const source = join(folder, 'memory.db')
    const memory = await ILabMemory.fromPath(source)
    // Larger than one step of the copy.
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        memory.forUser('ada').save({
          type: 'decision',
          title: `Long ${i}`,
          content: `${i} ${'words and words '.repeat(8_000)}`,
        }),
      ),
    )
    await memory.close()
    const target = join(folder, 'backups', 'memory.db')
    const running = program('backup', [source, target, 'die'])
    const { signal } = await running.ended
    expect(signal).toBe('SIGKILL')
    expect(existsSync(target)).toBe(false)
    expect(readdirSync(dirname(target))).toContain(`memory.db.${running.process.pid}.partial`)
    await backup(source, target)
    expect(readdirSync(dirname(target))).toEqual(['memory.db'])
  },
)

test('R11 a file in the place of another user is not backed up', async () => {
  const source = await grownStore('folder')
  const [ada, bob] = ['ada', 'bob'].map((user) => pathOf(source, digestOf(user))) as [string, string]
  renameSync(ada, `${ada}.aside`)
  renameSync(bob, ada)
  renameSync(`${ada}.aside`, bob)
  const target = join(freshFolder(), 'backup')
  await expect(backup(source, target)).rejects.toMatchObject({ code: 'corrupt' })
  expect(existsSync(target)).toBe(false)
})

test('what is no file of ours is refused, and what is not there is not found', async () => {
  const folder = freshFolder()
  writeFileSync(join(folder, 'text'), 'not a database, but long enough to be taken for one '.repeat(100))
  await expect(backup(join(folder, 'text'), join(folder, 'backup'))).rejects.toMatchObject({
    code: 'corrupt',
  })
  await expect(backup(join(folder, 'nowhere'), join(folder, 'backup'))).rejects.toMatchObject({
    code: 'not_found',
  })
  expect(readdirSync(folder)).toEqual(['text'])
})

test('the log that an old file left is not read into the restored one', async () => {
  const [source, target] = [await grownStore('file', ['ada'], 3), await grownStore('file', ['bob'], 3)]
  const memory = await ILabMemory.fromPath(target)
  await memory.forUser('bob').save({ type: 'decision', title: 'Late', content: 'only in the log' })
  const stale = join(freshFolder(), 'stale-wal')
  copyFileSync(`${target}-wal`, stale)
  await memory.close()
  copyFileSync(stale, `${target}-wal`)
  await restore(source, target, { overwrite: true })
  expect(readdirSync(dirname(target))).toEqual([basename(target)])
  expect(await exported('file', target, 'ada')).toEqual(await exported('file', source, 'ada'))
  expect(await exported('file', target, 'bob')).toHaveLength(1)
})

test('a restored file is as private as any, also where the backup was not', async () => {
  const source = await grownStore('file', ['ada'], 3)
  chmodSync(source, 0o644)
  const target = join(freshFolder(), 'memory.db')
  await restore(source, target)
  expect(statSync(target).mode & 0o777).toBe(0o600)
})
