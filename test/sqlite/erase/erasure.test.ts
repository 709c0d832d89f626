import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { ILabMemory, type UserMemory } from '../../../src/index.ts'
import { openSqliteStore } from '../../../src/stores/sqlite/store.ts'
import { startProgram } from '../../fault/program.ts'
import { patience, random, rounds, seed } from '../../fault/rounds.ts'
import { freshPath } from '../fresh-folder.ts'
import { History, type Erased } from './history.ts'
import { marksIn } from './marks.ts'
import { bytesBeside, expectIntact, expectTrueIndex, pagesWithRemains, tracesOf } from '../inspect.ts'

/** Beginnings of terms in the index's page directory that no living term begins with. */
function staleSeparators(path: string): string[] {
  using database = new DatabaseSync(path)
  const living = database
    .prepare('select term from term_vocabulary')
    .all()
    .map(({ term }) => Buffer.from(String(term)))
  const separators = database
    .prepare('select term from term_index_idx')
    .all()
    .map(({ term }) => term as Uint8Array)
  return separators
    .map((separator) => Buffer.from(separator).subarray(1))
    .filter(
      (beginning) => beginning.includes(':') && /[0-9a-z]/.test(beginning.toString('latin1').split(':')[1]!),
    )
    .filter((beginning) => !living.some((term) => term.subarray(0, beginning.length).equals(beginning)))
    .map(String)
}

/** Marks in the file and those beside it. */
function marksBeside(path: string): string[] {
  return [...bytesBeside(path).values()].flatMap((bytes) => [...marksIn(bytes.toString('latin1'))])
}

function expectUnreadable(path: string, { marks, words }: Erased): void {
  expect(marksBeside(path).filter((one) => marks.has(one))).toEqual([])
  expect(tracesOf(words, path)).toEqual([])
}

function expectNoBytesOf(path: string, erased: Erased): void {
  expect(marksBeside(path).filter((one) => erased.marks.has(one))).toEqual([])
  if (isSomething(erased)) expect(pagesWithRemains(path)).toEqual([])
}

/** False where nothing met what was to be forgotten: no pass over the file follows then. */
function isSomething({ marks, words }: Erased): boolean {
  return marks.size > 0 || words.length > 0
}

/** Right after erasing: nor has anything else that was moved or removed left a copy. */
function expectNoTrace(path: string, erased: Erased): void {
  expectUnreadable(path, erased)
  expect(staleSeparators(path)).toEqual([])
  if (isSomething(erased)) expect(pagesWithRemains(path)).toEqual([])
}

describe(`R45 nothing of what was erased is in any file (seed ${seed})`, () => {
  // In the last one, users are erased while FTS5 is in the middle of merging segments.
  const histories = [...Array.from({ length: rounds(1, 100) }, (_, i) => seed + i), 195_616_839]

  test.each(histories)('after every forget and erase of history %i', { timeout: patience }, async (from) => {
    const path = freshPath()
    const history = new History(random(from))
    let memory = await ILabMemory.fromPath(path)
    for (let step = 0; step < 5; step++) {
      await history.grow(memory, 60)
      // What SQLite held in memory when its pages were cleaned must not come back with the next write.
      expectUnreadable(path, history.everything())
      const erased = await history.shrink(memory)
      expectNoTrace(path, erased)
      expectIntact(path)
      if (step % 2 === 1) {
        await memory.close()
        expectNoTrace(path, erased)
        memory = await ILabMemory.fromPath(path)
      }
    }
    expectTrueIndex(path)
    await history.eraseAll(memory)
    expectNoTrace(path, history.everything())
    await memory.close()
    expectNoTrace(path, history.everything())
    expectIntact(path)
    expectTrueIndex(path)
  })
})

test(
  `R45 a pass over the pages that changed leaves no more than one over the file (seed ${seed})`,
  async () => {
    for (const from of Array.from({ length: rounds(2, 100) }, (_, i) => seed + i)) {
      const path = freshPath()
      const history = new History(random(from))
      await using memory = new ILabMemory(await openSqliteStore(path, { followedFromBytes: 0 }))
      for (let step = 0; step < 8; step++) {
        await history.grow(memory, 60)
        // Commits of another connection would make the changes unknown, so nothing else opens the file.
        expectNoBytesOf(path, await history.shrink(memory))
      }
      await history.eraseAll(memory)
      expectNoBytesOf(path, history.everything())
    }
  },
  patience,
)

describe('R45 while another process reads an older state', () => {
  const secret = 'unforgettable'
  const draft = { type: 'pattern', title: 'Note', content: `an ${secret} afternoon` }

  test.each([
    ['forget', (memory: UserMemory, id: number) => memory.forget(id), false],
    ['erase', (memory: UserMemory) => memory.erase(), { observations: 0, sessions: 0 }],
  ] as const)(
    '%s says `busy`, has hidden everything, and completes when called again',
    async (_, remove, again) => {
      const path = freshPath()
      await using memory = await ILabMemory.fromPath(path, { busyTimeoutMs: 100 })
      const alice = memory.forUser('alice')
      const { id } = await alice.save(draft)
      const reader = startProgram('reader', [path])
      await reader.line((line) => line === 'reading')
      await expect(remove(alice, id)).rejects.toMatchObject({ code: 'busy' })
      expect(await alice.get(id)).toBeNull()
      expect(await alice.search(secret)).toEqual([])
      expect((await alice.list()).observations).toEqual([])
      // Others are not held up by it.
      await memory.forUser('bob').save(draft)
      await memory
        .forUser('bob')
        .erase()
        .catch(() => undefined)
      reader.process.stdin!.end()
      expect((await reader.ended).code).toBe(0)
      const result = await remove(alice, id)
      if (typeof again === 'object') expect(result).toMatchObject(again)
      else expect(result).toBe(again)
      expect(tracesOf([secret, 'afternoon'], path)).toEqual([])
      expectIntact(path)
    },
  )
})
