import { nothingBeside } from '../../../src/core/store/beside.ts'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { ILabMemory, type UserMemory } from '../../../src/index.ts'
import type { ExportRecord } from '../../../src/core/store/store.ts'
import { openSqliteStore } from '../../../src/stores/sqlite/store.ts'
import { canariesIn } from '../../../src/testing/index.ts'
import { nodeOptions, startCommand } from '../../fault/program.ts'
import { patience, rounds } from '../../fault/rounds.ts'
import { freshPath } from '../fresh-folder.ts'
import { bytesBeside, expectIntact, expectTrueIndex } from '../inspect.ts'

const start = Date.UTC(2026, 0, 1)

/** Writes to every table: observations, revisions, topic keys, sessions with either kind of summary. */
async function live(memory: UserMemory, mark: string): Promise<void> {
  const contents = Array.from({ length: 150 }, (_, i) => `${mark} word${i} and more`)
  await Promise.all(contents.map((content) => memory.save({ type: 'discovery', title: mark, content })))
  for (const content of ['first', 'second', 'third']) {
    await memory.save({
      type: 'decision',
      title: 'Plan',
      content: `${mark} ${content}`,
      topicKey: `${mark}/plan`,
      data: { [mark]: [mark] },
      source: mark,
      keywords: [`${mark}k`],
    })
  }
  await memory.summarizeSession(`${mark} so far`, { idempotencyKey: `${mark}-summary` })
  await memory.endSession(`${mark} is done`)
  await memory.startSession()
  await memory.save({ type: 'pattern', title: mark, content: `${mark} of the second session` })
}

/** Every row of every table but the file's own settings; of the index its terms and where they stand. */
function everyRow(path: string): Record<string, unknown[]> {
  using database = new DatabaseSync(path, { readOnly: true })
  const tables = database.prepare(`select name from sqlite_schema where type = 'table' order by name`).all()
  const readable = tables
    .map(({ name }) => String(name))
    .filter((name) => !/^(term_index|setting$)/.test(name))
  return Object.fromEntries(readable.map((name) => [name, database.prepare(`select * from "${name}"`).all()]))
}

function canariesOnDisk(path: string): string[] {
  return canariesIn([...bytesBeside(path).values()].map((bytes) => bytes.toString('latin1')).join('\n'))
}

describe('R46 erasing a user', () => {
  test('R46 leaves every table as if that user had never been', async () => {
    const path = freshPath()
    const config = { clock: () => start, newSessionId: () => `session-${Math.random()}` }
    const memory = await ILabMemory.fromPath(path, config)
    const [alice, bob] = [memory.forUser('alice'), memory.forUser('bob')]
    await live(bob, 'kept')
    const before = everyRow(path)
    await live(alice, 'xcanary00001')
    const during = everyRow(path)
    for (const table of [
      'user',
      'session',
      'observation',
      'document_chunk',
      'keyed_save',
      'version',
      'term_occurrence',
      'term_vocabulary',
    ])
      expect(during[table]!.length).toBeGreaterThan(before[table]!.length)
    const { observations, sessions } = await alice.erase()
    expect({ observations, sessions }).toEqual({ observations: 153, sessions: 2 })
    expect(everyRow(path)).toEqual(before)
    expect(canariesOnDisk(path)).toEqual([])
    await memory.close()
    expectIntact(path)
    expectTrueIndex(path)
  })

  test('R46 once more finds nothing, and the next save starts from 1', async () => {
    const path = freshPath()
    await using memory = await ILabMemory.fromPath(path)
    const alice = memory.forUser('alice')
    await live(alice, 'xcanary00001')
    const first = await alice.save({ type: 'pattern', title: 'Last', content: 'one' })
    expect(await alice.erase()).toMatchObject({ observations: 154, sessions: 2 })
    expect(await alice.erase()).toMatchObject({ observations: 0, sessions: 0 })
    const again = await alice.save({
      type: 'pattern',
      title: 'Last',
      content: 'one',
      topicKey: 'xcanary/plan',
    })
    expect(again).toMatchObject({ id: 1, outcome: 'created' })
    expect(again.sessionId).not.toBe(first.sessionId)
    expect(await alice.stats()).toMatchObject({ observations: 1, sessions: 1 })
    expect((await alice.startSession()).sessionsContext).toEqual([])
  })

  test('R46 the user is gone for every call from the first moment, and may come back at once', async () => {
    await using memory = await ILabMemory.fromPath(freshPath())
    const alice = memory.forUser('alice')
    await live(alice, 'before')
    const erased = alice.erase()
    const saved = alice.save({ type: 'pattern', title: 'New', content: 'after' })
    expect(await saved).toMatchObject({ id: 1, outcome: 'created' })
    expect(await alice.search('before')).toEqual([])
    await erased
    expect((await alice.list()).observations.map(({ content }) => content)).toEqual(['after'])
    expect(await alice.stats()).toMatchObject({ observations: 1, sessions: 1 })
  })

  test('R46 what kill -9 interrupts is finished by the next open', { timeout: 60_000 }, async () => {
    const path = freshPath()
    const program = join(import.meta.dirname, 'erase-user-process.ts')
    const child = startCommand(process.execPath, [...nodeOptions, program, path, '600'])
    expect(await child.ended).toMatchObject({ signal: 'SIGKILL', stderr: '' })
    const left = everyRow(path)
    expect(left['user']!.length).toBe(2)
    expect(left['observation']!.length).toBeGreaterThan(200)
    expect(left['observation']!.length).toBeLessThan(301)
    expect(canariesOnDisk(path)).not.toEqual([])

    const memory = await ILabMemory.fromPath(path)
    const alice = memory.forUser('alice')
    expect(await alice.stats()).toMatchObject({ observations: 0, sessions: 0 })
    expect(await alice.search('xcanary00004')).toEqual([])
    await memory.close()
    const { user, session, observation } = everyRow(path)
    expect([user!.length, session!.length, observation!.length]).toEqual([1, 1, 1])
    expect(canariesOnDisk(path)).toEqual([])
    expectIntact(path)
    expectTrueIndex(path)
  })
})

