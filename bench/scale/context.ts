import { parseArgs } from 'node:util'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { benchNow, removeBenchFiles } from '../shared/bench-files.ts'
import { interleave } from '../shared/interleave.ts'
import { median, milliseconds, report } from '../shared/report.ts'
import { queryFor, seeded, zipfText } from '../shared/zipf-texts.ts'
import { returning, returningFile } from './session-start.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '300' },
    keep: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

const rounds = Number(options.rounds)
const memory = await ILabMemory.fromPath(await returningFile(), { clock: () => benchNow })
const user = memory.forUser(returning)
const random = seeded(7)
const queries = Array.from({ length: 100 }, (_, number) => queryFor(zipfText(0, number * 10), random))
const queryOf = (round: number): string => queries[round % queries.length]!

const times = await interleave(
  {
    context: (round) => user.context({ query: queryOf(round) }),
    search: (round) => user.search(queryOf(round)),
    start: () => user.startSession(),
  },
  { rounds, warmUp: 200 },
)
await memory.close()
if (!options.keep) removeBenchFiles()

const parts = times.search.map((time, round) => time + times.start[round]!)
report(
  'context',
  [
    {
      what: 'context with a query, over its search and a session start of the same user',
      measured: `${milliseconds(median(times.context))}, ${milliseconds(median(parts))}`,
      ratio: median(times.context.map((time, round) => time / parts[round]!)),
      target: { atMost: 1.5 },
    },
  ],
  [
    'The user has 1,000 observations and 50 sessions; the clock stands still, so that a session start writes nothing.',
  ],
  options.json,
)
