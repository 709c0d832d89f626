import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { digestOf, pathOf } from '../../src/stores/per-user/user-files.ts'

const root = mkdtempSync(join(tmpdir(), 'ilab-memory-per-user-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const newFolder = (): string => join(mkdtempSync(join(root, 'case-')), 'memory')
const draft = (content: string): { type: string; title: string; content: string } => ({
  type: 'decision',
  title: 'Note',
  content,
})

/** A folder with what alice and bob saved, closed. */
async function savedFolder(): Promise<string> {
  const folder = newFolder()
  const memory = await ILabMemory.fromDirectory(folder)
  await memory.forUser('alice').save(draft('alice grows oleander'))
  await memory.forUser('bob').save(draft('bob brews kombucha'))
  await memory.close()
  return folder
}

const pathFor = (folder: string, userId: string): string => pathOf(folder, digestOf(userId))
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

test('R11 two swapped files are refused, and nothing of them is shown', async () => {
  const folder = await savedFolder()
  const [alice, bob] = [pathFor(folder, 'alice'), pathFor(folder, 'bob')]
  renameSync(alice, `${alice}.aside`)
  renameSync(bob, alice)
  renameSync(`${alice}.aside`, bob)
  const memory = await ILabMemory.fromDirectory(folder)
  for (const user of ['alice', 'bob']) {
    await expect(memory.forUser(user).search('oleander kombucha')).rejects.toMatchObject({ code: 'corrupt' })
    await expect(memory.forUser(user).save(draft('more'))).rejects.toMatchObject({ code: 'corrupt' })
  }
  await memory.close()
})

test("R11 a file of many users in a user's place is refused", async () => {
  const folder = await savedFolder()
  const path = pathFor(folder, 'alice')
  rmSync(path)
  const shared = await ILabMemory.fromPath(path)
  await shared.forUser('bob').save(draft('bob brews kombucha'))
  await shared.close()
  const memory = await ILabMemory.fromDirectory(folder)
  await expect(memory.forUser('alice').list()).rejects.toMatchObject({ code: 'corrupt' })
  await memory.close()
})

test('R33 a damaged file harms its user only, and only until it is restored', async () => {
  const folder = await savedFolder()
  truncateSync(pathFor(folder, 'alice'), 5_000)
  const memory = await ILabMemory.fromDirectory(folder)
  await expect(memory.forUser('alice').search('oleander')).rejects.toMatchObject({ code: 'corrupt' })
  expect(await memory.forUser('bob').search('kombucha')).toHaveLength(1)
  rmSync(pathFor(folder, 'alice'))
  expect(await memory.forUser('alice').search('oleander')).toEqual([])
  await memory.close()
})

test.each(['file', 'inner folder', 'outer folder'])(
  'R10 a symbolic link in place of the %s is not followed',
  async (place) => {
    const folder = newFolder()
    const elsewhere = await savedFolder()
    const path = pathFor(folder, 'alice')
    const target = pathFor(elsewhere, 'alice')
    const levels = { file: 0, 'inner folder': 1, 'outer folder': 2 }[place] ?? 0
    let [from, to] = [path, target]
    for (let i = 0; i < levels; i++) [from, to] = [dirname(from), dirname(to)]
    mkdirSync(dirname(from), { recursive: true })
    symlinkSync(to, from)
    const memory = await ILabMemory.fromDirectory(folder)
    await expect(memory.forUser('alice').search('oleander')).rejects.toMatchObject({ code: 'storage' })
    await expect(memory.forUser('alice').save(draft('more'))).rejects.toMatchObject({ code: 'storage' })
    await memory.close()
  },
)

test('R10 files are named by digests and readable by their owner only, whatever the id and the umask', async () => {
  const umask = process.umask(0)
  try {
    const folder = newFolder()
    const memory = await ILabMemory.fromDirectory(folder)
    const hostile = [
      '../../escape',
      '/etc/passwd',
      '..',
      '.',
      'a/b',
      'C:\\x',
      '%2e%2e',
      '__proto__',
      'x'.repeat(255),
    ]
    for (const userId of hostile) await memory.forUser(userId).save(draft('mine'))
    const files = filesIn(folder)
    expect(files.filter((file) => file.endsWith('.db'))).toHaveLength(hostile.length)
    for (const file of files) {
      expect(file.slice(folder.length)).toMatch(/^\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{64}\.db(-wal|-shm)?$/)
      expect(statSync(file).mode & 0o777).toBe(0o600)
      expect(statSync(dirname(file)).mode & 0o777).toBe(0o700)
    }
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    await memory.close()
  } finally {
    process.umask(umask)
  }
})

test('reading, forgetting, erasing and exporting never create a file', async () => {
  const folder = newFolder()
  const memory = await ILabMemory.fromDirectory(folder)
  const nobody = memory.forUser('nobody')
  expect(await nobody.search('anything')).toEqual([])
  expect(await nobody.search('anything', { explain: true })).toEqual({
    results: [],
    emptyBecause: 'no_observations',
  })
  expect(await nobody.get(1)).toBeNull()
  expect(await nobody.timeline(1)).toEqual([])
  expect((await nobody.list()).observations).toEqual([])
  expect((await nobody.stats()).observations).toBe(0)
  expect(await nobody.forget(1)).toBe(false)
  expect((await nobody.erase()).observations).toBe(0)
  expect(await Array.fromAsync(nobody.export())).toHaveLength(1)
  await expect(nobody.endSession('done')).rejects.toMatchObject({ code: 'no_active_session' })
  expect(readdirSync(folder)).toEqual([])
  await memory.close()
})

test("R46 erasing removes the user's file and folders, and what is saved right after stays", async () => {
  const folder = await savedFolder()
  const memory = await ILabMemory.fromDirectory(folder)
  const alice = memory.forUser('alice')
  const [receipt, saved] = await Promise.all([alice.erase(), alice.save(draft('a new beginning'))])
  expect([receipt.observations, saved.id]).toEqual([1, 1])
  expect((await alice.list()).observations.map(({ content }) => content)).toEqual(['a new beginning'])
  await alice.erase()
  expect(existsSync(pathFor(folder, 'alice'))).toBe(false)
  await memory.forUser('bob').erase()
  expect(readdirSync(folder)).toEqual([])
  await memory.close()
})

test('what a second process saves after an erasure is in the new file, and nothing of the old one is read', async () => {
  const folder = await savedFolder()
  const first = await ILabMemory.fromDirectory(folder)
  const second = await ILabMemory.fromDirectory(folder)
  // Both have the file open.
  for (const memory of [first, second])
    expect(await memory.forUser('alice').search('oleander')).toHaveLength(1)
  await first.forUser('alice').erase()
  expect(await second.forUser('alice').search('oleander')).toEqual([])
  const saved = await second.forUser('alice').save(draft('alice moved to the coast'))
  expect(saved).toMatchObject({ id: 1, outcome: 'created' })
  for (const memory of [first, second]) {
    expect((await memory.forUser('alice').list()).observations.map(({ content }) => content)).toEqual([
      'alice moved to the coast',
    ])
  }
  await first.close()
  await second.close()
  const later = await ILabMemory.fromDirectory(folder)
  expect(await later.forUser('alice').search('coast')).toHaveLength(1)
  await later.close()
})

test('a folder that is none is refused, and one that cannot be read says so', async () => {
  const file = pathFor(await savedFolder(), 'alice')
  await expect(ILabMemory.fromDirectory(file)).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(ILabMemory.fromDirectory(join(file, 'inside'))).rejects.toMatchObject({ code: 'storage' })
})
