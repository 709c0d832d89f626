/**
 * Simulates a day of many users on one machine, compressed in time, on one store or on each of them.
 *
 * `npm run bench -- simulation --users 100000 --each 5 --minutes 4 --store file`
 */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { benchFolder } from '../shared/bench-files.ts'
import { storeNames, type StoreName } from './places.ts'
import { failuresOf, tableOf } from './report.ts'
import { filledFile, simulate, type SimulationOptions } from './simulate.ts'

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'all' },
    users: { type: 'string', default: '100000' },
    each: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '4' },
    pace: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    sample: { type: 'string', default: '200' },
    keep: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

const numberOf = (name: 'users' | 'each' | 'minutes' | 'pace' | 'seed' | 'sample'): number => {
  const number = Number(values[name])
  if (!(number > 0)) throw new Error(`--${name} takes a number above 0`)
  return number
}

const options: Omit<SimulationOptions, 'store'> = {
  users: Math.round(numberOf('users')),
  each: numberOf('each'),
  minutes: numberOf('minutes'),
  pace: numberOf('pace'),
  seed: Math.round(numberOf('seed')),
  sample: Math.round(numberOf('sample')),
}

/** Runs each store in a process of its own, so that the figures of memory are apart. */
function simulateAll(): void {
  const self = fileURLToPath(import.meta.url)
  for (const store of storeNames) {
    const args = [...process.argv.slice(2), '--store', store, '--keep']
    const { status } = spawnSync(process.execPath, [self, ...args], { stdio: 'inherit' })
    if (status !== 0) process.exitCode = status ?? 1
  }
}

async function simulateOne(store: StoreName): Promise<void> {
  const result = await simulate({ ...options, store })
  const machine = { node: process.version, cores: availableParallelism(), cpu: cpus()[0]?.model ?? '' }
  console.log(values.json ? JSON.stringify({ machine, ...result }) : tableOf(result, machine))
  if (failuresOf(result).length > 0) process.exitCode = 1
}

try {
  if (values.store === 'all') simulateAll()
  else if (storeNames.includes(values.store as StoreName)) await simulateOne(values.store as StoreName)
  else throw new Error(`--store takes all, ${storeNames.join(', ')}`)
} finally {
  if (!values.keep) rmSync(join(benchFolder, filledFile(options)), { force: true })
}
