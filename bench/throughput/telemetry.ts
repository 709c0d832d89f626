import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { NoopSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Config } from '../../src/core/model.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { factOf } from '../shared/facts.ts'
import { interleave, type Timed } from '../shared/interleave.ts'
import { milliseconds, report } from '../shared/report.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '301' },
    json: { type: 'boolean', default: false },
  },
})

const rounds = Number(options.rounds)
const warmUp = 10
const each = 100

const folder = mkdtempSync(join(tmpdir(), 'telemetry-'))
/** All read one file: two files of the same texts differ by a percent. */
const open = (config: Config = {}): Promise<ILabMemory> =>
  ILabMemory.fromPath(join(folder, 'memory.db'), config)

const off = await open({ telemetry: false })
// Nothing is registered yet, as in an application without OpenTelemetry.
const absent = await open()
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new NoopSpanProcessor()] }))
const recording = await open()

await off.forUser('ada').save(Array.from({ length: each }, (_, i) => factOf(1, i)))

function searches(memory: ILabMemory): Timed {
  const user = memory.forUser('ada')
  const queries = Array.from({ length: each }, (_, i) =>
    factOf(1, i).content.split(' ').slice(0, 4).join(' '),
  )
  return async () => {
    for (const query of queries) await user.search(query)
  }
}

const times = await interleave(
  { off: searches(off), absent: searches(absent), recording: searches(recording) },
  { rounds, warmUp },
)
await Promise.all([off.close(), absent.close(), recording.close()])
rmSync(folder, { recursive: true })

/** The time of a quiet round: other work of the machine only ever adds to one. */
const quiet = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 10)]!
const ratioOf = (one: readonly number[]): number => quiet(one) / quiet(times.off)
const measured = (one: readonly number[]): string =>
  `${milliseconds(quiet(times.off) / each)}, ${milliseconds(quiet(one) / each)}`
report(
  'telemetry',
  [
    {
      what: 'a search without OpenTelemetry in the process, over one with telemetry: false',
      measured: measured(times.absent),
      ratio: ratioOf(times.absent),
      target: { atMost: 1.01 },
    },
    {
      what: 'a search with a span that is recorded, over one with telemetry: false',
      measured: measured(times.recording),
      ratio: ratioOf(times.recording),
      target: { atMost: 1.6 },
    },
  ],
  [`Ratios of the quiet tenth of ${rounds} rounds with ${each} searches each, in turn.`],
  options.json,
)
