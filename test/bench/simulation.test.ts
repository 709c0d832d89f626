import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkSample } from '../../bench/simulation/check.ts'
import { DayClock, liveDay } from '../../bench/simulation/day.ts'
import { Expected } from '../../bench/simulation/expected.ts'
import { fillMemory, simulatedId } from '../../bench/simulation/fill.ts'
import { callNames } from '../../bench/simulation/latencies.ts'
import { Population, type SimulationSize } from '../../bench/simulation/population.ts'
import { simulatedText } from '../../bench/simulation/texts.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { temporaryFolder } from '../examples/run.ts'

const folder = temporaryFolder()
const dayStart = Date.UTC(2026, 0, 1)
/** With this seed, one of 36 sessions imports and one erases. */
const size: SimulationSize = { users: 20, each: 3, minutes: 0.002, pace: 300, seed: 51 }

async function filledMemory(name: string, clock: () => number): Promise<ILabMemory> {
  const memory = await ILabMemory.fromPath(join(folder, `${name}.db`), { clock })
  await fillMemory(memory, new Population(size), dayStart)
  return memory
}

test('a short day has every kind of call, no error, and nothing lost, foreign or left', async () => {
  let clock: DayClock | null = null
  await using memory = await filledMemory('day', () => clock?.now() ?? dayStart)
  const population = new Population(size)
  clock = new DayClock(dayStart, size.minutes, Infinity)
  const { latencies, expected, ...day } = await liveDay(memory, population, clock)
  expect(latencies.errors).toEqual({})
  expect(callNames.filter((name) => latencies.of(name).calls === 0)).toEqual([])
  expect(day).toMatchObject({ sessions: population.sessions.length, leftOut: 0, foreign: 0 })
  const check = await checkSample(memory, expected, {
    users: size.users,
    sample: size.users,
    seed: size.seed,
  })
  expect(check).toMatchObject({ users: size.users, lost: 0, foreign: 0, remains: 0 })
  expect(check.observations).toBeGreaterThan(population.observations)
})

test('the comparison sees a lost write, a foreign observation and remains of an erased user', async () => {
  await using memory = await filledMemory('wrong', () => dayStart)
  const population = new Population(size)
  const expected = new Expected((user) => population.observationsOf(user))
  const options = { users: size.users, sample: size.users, seed: size.seed }
  await memory.forUser(simulatedId(0)).forget(1)
  const { question: _question, ...text } = simulatedText(size.seed, 2, 0)
  await memory.forUser(simulatedId(1)).save(text)
  expected.erased(3)
  const check = await checkSample(memory, expected, options)
  expect(check.lost).toBe(1)
  expect(check.foreign).toBeGreaterThanOrEqual(1)
  expect(check.remains).toBe(population.observationsOf(3))
})
