import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import autocannon, { type Request, type Result } from 'autocannon'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { benchFolder, ourFile, removeBenchFiles, userIdOf } from '../shared/bench-files.ts'
import { median, perSecond, report, type Row } from '../shared/report.ts'
import { queryFor, seeded, zipfText } from '../shared/zipf-texts.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    mixed: { type: 'string', default: '60' },
    threads: { type: 'string', default: '1' },
    readers: { type: 'string', default: '0' },
    keep: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

const population = { users: 64, each: 100 }
const connections = 64
const mixedSeconds = Number(options.mixed)

interface Server {
  readonly url: string
  readonly operatorUrl?: string
  /** Milliseconds of a processor that it has used; null where the system does not tell. */
  readonly cpu: () => number | null
  readonly stop: () => Promise<void>
}

const startServer = async (...words: string[]): Promise<Server> => {
  const program = join(import.meta.dirname, 'http-server.ts')
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const stop = async (): Promise<void> => {
    const ended = once(child, 'close')
    child.stdin.end()
    await ended
  }
  const cpu = (): number | null => cpuOf(child.pid!)
  return { ...(JSON.parse(line) as { url: string; operatorUrl?: string }), cpu, stop }
}

const ticksMs = 10
const cpuOf = (pid: number): number | null => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return ticksMs * (Number(fields[11]) + Number(fields[12]))
  } catch {
    return null
  }
}

const headersOf = (user: number): Record<string, string> => ({
  'content-type': 'application/json',
  'x-user-id': userIdOf(user),
})
const random = seeded(1)
const search = (_: unknown, i: number): Request => {
  const user = i % population.users
  const query = queryFor(zipfText(user, Math.floor(random() * population.each)), random)
  return { method: 'POST', path: '/v1/search', headers: headersOf(user), body: JSON.stringify({ query }) }
}
const searches = Array.from({ length: 640 }, search)

let saved = 1_000
/** Each is a new observation; users take turns. */
const save: Request = {
  method: 'POST',
  path: '/v1/observations',
  setupRequest: (request) => {
    const number = saved++
    const user = number % population.users
    const { type, title, content } = zipfText(user, number)
    return {
      ...request,
      headers: headersOf(user),
      body: JSON.stringify({ type, title: `${title} ${number}`, content }),
    }
  },
}

/** Each connection sends ten of the requests again and again: to prepare all of them for each takes a second. */
const load = (url: string, requests: Request[], seconds: number, of = connections): Promise<Result> => {
  let next = 0
  const setupClient = (client: autocannon.Client): void => {
    const from = (next++ * 10) % requests.length
    client.setRequests(requests.slice(from, from + 10))
  }
  return autocannon({
    url,
    connections: of,
    duration: seconds,
    requests,
    ...(requests.length > 1 ? { setupClient } : {}),
  })
}

const bodyLength = async (url: string, { path, headers, body }: Request): Promise<number> => {
  const sent = { method: 'POST', headers: headers as Record<string, string>, body: body as string }
  return (await (await fetch(url + path, sent)).text()).length
}

