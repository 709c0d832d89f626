import { expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { freshPath } from '../sqlite/fresh-folder.ts'
import { expectIntact, expectTrueIndex, pagesWithRemains, tracesOf } from '../sqlite/inspect.ts'
import { livesUpToEachWrite } from './killed-at-write.ts'
import { patience } from './rounds.ts'
import { copyOf, everythingOf, noteOf } from './two-users.ts'

const word = 'unforgettable'

async function fill(path: string): Promise<void> {
  const memory = await ILabMemory.fromPath(path, { clock: () => Date.UTC(2026, 0, 1) })
  for (let i = 1; i <= 60; i++) {
    const draft = noteOf(i, 40)
    await Promise.all([
      memory.forUser('bob').save(draft),
      memory.forUser('alice').save({ ...draft, content: `${draft.content} ${word}${i}` }),
    ])
  }
  await memory.forUser('alice').endSession(`${word} all of it`)
  await memory.close()
}

test(
  'R45 R46 killed at any write while it forgets and erases, a file is whole, others keep theirs, and the rest can be erased',
  { timeout: patience },
  async () => {
    const origin = freshPath()
    await fill(origin)
    const before = await ILabMemory.fromPath(origin, { clock: () => Date.UTC(2026, 0, 1) })
    const bobs = await everythingOf(before.forUser('bob'))
    await before.close()
    const left = new Set<number>()
    for await (const path of livesUpToEachWrite('erase', () => copyOf(origin))) {
      // Closing waits for what opening has taken up again.
      await (await ILabMemory.fromPath(path)).close()
      expectIntact(path)
      expectTrueIndex(path)
      const memory = await ILabMemory.fromPath(path, { clock: () => Date.UTC(2026, 0, 1) })
      expect(await everythingOf(memory.forUser('bob'))).toEqual(bobs)
      const { observations } = await memory.forUser('alice').stats()
      left.add(observations)
      if (observations === 0) expect(tracesOf([word], path)).toEqual([])
      await memory.forUser('alice').erase()
      await memory.close()
      expect(tracesOf([word], path)).toEqual([])
      expect(pagesWithRemains(path)).toEqual([])
      expectIntact(path)
    }
    expect(left).toContain(0)
    expect(Math.max(...left)).toBeGreaterThan(0)
  },
)
