import { fillMemory } from './fill.ts'
import { openAt, type Address } from './places.ts'
import { Population, type SimulationSize } from './population.ts'
import { progressEvery } from './progress.ts'

/**
 * Fills the memory at an address. A process of its own, so that the memory that filling takes is not counted to the day.
 * Takes one argument, as JSON.
 */
const { address, size, dayStart } = JSON.parse(process.argv[2] ?? '') as {
  readonly address: Address
  readonly size: SimulationSize
  readonly dayStart: number
}

const population = new Population(size)
const all = population.observations
const tell = progressEvery(5)
await using memory = await openAt(address, () => dayStart)
await fillMemory(memory, population, dayStart, (filled) =>
  tell(() => `filled ${filled.toLocaleString('en')} of ${all.toLocaleString('en')} observations`),
)
