import { parseArgs } from 'node:util'
import { removeBenchFiles, type Population } from '../shared/bench-files.ts'
import { interleave } from '../shared/interleave.ts'
import { median, milliseconds, report, type Row } from '../shared/report.ts'
import { ScaleFile } from './scale-file.ts'
import { sessionStartTimes } from './session-start.ts'

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    quick: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

const mostRows = options.quick ? 100_000 : Number(options.rows)
const each = 100
const searches = 200
const turn = 10
const sharedTargets = [
  { rows: 10_000, atLeast: 5, rounds: 20 },
  { rows: 100_000, atLeast: 50, rounds: 10 },
  { rows: 1_000_000, atLeast: 300, rounds: 4 },
].filter(({ rows }) => rows <= mostRows)
const rows: Row[] = []

const add = (
  what: string,
  [above, over]: readonly [name: string, times: readonly number[]][],
  target: Row['target'],
): void => {
  const [first, second] = [median(above![1]), median(over![1])]
  const measured = `${above![0]} ${milliseconds(first)}, ${over![0]} ${milliseconds(second)}`
  rows.push({ what, measured, ratio: first / second, target })
}

/** Search in files of every size at once, against the bare reading of each. */
const compareSizes = async (files: readonly ScaleFile[]): Promise<void> => {
  const contestants = files.flatMap((file) => [
    [`ours ${file.rows}`, file.ours] as const,
    [`bare ${file.rows}`, file.bare] as const,
  ])
  const times = await interleave(Object.fromEntries(contestants), { rounds: 3 * searches, warmUp: searches })
  const ours = (file: ScaleFile): number[] => times[`ours ${file.rows}`]!
  const [smallest, largest] = [files[0]!, files.at(-1)!]
  const named = (file: ScaleFile): [string, number[]] => [file.rows.toLocaleString('en'), ours(file)]
  add('search p50: largest file over smallest', [named(largest), named(smallest)], { atMost: 1.5 })
  for (const file of files) {
    const what = `search p50 over bare reading, ${file.rows.toLocaleString('en')} rows`
    add(
      what,
      [
        ['ours', ours(file)],
        ['bare', times[`bare ${file.rows}`]!],
      ],
      { atMost: 3 },
    )
  }
}

/** In turns of several searches each: a single search would find the processor's caches full of the other side's data. */
const compareShared = async (file: ScaleFile, atLeast: number, rounds: number): Promise<void> => {
  const times = { shared: [] as number[], ours: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    for (const name of ['shared', 'ours'] as const) {
      const searched = await interleave({ it: (i) => file[name](round * turn + i) }, { rounds: turn })
      times[name].push(...searched.it)
    }
  }
  const what = `search p50: shared FTS5 over ours, ${file.rows.toLocaleString('en')} rows`
  add(
    what,
    [
      ['shared', times.shared],
      ['ours', times.ours],
    ],
    { atLeast },
  )
}

const files: ScaleFile[] = []
for (const { rows: count } of sharedTargets)
  files.push(await ScaleFile.open({ users: count / each, each }, searches))
await compareSizes(files)
for (const [i, file] of files.entries())
  await compareShared(file, sharedTargets[i]!.atLeast, sharedTargets[i]!.rounds)

/** The same searches where what they read was kept, against reading it out of the file. */
const compareKept = async (population: Population, keptBytes: number): Promise<void> => {
  await using read = await ScaleFile.open(population, searches)
  await using kept = await ScaleFile.open(population, searches, keptBytes)
  const times = await interleave(
    { kept: kept.ours, read: read.ours },
    { rounds: 2 * searches, warmUp: searches },
  )
  const { users } = population
  add(
    `search p50 kept in memory over read from the file, ${users === 1 ? '1 user' : `${users} users`} of ${population.each.toLocaleString('en')}`,
    [
      ['kept', times.kept],
      ['read', times.read],
    ],
    { atMost: 0.7 },
  )
}
await compareKept({ users: 100, each }, 16 * 2 ** 20)
await compareKept({ users: 1, each: 10_000 }, 16 * 2 ** 20)

{
  await using long = await ScaleFile.open({ users: 1, each: 10_000 }, searches)
  const times = await interleave(
    { ours: long.ours, bare: long.bare },
    { rounds: 2 * searches, warmUp: searches / 4 },
  )
  const what = 'search p50 of a user with 10,000 observations over bare reading'
  add(
    what,
    [
      ['ours', times.ours],
      ['bare', times.bare],
    ],
    { atMost: 6 },
  )
}

const start = await sessionStartTimes(1_000)
const startWhat = 'session start (1,000 observations, 50 sessions) over bare reading of its rows'
add(
  startWhat,
  [
    ['ours', start.still],
    ['bare', start.bare],
  ],
  { atMost: 4 },
)
add(
  `${startWhat}, both with a commit`,
  [
    ['ours', start.durable],
    ['bare', start.bareDurable],
  ],
  { atMost: 4 },
)

for (const file of files) {
  const perRow = (bytes: number): string => `${Math.round(bytes / file.rows)} B`
  rows.push({
    what: `bytes an observation over shared FTS5, ${file.rows.toLocaleString('en')} rows`,
    measured: `ours ${perRow(file.bytes.ours)}, shared ${perRow(file.bytes.shared)}`,
    ratio: file.bytes.ours / file.bytes.shared,
    target: { atMost: 1.6 },
  })
}
const foundTargets = files.reduce((sum, file) => sum + file.foundTargets, 0)
const asked = files.length * searches
rows.push({
  what: 'searches with the observation asked for among the ten',
  measured: `${foundTargets} of ${asked}`,
  ratio: foundTargets / asked,
  target: { atLeast: 0.99 },
})
for (const file of files) await file[Symbol.asyncDispose]()

report(
  'scale',
  rows,
  ['A query is four of the 66 words of the observation asked for: the rarest, and three as they come.'],
  options.json,
)
if (!options.keep) removeBenchFiles()
