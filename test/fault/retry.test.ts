import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { freshPath } from '../sqlite/fresh-folder.ts'
import { expectIntact, expectTrueIndex } from '../sqlite/inspect.ts'
import { livesUpToEachWrite } from './killed-at-write.ts'
import { startProgram } from './program.ts'
import { patience } from './rounds.ts'
import { afterRetries, expected } from './retry.ts'

describe('R30 saves with idempotency keys, tried again after a kill', () => {
  test('R30 happen once in a file, killed between commit and answer', async () => {
    const path = freshPath()
    const { signal } = await startProgram('retry', [path]).ended
    expect(signal).toBe('SIGKILL')
    await using memory = await ILabMemory.fromPath(path)
    expect(await memory.forUser('alice').stats()).toMatchObject({ observations: 2 })
    expect(await afterRetries(memory)).toEqual(expected)
  })

  test('R30 happen once in a file, killed at any write', { timeout: patience }, async () => {
    const left = new Set<number>()
    for await (const path of livesUpToEachWrite('retry', freshPath)) {
      const memory = await ILabMemory.fromPath(path)
      left.add((await memory.forUser('alice').stats()).observations)
      expect(await afterRetries(memory)).toEqual(expected)
      await memory.close()
      expectIntact(path)
      expectTrueIndex(path)
    }
    expect(left.size).toBeGreaterThan(1)
  })
})
