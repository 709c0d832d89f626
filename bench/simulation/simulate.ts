import { spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { built } from '../shared/bench-files.ts'
import { checkSample, type Check } from './check.ts'
import { DayClock, liveDay, type Day } from './day.ts'
import { callNames, type CallName, type CallTimes } from './latencies.ts'
import { makePlace, openAt, type Address, type StoreName } from './places.ts'
import { Population, type SimulationSize } from './population.ts'
import { progressEvery } from './progress.ts'

/** Options of a simulation. */
export interface SimulationOptions extends SimulationSize {
  readonly store: StoreName
  /** Users that are compared at the end. */
  readonly sample: number
}

/** Result of a simulation. */
export interface Simulation {
  readonly options: SimulationOptions
  readonly observations: number
  readonly fillSeconds: number
  readonly bytes: { readonly filled: number; readonly after: number }
  readonly calls: Readonly<Record<CallName, CallTimes>>
  readonly day: Pick<Day, 'sessions' | 'leftOut' | 'lag' | 'seconds'> & { readonly activeUsers: number }
  readonly errors: Readonly<Record<string, number>>
  /** Resident memory of the process in bytes: with the store just opened, and at its most. */
  readonly resident: { readonly opened: number; readonly most: number }
  readonly check: Check
  /** Processes that wanted to run in the last minute, before and after the day. */
  readonly load: { readonly before: number; readonly after: number }
}

const dayStart = Date.UTC(2026, 0, 1)

/** Name of the filled file; the same for the same size. */
export const filledFile = ({ users, each, seed }: SimulationSize): string =>
  `simulation-${users}x${each}-${seed}.db`

/** Fills a store, lives a day and compares a sample of users. */
export async function simulate(options: SimulationOptions): Promise<Simulation> {
  const population = new Population(options)
  await using place = await makePlace(options.store)
  const filling = performance.now()
  await place.setDurable(false)
  if (options.store === 'file' || options.store === 'threads')
    copyFileSync(
      await built(filledFile(options), async (at) => fill({ store: 'file', at }, options)),
      place.address.at,
    )
  else fill(place.address, options)
  await place.setDurable(true)
  const fillSeconds = (performance.now() - filling) / 1000
  const filled = await place.bytes()
  const before = loadavg()[0]!
  const lived = await live(place.address, population, options)
  const { observations } = population
  const bytes = { filled, after: await place.bytes() }
  return { options, observations, fillSeconds, bytes, ...lived, load: { before, after: loadavg()[0]! } }
}

function fill(address: Address, { users, each, minutes, pace, seed }: SimulationOptions): void {
  const program = fileURLToPath(new URL('./fill-process.ts', import.meta.url))
  const argument = JSON.stringify({ address, size: { users, each, minutes, pace, seed }, dayStart })
  const { status } = spawnSync(process.execPath, [program, argument], { stdio: 'inherit' })
  if (status !== 0) throw new Error('the store could not be filled')
}

async function live(
  address: Address,
  population: Population,
  options: SimulationOptions,
): Promise<Pick<Simulation, 'calls' | 'day' | 'errors' | 'resident' | 'check'>> {
  let clock: DayClock | null = null
  const memory = await openAt(address, () => clock?.now() ?? dayStart)
  try {
    const opened = process.memoryUsage.rss()
    let most = opened
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 200)
    const tell = progressEvery(5)
    clock = new DayClock(dayStart, options.minutes)
    const day = await liveDay(memory, population, clock, ({ sessions, latencies, seconds }) =>
      tell(() =>
        progressOf(options, { sessions, seconds, calls: latencies.calls, errors: latencies.errorCount }),
      ),
    )
    clearInterval(watch)
    const { latencies, expected, sessions, leftOut, lag, seconds, foreign } = day
    const activeUsers = expected.active.length
    const check = await checkSample(memory, expected, options)
    const calls = Object.fromEntries(callNames.map((name) => [name, latencies.of(name)]))
    return {
      calls: calls as Record<CallName, CallTimes>,
      day: { sessions, leftOut, lag, seconds, activeUsers },
      errors: latencies.errors,
      resident: { opened, most },
      check: { ...check, foreign: check.foreign + foreign },
    }
  } finally {
    await memory.close()
  }
}

function progressOf(
  { store, minutes }: SimulationOptions,
  done: {
    readonly sessions: number
    readonly seconds: number
    readonly calls: number
    readonly errors: number
  },
): string {
  const hours = (done.seconds / (minutes * 60)) * 24
  const time = `${String(Math.floor(hours)).padStart(2, '0')}:${String(Math.floor((hours % 1) * 60)).padStart(2, '0')}`
  return `${store}, ${time}: ${done.sessions} sessions, ${done.calls} calls, ${done.errors} errors`
}
