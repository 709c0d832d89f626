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
import { median, milliseconds, report } from '../shared/report.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '101' },
    json: { type: 'boolean', default: false },
  },
})

const rounds = Number(options.rounds)
const warmUp = 10
const each = 100

const folder = mkdtempSync(join(tmpdir(), 'telemetry-'))
const open = (name: string, config: Config = {}): Promise<ILabMemory> =>
  ILabMemory.fromPath(join(folder, `${name}.db`), config)

const off = await open('off', { telemetry: false })
// Nothing is registered yet, as in an application without OpenTelemetry.
const absent = await open('absent')
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new NoopSpanProcessor()] }))
const recording = await open('recording')

async function searches(memory: ILabMemory): Promise<Timed> {
  const user = memory.forUser('ada')
  await user.save(Array.from({ length: each }, (_, i) => factOf(1, i)))
  const queries = Array.from({ length: each }, (_, i) =>
    factOf(1, i).content.split(' ').slice(0, 4).join(' '),
  )
  return async () => {
    for (const query of queries) await user.search(query)
  }
}

const times = await interleave(
  { off: await searches(off), absent: await searches(absent), recording: await searches(recording) },
  { rounds, warmUp },
)
await Promise.all([off.close(), absent.close(), recording.close()])
rmSync(folder, { recursive: true })

const ratioOf = (one: readonly number[]): number => median(one.map((time, i) => time / times.off[i]!))
const measured = (one: readonly number[]): string =>
  `${milliseconds(median(times.off) / each)}, ${milliseconds(median(one) / each)}`
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
  [`Medians of the ratios of ${rounds} rounds with ${each} searches each, in turn.`],
  options.json,
)
