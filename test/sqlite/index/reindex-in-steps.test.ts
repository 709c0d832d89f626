import { copyFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { doctor } from '../../../src/maintenance/index.ts'
import { freshPath } from '../fresh-folder.ts'
import { expectIntact, expectTrueIndex, tracesOf } from '../inspect.ts'

const clock = () => Date.UTC(2026, 4, 1)
/** More than the opening indexes by itself. */
const many = 700

const draftOf = (i: number) => ({
  type: i % 3 === 0 ? 'decision' : 'pattern',
  title: `Gardening ${i}`,
  content: `planting zebra${i} marigolds beside the ${i % 2 === 0 ? 'paintings' : 'universities'}`,
})

/** A file of three users, as an earlier version left it: indexed by an analyser that is no longer known. */
async function oldFile(): Promise<string> {
  const path = freshPath()
  const memory = await ILabMemory.fromPath(path, { clock })
  for (const [userId, count] of [
    ['alice', many],
    ['bob', many],
    ['carol', 3],
  ] as const) {
    const user = memory.forUser(userId)
    await Promise.all(Array.from({ length: count }, (_, i) => user.save(draftOf(i))))
  }
  await memory.close()
  using database = new DatabaseSync(path)
  database.exec(`update setting set value = 'english-1' where name = 'analyzer'`)
  return path
}

async function open(path: string): Promise<ILabMemory> {
  const memory = await ILabMemory.fromPath(path, { clock })
  onTestFinished(() => memory.close())
  return memory
}

/** The users who are not indexed, with their first observation that is not. */
function unindexed(path: string): unknown[] {
  using database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 })
  return database.prepare('select user, next from unindexed order by user').all()
}

async function untilIndexed(path: string): Promise<void> {
  while (unindexed(path).length > 0) await new Promise((resolve) => setImmediate(resolve))
}

/** The file as a process leaves it that is killed now. */
function killedCopy(path: string): string {
  const copy = freshPath()
  copyFileSync(path, copy)
  copyFileSync(`${path}-wal`, `${copy}-wal`)
  return copy
}

const queries = ['marigolds', 'zebra699', 'university', 'zebra7 painting', 'plantng', 'decision 12'] as const

async function answersOf(memory: ILabMemory): Promise<unknown[]> {
  const found: unknown[] = []
  for (const userId of ['carol', 'bob', 'alice']) {
    const user = memory.forUser(userId)
    for (const query of queries) found.push(await user.search(query, { explain: true }))
    found.push(await user.stats())
  }
  return found
}

describe('a file whose index an earlier analyser made', () => {
  test('answers at once as it does when every user is indexed', async () => {
    const path = await oldFile()
    const memory = await open(path)
    expect(unindexed(path).length).toBeGreaterThan(0)
    const during = await answersOf(memory)
    await untilIndexed(path)
    expect(during).toEqual(await answersOf(memory))
    expect(JSON.stringify(during)).toContain('zebra699')
    await memory.close()
    expectTrueIndex(path)
    expectIntact(path)
  })

  test('takes saves, revisions and removals meanwhile, and finds them', async () => {
    const path = await oldFile()
    const memory = await open(path)
    const bob = memory.forUser('bob')
    const topicKey = 'garden/plan'
    const { id } = await bob.save({ ...draftOf(9_001), title: 'Plan', content: 'a quokka hedge', topicKey })
    expect(await bob.search('quokka')).toMatchObject([{ id }])
    await bob.save({ ...draftOf(9_002), title: 'Plan', content: 'an okapi fence', topicKey })
    expect(await bob.search('quokka')).toEqual([])
    expect(await bob.search('okapi')).toMatchObject([{ id }])
    await bob.forget(many - 1)
    const idsOf = async (): Promise<number[]> => (await bob.search(`zebra${many - 2}`)).map((each) => each.id)
    expect(await idsOf()).not.toContain(many - 1)
    expect(unindexed(path).length).toBeGreaterThan(0)
    await untilIndexed(path)
    expect(await bob.search('okapi')).toMatchObject([{ id }])
    expect(await idsOf()).not.toContain(many - 1)
    await memory.close()
    expectTrueIndex(path)
    expectIntact(path)
  })

  test('goes on after a kill at any step', async () => {
    const path = await oldFile()
    const memory = await open(path)
    const steps = new Map<string, string>()
    while (unindexed(path).length > 0) {
      const step = JSON.stringify(unindexed(path))
      if (!steps.has(step) && steps.size < 4) steps.set(step, killedCopy(path))
      await new Promise((resolve) => setImmediate(resolve))
    }
    const expected = await answersOf(memory)
    await memory.close()
    expect(steps.size).toBeGreaterThan(1)
    for (const copy of steps.values()) {
      expect((await doctor(copy)).findings).toEqual([])
      const again = await open(copy)
      expect(await answersOf(again)).toEqual(expected)
      await untilIndexed(copy)
      expect(await answersOf(again)).toEqual(expected)
      await again.close()
      expectTrueIndex(copy)
      expectIntact(copy)
    }
  })

  test('is closed between two steps, and indexes the rest when it is opened again', async () => {
    const path = await oldFile()
    await (await open(path)).close()
    const left = unindexed(path)
    expect(left.length).toBeGreaterThan(0)
    expect((await doctor(path)).findings).toEqual([])
    const memory = await open(path)
    await untilIndexed(path)
    await memory.close()
    expectTrueIndex(path)
  })

  test('keeps no byte of what is forgotten or erased meanwhile', async () => {
    const path = await oldFile()
    const memory = await open(path)
    const bob = memory.forUser('bob')
    await bob.save({ type: 'pattern', title: 'Secret', content: 'the wombat sleeps' })
    const [found] = await bob.search('wombat')
    await bob.forget(found!.id)
    expect(tracesOf(['wombat'], path)).toEqual([])
    await memory.forUser('alice').erase()
    await bob.erase()
    const words = ['zebra699', 'zebra42', 'wombat']
    expect(tracesOf(words, path)).toEqual([])
    expect(await memory.forUser('carol').search('marigolds')).toHaveLength(3)
    await memory.close()
    expect(tracesOf(words, path)).toEqual([])
    expectTrueIndex(path)
    expectIntact(path)
  })
})
