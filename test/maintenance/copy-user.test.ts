import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { copyUser, copyUsers, exportFile, importFile, readUserIds } from '../../src/maintenance/index.ts'
import { exported, freshFolder, grownStore, kinds, openStore, type Kind } from './fresh-store.ts'

const ways = kinds.flatMap((from) => kinds.map((to) => [from, to] as const))
const emptyStore = (kind: Kind): Promise<ILabMemory> => openStore(kind, join(freshFolder(), 'target'))

describe.each(ways)('from a %s to a %s', (from, to) => {
  test('one user moves whole, and the copy is the same to the byte', async () => {
    const path = await grownStore(from)
    await using source = await openStore(from, path)
    await using target = await emptyStore(to)
    const seen: number[] = []
    const first = await copyUser(source, target, 'ada', { onProgress: ({ records }) => seen.push(records) })
    expect(first).toMatchObject({ isIdentical: true, unchanged: 0, sessions: 3 })
    expect(seen.length).toBe((await exported(from, path, 'ada')).length)
    expect(await copyUser(source, target, 'ada')).toMatchObject({
      isIdentical: true,
      observations: 0,
      sessions: 0,
    })
    expect(await Array.fromAsync(target.forUser('ada').export())).toEqual(await exported(from, path, 'ada'))
    expect(await target.forUser('bob').stats()).toMatchObject({ observations: 0 })
  })

  test('all users move, after an interruption too', async () => {
    const path = await grownStore(from, ['ada', 'bob', 'cyd'], 10)
    await using source = await openStore(from, path)
    await using target = await emptyStore(to)
    const stopAtSecond = function* (): Generator<string> {
      yield* [...readUserIds(path)].slice(0, 2)
      throw new Error('interrupted')
    }
    await expect(copyUsers(source, target, stopAtSecond())).rejects.toThrow('interrupted')
    const report = await copyUsers(source, target, readUserIds(path))
    expect(report).toMatchObject({ users: 3, identicalUsers: 3 })
    expect(report.unchanged).toBeGreaterThan(report.observations)
    for (const user of ['ada', 'bob', 'cyd'])
      expect(await Array.fromAsync(target.forUser(user).export())).toEqual(await exported(from, path, user))
  })
})

test('a copy that ends between two batches is finished by copying again', async () => {
  const path = await grownStore('file', ['ada'], 600)
  await using source = await ILabMemory.fromPath(path)
  await using target = await emptyStore('file')
  const stop = ({ records }: { records: number }): void => {
    if (records === 430) throw new Error('interrupted')
  }
  await expect(copyUser(source, target, 'ada', { onProgress: stop })).rejects.toThrow('interrupted')
  expect((await target.forUser('ada').stats()).observations).toBeGreaterThan(100)
  expect(await copyUser(source, target, 'ada')).toMatchObject({ isIdentical: true })
})

test('memory that the target had of its own stays, and the report says so', async () => {
  await using source = await ILabMemory.fromPath(await grownStore('file'))
  await using target = await emptyStore('file')
  await target.forUser('ada').save({ type: 'decision', title: 'Mine', content: 'was here before' })
  expect(await copyUser(source, target, 'ada')).toMatchObject({ isIdentical: false })
  expect(await target.forUser('ada').search('before')).not.toEqual([])
  expect((await target.forUser('ada').stats()).observations).toBe(
    (await source.forUser('ada').stats()).observations + 1,
  )
})

test('a target that drops records is not taken for a copy', async () => {
  await using source = await ILabMemory.fromPath(await grownStore('file'))
  await using target = await emptyStore('file')
  const forgetful = Object.assign(Object.create(target.forUser('ada')) as ReturnType<ILabMemory['forUser']>, {
    userId: 'ada',
    export: () => target.forUser('ada').export(),
    import: async (lines: AsyncIterable<string>) => {
      const all = await Array.fromAsync(lines)
      return target.forUser('ada').import(all.slice(0, -1))
    },
  })
  await expect(copyUser(source, forgetful, 'ada')).rejects.toMatchObject({ code: 'storage' })
})

test("another user's handle is refused", async () => {
  await using memory = await emptyStore('file')
  await expect(copyUser(memory.forUser('bob'), memory, 'ada')).rejects.toMatchObject({
    code: 'invalid_input',
  })
})

test('R10 a user is written to a private file and read again, line separators of Unicode and all', async () => {
  await using source = await ILabMemory.fromPath(await grownStore('file'))
  await using target = await emptyStore('folder')
  const path = join(freshFolder(), 'exports', 'ada.jsonl')
  const umask = process.umask(0)
  const { records } = await exportFile(source, 'ada', path)
  process.umask(umask)
  expect([statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777]).toEqual([0o600, 0o700])
  expect(readFileSync(path, 'utf8')).toContain('\u2028')
  expect(readdirSync(dirname(path))).toEqual(['ada.jsonl'])
  const seen: number[] = []
  const counts = await importFile(target, 'ada', path, {
    onProgress: (progress) => seen.push(progress.records),
  })
  const versions = readFileSync(path, 'utf8').split('\n{"kind":"version"').length - 1
  const { observations, sessions, threadItems } = counts
  expect([observations + sessions + threadItems + versions + 1, seen.at(-1)]).toEqual([records, records])
  expect(await importFile(target, 'ada', path)).toEqual({
    observations: 0,
    sessions: 0,
    threadItems: 0,
    unchanged: records - versions - 1,
  })
  expect(await Array.fromAsync(target.forUser('ada').export())).toEqual(
    await Array.fromAsync(source.forUser('ada').export()),
  )
})

test('R53 a file that is not UTF-8 is refused instead of read as something else', async () => {
  await using source = await ILabMemory.fromPath(await grownStore('file'))
  await using target = await emptyStore('file')
  const path = join(freshFolder(), 'ada.jsonl')
  await exportFile(source, 'ada', path)
  const bytes = readFileSync(path)
  bytes[bytes.lastIndexOf('"content":"') + 12] = 0xff
  writeFileSync(path, bytes)
  await expect(importFile(target, 'ada', path)).rejects.toMatchObject({
    code: 'invalid_input',
    message: 'the file: must be UTF-8',
  })
})

test('an export replaces nothing unless told, and leaves nothing when it fails', async () => {
  const folder = freshFolder()
  const path = join(folder, 'ada.jsonl')
  await using source = await ILabMemory.fromPath(await grownStore('file'))
  writeFileSync(path, 'mine')
  await expect(exportFile(source, 'ada', path)).rejects.toMatchObject({ code: 'invalid_input' })
  expect(readFileSync(path, 'utf8')).toBe('mine')
  const failing = {
    onProgress: () => {
      throw new Error('interrupted')
    },
    overwrite: true,
  }
  await expect(exportFile(source, 'ada', path, failing)).rejects.toMatchObject({ code: 'storage' })
  expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['mine', ['ada.jsonl']])
  await exportFile(source, 'ada', path, { overwrite: true })
  expect(readFileSync(path, 'utf8').split('\n').length).toBeGreaterThan(20)
  await expect(importFile(source, 'ada', `${path}-nowhere`)).rejects.toMatchObject({ code: 'not_found' })
  expect(existsSync(`${path}-nowhere`)).toBe(false)
})
