import { expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { freshPath } from '../sqlite/fresh-folder.ts'
import { expectIntact, expectTrueIndex, tracesOf } from '../sqlite/inspect.ts'
import { livesUpToEachWrite } from './killed-at-write.ts'
import { patience } from './rounds.ts'
import { copyOf, everythingOf, noteOf } from './two-users.ts'

const word = 'unforgettable'
const saving = { clock: () => Date.UTC(2026, 0, 1) }
const sweeping = { clock: () => Date.UTC(2026, 0, 2) }

async function fill(path: string): Promise<void> {
  await using memory = await ILabMemory.fromPath(path, saving)
  for (let i = 1; i <= 130; i++) {
    const draft = noteOf(i, 20)
    const fleeting = { ...draft, content: `${draft.content} ${word}${i}`, ttlMs: 3_600_000 }
    await Promise.all([memory.forUser('bob').save(draft), memory.forUser('alice').save(fleeting)])
  }
}

test(
  'R60 killed at any write of a sweep, a file is whole, and the next sweep leaves no byte',
  { timeout: patience },
  async () => {
    const origin = freshPath()
    await fill(origin)
    const before = await ILabMemory.fromPath(origin, sweeping)
    const bobs = await everythingOf(before.forUser('bob'))
    await before.close()
    for await (const path of livesUpToEachWrite('sweep', () => copyOf(origin))) {
      const memory = await ILabMemory.fromPath(path, sweeping)
      expect((await memory.forUser('alice').stats()).observations).toBe(0)
      await memory.sweep()
      expect(await everythingOf(memory.forUser('bob'))).toEqual(bobs)
      await memory.close()
      expect(tracesOf([word], path)).toEqual([])
      expectIntact(path)
      expectTrueIndex(path)
    }
  },
)
