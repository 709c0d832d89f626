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
const each = 200

const folder = mkdtempSync(join(tmpdir(), 'removal-'))
const memory = await ILabMemory.fromPath(join(folder, 'memory.db'))
const ada = memory.forUser('ada')

await fillWithOthers(memory.forUser('other'), others)
for (let round = 0; round < warmUp + rounds; round++) {
  for (const [place, name] of ['one', 'many', 'calls'].entries()) {
    const from = (round * 3 + place) * each
    const drafts = Array.from({ length: name === 'one' ? 1 : each }, (_, i) => factOf(2, from + i))
    await Promise.all(drafts.map((draft, i) => ada.save({ ...draft, topicKey: `${name}/${round}/${i + 1}` })))
  }
}

const times = await interleave(
  {
    one: async (round) => {
      if (!(await ada.forget(`one/${round}/1`))) throw new Error('nothing was removed')
    },
    calls: async (round) => {
      for (let i = 1; i <= each; i++) await ada.forget(`calls/${round}/${i}`)
    },
    many: async (round) => {
      const { forgotten } = await ada.forgetAll({ topicKeyPrefix: `many/${round}/` })
      if (forgotten !== each) throw new Error(`removed ${forgotten}`)
    },
  },
  { rounds, warmUp },
)
await memory.close()
rmSync(folder, { recursive: true })

const ratioTo = (base: readonly number[]): number => median(times.many.map((time, i) => time / base[i]!))
const what = `forgetAll of ${each} observations, over ${each} calls of forget, one after another`
const measured = `${each} calls ${milliseconds(median(times.calls))}, one call ${milliseconds(median(times.many))}`
const notes = [
  `One forget took ${milliseconds(median(times.one))}: forgetAll took ${ratioTo(times.one).toPrecision(3)} times as long.`,
  `The file also holds ${others} observations of another user.`,
]
report(
  'removal',
  [{ what, measured, ratio: ratioTo(times.calls), target: { atMost: 0.1 } }],
  notes,
  options.json,
)
