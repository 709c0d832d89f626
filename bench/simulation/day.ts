import { setTimeout as passed } from 'node:timers/promises'
import type { MemoryOfUsers } from '../../src/core/user-memory.ts'
import { Expected } from './expected.ts'
import { Latencies } from './latencies.ts'
import type { Population } from './population.ts'
import { SimulatedSession } from './session.ts'

/** Sessions that are under way at once, at most. A session that finds no place begins late. */
const mostSessions = 64

/** Result of a simulated day. */
export interface Day {
  readonly latencies: Latencies
  readonly expected: Expected
  readonly sessions: number
  /** Sessions of the plan that did not begin, as the time was up. */
  readonly leftOut: number
  /** Milliseconds by which the latest session began behind its plan. */
  readonly lag: number
  /** Results that belong to another user than the one that asked. */
  readonly foreign: number
  readonly seconds: number
}

/** Time of the day that a simulation is in. */
export class DayClock {
  readonly #start: number
  readonly #dayStart: number
  readonly #milliseconds: number
  readonly #longest: number

  /** @param longest - the day ends after this many times its planned length, even if sessions are left */
  constructor(dayStart: number, minutes: number, longest = 1.5) {
    this.#longest = longest
    this.#dayStart = dayStart
    this.#milliseconds = minutes * 60_000
    this.#start = performance.now()
  }

  /** Real milliseconds since the day began. */
  get elapsed(): number {
    return performance.now() - this.#start
  }

  /** Simulated time: milliseconds since 1970. */
  now = (): number => Math.floor(this.#dayStart + (this.elapsed / this.#milliseconds) * 86_400_000)

  /** Real milliseconds until a part of the day has passed; negative: it has. */
  until(at: number): number {
    return at * this.#milliseconds - this.elapsed
  }

  get isOver(): boolean {
    return this.elapsed > this.#longest * this.#milliseconds
  }
}

/** Lives a day: begins each session at its time. Sessions of one user follow each other. */
export async function liveDay(
  memory: MemoryOfUsers,
  population: Population,
  clock: DayClock,
  onProgress: (day: Omit<Day, 'expected'>) => void = () => undefined,
): Promise<Day> {
  const latencies = new Latencies()
  const expected = new Expected((user) => population.observationsOf(user))
  const underWay = new Map<number, Promise<void>>()
  const planned = population.sessions
  let [running, begun, lag, foreign] = [0, 0, 0, 0]
  const soFar = (): Omit<Day, 'expected'> => ({
    latencies,
    lag,
    foreign,
    sessions: begun,
    leftOut: planned.length - begun,
    seconds: clock.elapsed / 1000,
  })
  for (const plan of planned) {
    const wait = clock.until(plan.at)
    if (wait > 0) await passed(wait)
    while (running >= mostSessions) await Promise.race(underWay.values())
    if (clock.isOver) break
    lag = Math.max(lag, -clock.until(plan.at))
    begun++
    running++
    const session = new SimulatedSession({ memory, latencies, expected, plan, seed: population.size.seed })
    const before = underWay.get(plan.user)
    const run = async (): Promise<void> => {
      await before
      foreign += await session.run(clock.now())
      running--
      if (underWay.get(plan.user) === own) underWay.delete(plan.user)
    }
    const own: Promise<void> = run()
    underWay.set(plan.user, own)
    onProgress(soFar())
  }
  await Promise.all(underWay.values())
  return { ...soFar(), expected }
}
