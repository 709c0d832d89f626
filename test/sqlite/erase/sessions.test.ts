import { expect, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { doctor } from '../../../src/maintenance/index.ts'
import { freshPath } from '../fresh-folder.ts'
import { expectIntact, expectTrueIndex, tracesOf } from '../inspect.ts'

const hour = 3_600_000

/** A summary of its own words: short ones fit into a page, long ones take several. */
function summaryOf(number: number): { text: string; words: string[] } {
  const words = Array.from({ length: number % 3 === 0 ? 800 : 20 }, (_, at) => `secret${number}x${at}y`)
  return { text: words.join(' '), words }
}

test('R45 nothing is left in any file of summaries that were corrected or forgotten', async () => {
  const path = freshPath()
  const time = { now: Date.UTC(2026, 0, 5) }
  const memory = await ILabMemory.fromPath(path, { clock: () => time.now })
  const ada = memory.forUser('ada')
  const ids: string[] = []
  for (let number = 0; number < 12; number++) {
    time.now += hour
    await ada.save({ type: 'pattern', title: 'Note', content: `kept${number}` })
    if (number % 2 === 0) await ada.summarizeSession(`before${number}x ${summaryOf(100 + number).text}`)
    ids.push((await ada.endSession(summaryOf(number).text)).id)
  }
  for (const [number, id] of ids.entries()) {
    const { words } = summaryOf(number)
    expect(tracesOf(words.slice(0, 1), path)).not.toEqual([])
    if (number % 4 === 1) await ada.updateSession(id, { summary: `corrected${number}` })
    else await ada.forgetSession(id)
    const gone = number % 2 === 0 ? [...words, ...summaryOf(100 + number).words, `before${number}x`] : words
    expect(tracesOf(gone, path)).toEqual([])
  }
  expectIntact(path)
  expectTrueIndex(path)
  const { observations, sessions, byType } = await ada.stats()
  expect({ observations, sessions, byType }).toEqual({
    observations: 12,
    sessions: 3,
    byType: { pattern: 12 },
  })
  await memory.close()
  expect((await doctor(path)).findings).toEqual([])
})
