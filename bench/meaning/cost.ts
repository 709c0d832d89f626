/**
 * Measures what sense costs: a search beyond its query's vector, durable saves while vectors are made in the background,
 * the time to a vector, and bytes a vector. A model that answers at once gives random unit vectors.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as passed } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { ILabMemory, type Config, type Embedder } from '../../src/index.ts'
import { benchNow } from '../shared/bench-files.ts'
import { interleave } from '../shared/interleave.ts'
import { median, milliseconds, perSecond, report, type Row } from '../shared/report.ts'
import { queryFor, seeded, zipfText } from '../shared/zipf-texts.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    json: { type: 'boolean', default: false },
  },
})
const rounds = Number(options.rounds)
const dimensions = 384
const searchesARound = 40
const savesARound = 100
const userId = 'asked'

/** Most milliseconds that sense adds to a search, by memories of the user. */
const searchBars: readonly (readonly [memories: number, most: number])[] = [
  [1_000, 0.5],
  [10_000, 5],
]
const mostBytes = 420
const mostMsToVector = 250

const unit = seeded(1)
/** More than a power of two: neighbours in a file get different vectors. */
const made = Array.from({ length: 1_021 }, () =>
  Float32Array.from({ length: dimensions }, () => unit() + unit() + unit() - 1.5),
)
let calls = 0
const model: Embedder = {
  id: 'bench',
  dimensions,
  embed: async (texts) => texts.map(() => made[calls++ % made.length]!),
}

/** A model in a thread of its own, about as slow as MiniLM. While it works, texts gather to batches. */
const slowModel: Embedder = {
  ...model,
  embed: async (texts, call) => {
    await passed(35)
    return model.embed(texts, call)
  },
}

const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-bench-meaning-'))
const clock = (): number => benchNow
const open = (name: string, config: Config = {}): Promise<ILabMemory> =>
  ILabMemory.fromPath(join(folder, name), { clock, embedding: 'manual', ...config })
const timed = async (run: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await run()
  return performance.now() - start
}
const at95 = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!

const drafts = (from: number, count: number): { type: string; title: string; content: string }[] =>
  Array.from({ length: count }, (_, i) => {
    const { type, title, content } = zipfText(0, from + i)
    return { type, title, content }
  })

/** Fills a file, and returns the bytes of its pages with vectors. */
async function fill(name: string, count: number): Promise<number> {
  await using memory = await open(name, { embedder: model })
  for (let from = 0; from < count; from += 100)
    await memory.forUser(userId).save(drafts(from, Math.min(100, count - from)))
  await memory.embed()
  await memory.close()
  using database = new DatabaseSync(join(folder, name))
  const size = database.prepare("select sum(pgsize) as bytes from dbstat where name = 'vector_chunk'").get()
  return Number(size?.['bytes']) / count
}

/** Adds a search by sense to one by words, with the cache and without it. */
async function costOfSearch(count: number, most: number): Promise<Row[]> {
  const file = `search-${count}.db`
  const bytes = await fill(file, count)
  await using words = await open(file)
  await using cached = await open(file, { embedder: model })
  await using read = await open(file, { embedder: model, vectorCacheBytes: 0 })
  const random = seeded(count)
  const queries = Array.from({ length: searchesARound }, () =>
    queryFor(zipfText(0, Math.floor(random() * count)), random),
  )
  const times: Record<'words' | 'cached' | 'read', number[]> = { words: [], cached: [], read: [] }
  const memories = Object.entries({ words, cached, read }) as [keyof typeof times, ILabMemory][]
  for (let round = 0; round < rounds; round++)
    for (const query of queries)
      for (const [name, memory] of round % 2 === 0 ? memories : memories.toReversed()) {
        const time = await timed(() => memory.forUser(userId).search(query))
        if (round > 0) times[name].push(time)
      }
  const [base, kept, uncached] = [median(times.words), median(times.cached), median(times.read)]
  const measured = (time: number): string =>
    `${milliseconds(time)}, ${milliseconds(base)} by words: + ${milliseconds(time - base)}`
  const of = `${count.toLocaleString('en')} memories`
  return [
    { what: `search, ${of}`, measured: measured(kept), ratio: (kept - base) / most, target: { atMost: 1 } },
    {
      what: `… vectors read from the file`,
      measured: measured(uncached),
      ratio: (uncached - base) / (kept - base),
      target: { atLeast: 1 },
    },
    {
      what: `bytes a vector, ${of}`,
      measured: `${Math.round(bytes)} B of ${mostBytes}`,
      ratio: bytes / mostBytes,
      target: { atMost: 1 },
    },
  ]
}

/** Saves of one user, one at a time, each durable; the background works meanwhile. */
async function costOfSaves(): Promise<Row[]> {
  await using none = await open('saves.db')
  await using slow = await open('saves-slow.db', { embedder: slowModel, embedding: 'background' })
  await using quick = await open('saves-quick.db', { embedder: model, embedding: 'background' })
  const alone: Record<'none' | 'slow' | 'quick', number[]> = { none: [], slow: [], quick: [] }
  const saves = (memory: ILabMemory, times: number[]) => async (round: number) => {
    for (const draft of drafts(round * savesARound, savesARound))
      times.push(await timed(() => memory.forUser(userId).save(draft)))
  }
  const contestants = {
    none: saves(none, alone.none),
    slow: saves(slow, alone.slow),
    quick: saves(quick, alone.quick),
  }
  const times = await interleave(contestants, { rounds, warmUp: 2 })
  const rate = (all: readonly number[]): number => (1_000 * savesARound) / median(all)
  const [base, sense, most] = [rate(times.none), rate(times.slow), rate(times.quick)]
  const [p50, senseP50] = [median(alone.none), median(alone.slow)]
  return [
    {
      what: 'durable saves a second, one in flight, a model of 35 ms',
      measured: `${perSecond(sense)}, ${perSecond(base)} without`,
      ratio: sense / base,
      target: { atLeast: 0.95 },
    },
    {
      what: '… p50 of a save',
      measured: `${milliseconds(senseP50)}, ${milliseconds(p50)} without`,
      ratio: senseP50 / p50,
      target: { atMost: 1.05 },
    },
    {
      // The worst case: as many vectors as saves, all on one thread.
      what: '… a model that answers at once',
      measured: `${perSecond(most)}, ${perSecond(base)} without`,
      ratio: most / base,
      target: { atLeast: 0.4 },
    },
  ]
}

async function timeToVector(): Promise<Row> {
  await using memory = await open('alone.db', { embedder: model, embedding: 'background' })
  const times: number[] = []
  for (const draft of drafts(0, 100)) {
    const start = performance.now()
    await memory.forUser(userId).save(draft)
    // Asking for the vectors at once would cut short the time for which texts gather.
    for (let all = false; !all; await passed(1)) {
      const { observations, embedded } = await memory.forUser(userId).stats()
      all = observations === embedded
    }
    times.push(performance.now() - start)
  }
  return {
    what: 'time to the vector of a lone save, p95',
    measured: `${milliseconds(at95(times))}, p50 ${milliseconds(median(times))}, of ${mostMsToVector} ms`,
    ratio: at95(times) / mostMsToVector,
    target: { atMost: 1 },
  }
}

try {
  const rows: Row[] = []
  for (const [memories, most] of searchBars) rows.push(...(await costOfSearch(memories, most)))
  rows.push(...(await costOfSaves()), await timeToVector())
  report('meaning-cost', rows, [`${rounds} rounds; the time of the model is left out`], options.json)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
