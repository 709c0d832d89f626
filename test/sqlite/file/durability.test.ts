import { readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openDatabase, openSnapshot, stopBlocking } from '../../../src/stores/sqlite/file/open.ts'
import { nodeOptions, startCommand } from '../../fault/program.ts'
import { freshFolder, freshPath } from '../fresh-folder.ts'

const full = 2

function settingsOf(database: DatabaseSync): Record<string, unknown> {
  const read = (name: string): unknown => Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0]
  const names = ['journal_mode', 'synchronous', 'secure_delete', 'foreign_keys', 'trusted_schema']
  return Object.fromEntries(names.map((name) => [name, read(name)]))
}

test('R25 every connection syncs each commit, overwrites what it deletes and checks foreign keys', () => {
  const path = freshPath()
  const settings = {
    journal_mode: 'wal',
    synchronous: full,
    secure_delete: 1,
    foreign_keys: 1,
    trusted_schema: 0,
  }
  // The second one opens what is there.
  for (const database of [openDatabase(path), openDatabase(path)]) {
    expect(settingsOf(database)).toEqual(settings)
    stopBlocking(database)
    expect(settingsOf(database)).toEqual(settings)
    const snapshot = openSnapshot(path)
    expect(settingsOf(snapshot)).toEqual(settings)
    snapshot.close()
    database.close()
  }
})

test('R25 nothing is acknowledged before the log that holds it is synced', { timeout: 30_000 }, async () => {
  const folder = freshFolder()
  const calls = await tracedCalls(join(folder, 'memory.db'), join(folder, 'trace'))
  const unsynced: string[] = []
  let syncs = 0
  let acknowledged = 0
  let all = 0
  const ofEach = new Map<string, number>()
  for (const call of calls.slice(calls.findIndex((line) => line.includes('"open\\n"')) + 1)) {
    if (/\bf(data)?sync\(/.test(call)) all++
    if (/\bf(data)?sync\(\d+<[^>]*\/memory\.db-wal>/.test(call)) syncs++
    const name = /"acknowledged (\w+)\\n"/.exec(call)?.[1]
    if (name === undefined) continue
    acknowledged++
    if (syncs === 0) unsynced.push(name)
    ofEach.set(name, all)
    syncs = 0
    all = 0
  }
  expect(unsynced).toEqual([])
  expect(acknowledged).toBe(49)
  // The log before it is copied, the file, the gaps of its pages, and the log once it is empty.
  expect(ofEach.get('forget')).toBe(4)
  expect(ofEach.get('save')).toBe(1)
  expect(calls.filter((call) => /sync\(.*= -1/.test(call))).toEqual([])
})

test('R45 no page is left out after a write whose sync failed', async () => {
  requireStrace()
  const path = join(freshFolder(), 'memory.db')
  const failing = join(import.meta.dirname, 'failing-process.ts')
  // The twelfth sync of the log is that of one of the writes.
  const options = [
    '-f',
    '--seccomp-bpf',
    '-o',
    `${path}.trace`,
    '-P',
    `${path}-wal`,
    '-e',
    'trace=fsync,fdatasync',
  ]
  const inject = ['-e', 'inject=fsync,fdatasync:error=EIO:when=12']
  const program = startCommand('strace', [
    ...options,
    ...inject,
    process.execPath,
    ...nodeOptions,
    failing,
    path,
  ])
  expect(await program.ended).toMatchObject({ code: 0 })
  const { failed, leftOut } = JSON.parse(program.lines.join('')) as Record<'failed' | 'leftOut', number[]>
  expect(failed).toHaveLength(1)
  expect(leftOut).toEqual([])
})

function requireStrace(): void {
  if (spawnSync('strace', ['--version']).status !== 0)
    throw new Error('this test uses strace: install the package of that name')
}

/** Every sync and every line that the program prints, in the order in which the kernel saw them. */
async function tracedCalls(path: string, trace: string): Promise<string[]> {
  requireStrace()
  const acknowledging = join(import.meta.dirname, 'acknowledging-process.ts')
  const options = ['-f', '-y', '-s', '64', '-e', 'trace=fsync,fdatasync,write', '-o', trace]
  const program = startCommand('strace', [...options, process.execPath, ...nodeOptions, acknowledging, path])
  const { code, stderr } = await program.ended
  if (stderr.includes('ptrace')) throw new Error(`strace may not trace processes on this machine:\n${stderr}`)
  expect([code, stderr]).toEqual([0, ''])
  return readFileSync(trace, 'utf8').split('\n')
}
