import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { copyUser } from '../../src/maintenance/index.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { BareLayout } from '../shared/bare-layout.ts'
import { benchFolder, benchNow, ourFile } from '../shared/bench-files.ts'
import { interleave } from '../shared/interleave.ts'
import { median, perSecond, report, type Row } from '../shared/report.ts'
import { zipfText } from '../shared/zipf-texts.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    json: { type: 'boolean', default: false },
  },
})

const rounds = Number(options.rounds)
const warmUp = 2
const each = 2_000
/** Big batches: large enough that a larger one gains nothing. */
const bareBatch = 640

const copies = mkdtempSync(
  join(await ourFile({ users: 100, each: 100 }).then(() => benchFolder), 'transfer-'),
)
const copyOf = async (name: string): Promise<string> => {
  copyFileSync(await ourFile({ users: 100, each: 100 }), join(copies, name))
  return join(copies, name)
}
const config = { clock: () => benchNow }
const source = await ILabMemory.fromPath(join(copies, 'source.db'), config)
const imported = await ILabMemory.fromPath(await copyOf('imported.db'), config)
const copied = await ILabMemory.fromPath(await copyOf('copied.db'), config)
const bare = new BareLayout(await copyOf('bare.db'))

const textsOf = (round: number) => Array.from({ length: each }, (_, i) => zipfText(round, 5_000 + i))
const userOf = (round: number): string => `moved-${round}`
for (let round = 0; round < warmUp + rounds; round++) {
  const user = source.forUser(userOf(round))
  const texts = textsOf(round).map(({ type, title, content }) => ({ type, title, content }))
  for (let at = 0; at < each; at += 100) await user.save(texts.slice(at, at + 100))
}
const lines = await Promise.all(
  Array.from({ length: warmUp + rounds }, (_, round) =>
    Array.fromAsync(source.forUser(userOf(round)).export()),
  ),
)
const ready = lines.map((_, round) =>
  textsOf(round).map((text) => bare.prepare(userOf(round), text, benchNow)),
)

const times = await interleave(
  {
    imported: async (round) => {
      const { observations } = await imported.forUser(userOf(round)).import(lines[round]!)
      if (observations !== each) throw new Error(`imported ${observations}`)
    },
    copied: async (round) => {
      const { isIdentical } = await copyUser(source, copied, userOf(round))
      if (!isIdentical) throw new Error('the copy is another')
    },
    bare: (round) => {
      for (let at = 0; at < each; at += bareBatch) bare.save(ready[round]!.slice(at, at + bareBatch))
    },
  },
  { rounds, warmUp },
)
for (const memory of [source, imported, copied]) await memory.close()
bare[Symbol.dispose]()
rmSync(copies, { recursive: true })

const rate = (all: readonly number[]): string => perSecond((1_000 * each) / median(all))
const row = (what: string, ours: readonly number[]): Row => ({
  what: `${what}, rows a second over bare big batches`,
  measured: `ours ${rate(ours)}, bare ${rate(times.bare)}`,
  ratio: median(ours.map((time, i) => times.bare[i]! / time)),
  target: { atLeast: 0.5 },
})
report(
  'transfer',
  [row(`import of ${each} observations`, times.imported), row('copy, with its comparison', times.copied)],
  [`A bare big batch is ${bareBatch} rows. A copy also exports twice, and compares.`],
  options.json,
)
