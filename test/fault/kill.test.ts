import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { freshPath } from '../sqlite/fresh-folder.ts'
import { expectIntact, expectTrueIndex } from '../sqlite/inspect.ts'
import { Ledger } from './ledger.ts'
import { startProgram, type Program } from './program.ts'
import { patience, random, rounds, seed } from './rounds.ts'

const next = random()

function startWriter(path: string, name: string): Program {
  return startProgram('writer', [path, name, String(Math.floor(next() * 2 ** 31)), '0'])
}

/** Kills the writer when it has printed this many more lines, at any point of its next write. */
async function killAfter(writer: Program, lines: number): Promise<void> {
  const before = writer.lines.length
  await writer.line((_, count) => count > before + lines)
  const { signal, stderr } = await writer.kill()
  expect([signal, stderr]).toEqual(['SIGKILL', ''])
}

async function expectWhole(path: string, ledger: Ledger): Promise<void> {
  const memory = await ILabMemory.fromPath(path, { search: { typoTolerance: false } })
  expect(await ledger.complaints(memory)).toEqual([])
  await memory.close()
  expectIntact(path)
  expectTrueIndex(path)
}

/** Files that are written and killed again and again; a new one from time to time, as looking at it takes longer each time. */
const files = Array.from({ length: rounds(1) }, (_, i) => i)

describe.each(files)(`R27 after kill -9 (seed ${seed}, file %i)`, { timeout: patience }, () => {
  test('a file written by one process holds everything that was acknowledged, whole and found', async () => {
    const path = freshPath()
    const ledger = new Ledger()
    for (let round = 0; round < 5; round++) {
      const writer = startWriter(path, `a${round}`)
      await killAfter(writer, Math.floor(next() * (round % 2 === 0 ? 4 : 90)))
      ledger.read(writer.lines)
      await expectWhole(path, ledger)
    }
    expect(ledger.acknowledged).toBeGreaterThan(0)
  })

  test('the other process of two goes on, and nothing that either was acknowledged is lost', async () => {
    const path = freshPath()
    const ledger = new Ledger()
    for (let round = 0; round < 2; round++) {
      const [first, second] = [startWriter(path, `b${round}`), startWriter(path, `c${round}`)]
      await second.line((line) => line.includes('"saved"'))
      await killAfter(first, Math.floor(next() * 60))
      await killAfter(second, 10 + Math.floor(next() * 40))
      ledger.read(first.lines)
      ledger.read(second.lines)
      await expectWhole(path, ledger)
    }
    expect(ledger.acknowledged).toBeGreaterThan(0)
  })
})

test(
  'R29 four processes write one file without a lock error, and ids stay unique and dense',
  { timeout: patience },
  async () => {
    const path = freshPath()
    const ledger = new Ledger()
    const count = rounds(60, 2_000)
    const writers = ['w', 'x', 'y', 'z'].map((name, i) =>
      startProgram('writer', [path, name, String(i), String(count)]),
    )
    const ends = await Promise.all(writers.map((writer) => writer.ended))
    expect(ends).toEqual(ends.map(() => ({ code: 0, signal: null, stderr: '' })))
    for (const writer of writers) ledger.read(writer.lines)
    expect(ledger.acknowledged).toBe(4 * count)
    for (const user of ['shared', 'w-0', 'z-2']) {
      const ids = ledger.ids(user)
      expect(ids).toEqual(ids.map((_, i) => i + 1))
    }
    await expectWhole(path, ledger)
  },
)
