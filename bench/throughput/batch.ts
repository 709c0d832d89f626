import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { interleave } from '../shared/interleave.ts'
import { median, milliseconds, report } from '../shared/report.ts'
import { factOf, fillWithOthers } from '../shared/facts.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
})

const rounds = Number(options.rounds)
const warmUp = 1
const others = 5_000
const each = 100

const folder = mkdtempSync(join(tmpdir(), 'batch-'))
const memory = await ILabMemory.fromPath(join(folder, 'memory.db'))

const draftsOf = (user: number, round: number) =>
  Array.from({ length: each }, (_, i) => factOf(user, round * each + i))
await fillWithOthers(memory.forUser('other'), others)

const times = await interleave(
  {
    calls: async (round) => {
      const user = memory.forUser('calls')
      for (const draft of draftsOf(2, round)) await user.save(draft)
    },
    atOnce: async (round) => {
      const user = memory.forUser('at-once')
      await Promise.all(draftsOf(3, round).map((draft) => user.save(draft)))
    },
    batch: async (round) => {
      const results = await memory.forUser('batch').save(draftsOf(4, round))
      if (results.some(({ outcome }) => outcome !== 'created')) throw new Error('something was not created')
    },
  },
  { rounds, warmUp },
)
await memory.close()
rmSync(folder, { recursive: true })

const ratioTo = (base: readonly number[]): number => median(times.batch.map((time, i) => time / base[i]!))
const what = `one save of ${each} drafts, over ${each} saves, one after another`
const measured = `${each} calls ${milliseconds(median(times.calls))}, one call ${milliseconds(median(times.batch))}`
const notes = [
  `${each} saves at once, without waiting, took ${milliseconds(median(times.atOnce))}: the batch took ${ratioTo(times.atOnce).toPrecision(3)} times as long.`,
  `The file also holds ${others} observations of another user.`,
]
report(
  'batch',
  [{ what, measured, ratio: ratioTo(times.calls), target: { atMost: 0.3 } }],
  notes,
  options.json,
)