describe('R47 a large erasure', () => {
  const count = rounds(2_000, 100_000)
  /** A step that took more than this would hold up the event loop. */
  const mostInOneTransaction = 100

  test('R47 goes in small transactions, with others in between', { timeout: patience }, async () => {
    const path = freshPath()
    const store = await openSqliteStore(path)
    await using memory = new ILabMemory(store)
    await fill(store, count)
    const bob = memory.forUser('bob')
    await bob.save({ type: 'profile', title: 'Bob', content: 'was here before' })
    using reader = new DatabaseSync(path, { readOnly: true })
    const left = reader.prepare(
      'select count(*) as count from observation indexed by observation_by_time where user = 1',
    )
    const version = reader.prepare('pragma data_version')
    const steps: number[] = []
    let turns = 0
    let acknowledged = 0
    let isErasing = true
    const erased = memory
      .forUser('alice')
      .erase()
      .finally(() => (isErasing = false))
    const writing = (async () => {
      while (isErasing) {
        await bob.save({ type: 'pattern', title: 'Note', content: `number ${acknowledged}` })
        if (isErasing) acknowledged++
      }
    })()
    let before = count
    let seen: unknown = null
    while (isErasing) {
      await new Promise((resolve) => setImmediate(resolve))
      turns++
      const now = version.get()?.['data_version']
      if (now === seen) continue
      seen = now
      const remaining = Number(left.get()?.['count'])
      if (remaining < before) steps.push(before - remaining)
      before = remaining
    }
    expect((await erased).observations).toBe(count)
    await writing
    expect(Math.max(...steps)).toBeLessThanOrEqual(mostInOneTransaction)
    expect(steps.reduce((sum, step) => sum + step, 0)).toBe(count)
    expect(turns).toBeGreaterThanOrEqual(steps.length)
    expect(acknowledged).toBeGreaterThanOrEqual(steps.length / 2)
    expect((await bob.stats()).observations).toBeGreaterThan(acknowledged)
    expect(canariesOnDisk(path)).toEqual([])
  })

  async function fill(
    store: Awaited<ReturnType<typeof openSqliteStore>>,
    observations: number,
  ): Promise<void> {
    const at = new Date(start).toISOString()
    const write = {
      now: start,
      newSessionId: 'only',
      sessionTimeoutMs: 3_600_000,
      quota: {},
      keptVersions: 20,
    }
    const session: ExportRecord = {
      kind: 'session',
      session: {
        id: 'only',
        userId: 'alice',
        status: 'active',
        startedAt: at,
        endedAt: null,
        lastActivityAt: at,
        summary: null,
        isAutoGenerated: false,
      },
    }
    await store.importRecords('alice', [session], write)
    for (let first = 1; first <= observations; first += 1_000) {
      const records = Array.from({ length: 1_000 }, (_, i) => ({
        kind: 'observation' as const,
        observation: {
          id: first + i,
          sessionId: 'only',
          userId: 'alice',
          type: 'decision',
          title: 'Note',
          content: `xcanary00001 number${first + i}`,
          topicKey: null,
          ...nothingBeside,
          revision: 1,
          createdAt: at,
          updatedAt: at,
        },
      }))
      await store.importRecords('alice', records, write)
    }
  }
})
