import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ILabMemory, MemoryError } from '../../src/index.ts'
import {
  applicationRole,
  asSuperuser,
  migratedDatabase,
  openPool,
  urlOf,
  type Database,
} from './databases.ts'
import { startPooler } from './pooler.ts'
import { createServerIn, startServer, stopServer, type Server } from './server.ts'
import { processesOf, whileStopped } from './stopped.ts'

/** The least time that a silent server is waited for. */
const retryForMs = 5_000

let root: string
let server: Server
let database: Database

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'ilab-memory-silence-'))
  chmodSync(root, 0o755)
  // Of its own, because it is stopped.
  server = await createServerIn(join(root, 'server'), { fsync: false })
  database = await migratedDatabase(server)
})

afterAll(async () => {
  if (server !== undefined) await stopServer(server)
  rmSync(root, { recursive: true, force: true })
})

const open = (options = {}): Promise<ILabMemory> =>
  ILabMemory.fromPostgres(urlOf(database, applicationRole), { retryForMs, ...options })

const note = (content: string) => ({ type: 'decision', title: 'Note', content }) as const

/** Process ids of the server and its backends. */
function processes(): number[] {
  const [line = ''] = readFileSync(join(server.folder, 'data', 'postmaster.pid'), 'utf8').split('\n')
  return processesOf(Number(line))
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'fine',
    (error: unknown) => (error instanceof MemoryError ? error.code : String(error)),
  )

describe('a server that hangs', () => {
  test('ends every call, and answers again afterwards; nothing acknowledged is lost', async () => {
    await using memory = await open({ connections: 4 })
    const users = ['ada', 'bob', 'cyd', 'dan', 'eve', 'fay'].map((userId) => memory.forUser(userId))
    for (const user of users) await user.save(note('before'))
    const [opening, ...codes] = await whileStopped(processes(), () =>
      Promise.all([
        open().catch((error: unknown) => error),
        ...users.flatMap((user, i) => [
          // Writes of one user take turns: each ends in its own time.
          ...[1, 2, 3].map((number) => codeOf(user.save(note(`save ${number} of user ${i}`)))),
          codeOf(user.search('before')),
          codeOf(Array.fromAsync(user.export())),
        ]),
      ]),
    )
    expect(opening).toMatchObject({
      code: 'storage',
      message: expect.stringMatching(/^the database cannot be reached: /),
    })
    expect(codes).toHaveLength(30)
    for (const code of codes) expect(['storage', 'busy']).toContain(code)
    for (const [i, user] of users.entries()) {
      await user.save(note(`after, of user ${i}`))
      const { observations } = await user.list({ limit: 50 })
      const contents = observations.map(({ content }) => content)
      expect(new Set(contents).size).toBe(contents.length)
      expect(contents).toEqual(expect.arrayContaining(['before', `after, of user ${i}`]))
    }
  })

  test('in one connection only leaves other users alone, and that connection is thrown away', async () => {
    await using memory = await open({ connections: 2 })
    const [ada, bob] = [memory.forUser('ada'), memory.forUser('bob')]
    await Promise.all([ada.stats(), bob.stats()])
    const pids = await asSuperuser<{ pid: number }>(
      database,
      'select pid from pg_stat_activity where usename = $1 order by pid',
      [applicationRole],
    )
    const [{ pid }] = pids as [{ pid: number }]
    const codes = await whileStopped([pid], async () => {
      const first = await Promise.all([codeOf(ada.search('before')), codeOf(bob.search('before'))])
      return [...first, await codeOf(ada.save(note('meanwhile'))), await codeOf(bob.save(note('meanwhile')))]
    })
    expect(codes.toSorted()).toEqual(['fine', 'fine', 'fine', 'storage'])
  })
})

describe('a pool', () => {
  test.each(['the server', 'pgbouncer'])(
    'of ten connections to %s serves 64 callers of 16 users without an error',
    async (to) => {
      const pooler = to === 'pgbouncer' ? await startPooler(database, applicationRole, 3) : null
      try {
        const url = pooler?.url ?? urlOf(database, applicationRole)
        await using memory = await ILabMemory.fromPostgres(url, {
          connections: 10,
          preparedStatements: pooler === null,
        })
        const callers = Array.from({ length: 64 }, async (_, i) => {
          const user = memory.forUser(`${to.slice(0, 3)}-${i % 16}`)
          await user.save(note(`by caller ${i}`))
          await user.search('caller')
          if (i % 8 === 0) await Array.fromAsync(user.export())
        })
        await Promise.all(callers)
        const stats = await Promise.all(
          Array.from({ length: 16 }, (_, i) => memory.forUser(`${to.slice(0, 3)}-${i}`).stats()),
        )
        expect(stats.map(({ observations }) => observations)).toEqual(Array(16).fill(4))
      } finally {
        pooler?.stop()
      }
    },
  )

  test('of an application that keeps every connection is told of as busy', async () => {
    const pool = openPool(database, { max: 1 })
    try {
      await using memory = await ILabMemory.fromPostgres(pool, { retryForMs })
      const kept = await pool.connect()
      await expect(memory.forUser('ada').stats()).rejects.toMatchObject({
        code: 'busy',
        message: expect.stringContaining('give the pool more connections'),
      })
      kept.release()
      expect(await codeOf(memory.forUser('ada').stats())).toBe('fine')
    } finally {
      await pool.end()
    }
  })

  test('keeps connections free of exports: slow ones wait for each other, and other calls do not', async () => {
    await using memory = await open({ connections: 4 })
    const user = memory.forUser('exporting')
    await user.save(note('to export'))
    const exports = Array.from({ length: 10 }, () => user.export()[Symbol.asyncIterator]())
    // The first one holds the one connection of exports, and its caller takes its time.
    await exports[0]!.next()
    const others = exports.slice(1).map((lines) => lines.next())
    for (let i = 0; i < 8; i++) await user.save(note(`while they wait: ${i}`))
    const waiting = Promise.all(
      others.map(async (first, i) => {
        await first
        await exports[i + 1]!.return?.()
      }),
    )
    await exports[0]!.return?.()
    await waiting
    expect(await codeOf(Array.fromAsync(user.export()))).toBe('fine')
  })
})

test('a database that is down at the start is waited for', async () => {
  await stopServer(server)
  const opening = ILabMemory.fromPostgres(urlOf(database, applicationRole), { retryForMs: 60_000 })
  await startServer(server)
  await using memory = await opening
  expect(await codeOf(memory.forUser('ada').stats())).toBe('fine')
})