const copies = mkdtempSync(join(await ourFile(population).then(() => benchFolder), 'http-'))
const path = join(copies, 'memory.db')
copyFileSync(await ourFile(population), path)
const ours = await startServer('memory', path, options.threads, options.readers)
const answers = await Promise.all(searches.slice(0, 50).map((request) => bodyLength(ours.url, request)))
const bareSearch = await startServer('bare', String(median(answers)))
const bareSave = await startServer('bare', '98')

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${ours.operatorUrl}/metrics`)).text()
  return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1])
}
const observations = async (): Promise<number> => {
  const counts = Array.from({ length: population.users }, async (_, user) => {
    const response = await fetch(`${ours.url}/v1/stats`, { headers: headersOf(user) })
    return ((await response.json()) as { observations: number }).observations
  })
  return (await Promise.all(counts)).reduce((sum, count) => sum + count)
}

interface Runs {
  readonly ours: Result[]
  readonly bare: Result[]
  /** Microseconds of a processor for each request, in each run. */
  readonly cpu: { readonly ours: number[]; readonly bare: number[] }
}

/** Sends a load, and notes the processor time that the server took for each request. */
const measured = async (server: Server, requests: Request[], into: number[]): Promise<Result> => {
  const before = server.cpu()
  const run = await load(server.url, requests, Number(options.seconds))
  const after = server.cpu()
  if (before !== null && after !== null) into.push((1_000 * (after - before)) / run.requests.total)
  return run
}

const inTurns = async (requests: Request[], bare: Server): Promise<Runs> => {
  const runs: Runs = { ours: [], bare: [], cpu: { ours: [], bare: [] } }
  for (const url of [bare.url, ours.url]) await load(url, requests, 1)
  for (let round = 0; round < Number(options.rounds); round++) {
    const turn = [
      async () => runs.ours.push(await measured(ours, requests, runs.cpu.ours)),
      async () => runs.bare.push(await measured(bare, requests, runs.cpu.bare)),
    ]
    for (const run of round % 2 === 0 ? turn : turn.toReversed()) await run()
  }
  return runs
}
const rateOf = (runs: readonly Result[]): number => median(runs.map(({ requests }) => requests.average))
const rateRow = (what: string, runs: Runs, target: number): Row => ({
  what,
  measured: `ours ${perSecond(rateOf(runs.ours))}, bare ${perSecond(rateOf(runs.bare))}`,
  ratio: median(runs.ours.map(({ requests }, i) => requests.average / runs.bare[i]!.requests.average)),
  target: { atLeast: target },
})

const cpuRow = (what: string, { cpu }: Runs): Row[] => {
  if (cpu.ours.length === 0) return []
  const [our, their] = [median(cpu.ours), median(cpu.bare)]
  const ratio = median(cpu.ours.map((time, i) => time / cpu.bare[i]!))
  return [
    {
      what,
      measured: `ours ${our.toFixed(0)} µs, bare ${their.toFixed(0)} µs`,
      ratio,
      target: { atMost: 5 },
    },
  ]
}

/** The same searches by the library, as many at a time: what is left is what HTTP adds. */
const directly = async (): Promise<number> => {
  const copy = join(copies, 'direct.db')
  copyFileSync(await ourFile(population), copy)
  const memory = await ILabMemory.fromPath(copy, {
    threads: Number(options.threads),
    readers: Number(options.readers),
  })
  const calls = searches.map(({ headers, body }) => ({
    user: memory.forUser((headers as Record<string, string>)['x-user-id']!),
    query: (JSON.parse(body as string) as { query: string }).query,
  }))
  const seconds = Number(options.seconds)
  let done = 0
  const run = async (until: number, from: number): Promise<void> => {
    for (let i = from * 10; performance.now() < until; i++, done++) {
      const { user, query } = calls[i % calls.length]!
      await user.search(query)
    }
  }
  for (const length of [1, seconds]) {
    done = 0
    const until = performance.now() + length * 1000
    await Promise.all(Array.from({ length: connections }, (_, i) => run(until, i)))
  }
  await memory.close()
  return done / seconds
}

const searchRuns = await inTurns(searches, bareSearch)
const direct = await directly()
const saveRuns = await inTurns([save], bareSave)
for (const server of [bareSearch, bareSave]) await server.stop()

const before = await observations()
const memoryOf = (): Promise<number> => metric('process_resident_memory_bytes')
const mixed = Promise.all([
  load(ours.url, searches, mixedSeconds, 48),
  load(ours.url, [save], mixedSeconds, 16),
])
const sizes: number[] = []
for (let part = 1; part <= 4; part++) {
  await new Promise((resolve) => setTimeout(resolve, (mixedSeconds * 1000) / 4.2))
  sizes.push(await memoryOf())
}
const [mixedSearches, mixedSaves] = await mixed
const delay = await metric('nodejs_eventloop_lag_p99_seconds')
const added = (await observations()) - before
const acknowledged = mixedSaves['2xx']
const failures = [...searchRuns.ours, ...saveRuns.ours, mixedSearches, mixedSaves].reduce(
  (sum, run) => sum + run.errors + run.timeouts + run.non2xx,
  0,
)
await ours.stop()
rmSync(copies, { recursive: true })
if (!options.keep) removeBenchFiles()

const p99 = median(searchRuns.ours.map(({ latency }) => latency.p99))
const rows: Row[] = [
  rateRow(`searches a second, ${connections} connections, over a bare route`, searchRuns, 0.35),
  ...cpuRow('… processor time of the server for a search, over a bare route', searchRuns),
  rateRow(`saves a second, ${connections} connections, over a bare route`, saveRuns, 0.25),
  {
    what: `searches with ${connections} connections, p99`,
    measured: `${p99} ms`,
    ratio: p99,
    target: { atMost: 20 },
  },
  {
    what: `mixed for ${mixedSeconds} s: errors`,
    measured: `${perSecond(mixedSearches.requests.average)} searches, ${perSecond(mixedSaves.requests.average)} saves`,
    ratio: failures,
    target: { atMost: 0 },
  },
  {
    what: '… saves that are there, of those acknowledged',
    measured: `${added}, ${acknowledged}`,
    ratio: added / acknowledged,
    target: { atLeast: 1 },
  },
  {
    what: '… resident memory at the end over a quarter',
    measured: sizes.map((size) => `${Math.round(size / 2 ** 20)} MiB`).join(', '),
    ratio: sizes.at(-1)! / sizes[0]!,
    target: { atMost: 1.25 },
  },
  {
    what: "… delay of the server's event loop, p99",
    measured: `${(delay * 1000).toPrecision(3)} ms`,
    ratio: delay * 1000,
    target: { atMost: 50 },
  },
]
report(
  'http',
  rows,
  [
    `The store ran in ${options.threads} threads of the server, with ${options.readers} readers. A search answered ${median(answers)} bytes.`,
    `Without HTTP the library did ${perSecond(direct)} of the same searches, ${connections} in flight.`,
  ],
  options.json,
)
