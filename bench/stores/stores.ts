import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median, milliseconds, perSecond, report, type Row } from '../shared/report.ts'
import {
  coldUser,
  eventLoopDelay,
  floodTimes,
  percentile,
  removeStores,
  saveRates,
  searchTimes,
  writers,
} from './stores-sqlite.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    json: { type: 'boolean', default: false },
  },
})
const rounds = Number(options.rounds)

async function coldRow(): Promise<Row> {
  const p50 = median(await coldUser(rounds * 30))
  const what = 'a file per user: open a cold user, search, close, p50 in ms'
  return { what, measured: milliseconds(p50), ratio: p50, target: { atMost: 3 } }
}

const notes: string[] = []

async function saveRow(): Promise<Row> {
  const { file, fileInThread, folder, folderInTwoThreads } = await saveRates(rounds)
  notes.push(
    `Saves with one file in a thread ${perSecond(fileInThread)}, with a file per user on the calling thread ${perSecond(folder)}.`,
  )
  const measured = `per user ${perSecond(folderInTwoThreads)}, one file ${perSecond(file)}`
  const what = `durable saves, ${writers} in flight over ${writers} users: a file per user in two threads, over one file`
  return { what, measured, ratio: folderInTwoThreads / file, target: { atLeast: 1.5 } }
}

async function searchRow(): Promise<Row> {
  const { here, inThread } = await searchTimes(rounds * 200)
  const [direct, threaded] = [median(here), median(inThread)]
  const measured = `in a thread ${milliseconds(threaded)}, here ${milliseconds(direct)}`
  return {
    what: 'what a thread adds to a search, p50 in ms',
    measured,
    ratio: threaded - direct,
    target: { atMost: 0.15 },
  }
}

async function delayRow(): Promise<Row> {
  const [threaded, direct] = [await eventLoopDelay(1), await eventLoopDelay(0)]
  const measured = `in a thread ${milliseconds(threaded)}, here ${milliseconds(direct)}`
  const what = `the caller's event loop delay, p99 in ms, with ${writers} saves in flight`
  return { what, measured, ratio: threaded, target: { atMost: 10 } }
}

async function floodRow(what: 'search' | 'save'): Promise<Row> {
  const { idle, flooded } = await floodTimes(what, rounds * 2)
  const [alone, beside] = [percentile(idle, 0.99), percentile(flooded, 0.99)]
  const measured = `p99 ${milliseconds(beside)}, idle ${milliseconds(alone)}`
  const medians = `${milliseconds(median(flooded))}, idle ${milliseconds(median(idle))}`
  notes.push(`One user's ${what} beside another's flood, p50: ${medians}.`)
  return {
    what: `one user's ${what} beside another's flood of saves, over idle`,
    measured,
    ratio: beside / alone,
    target: { atMost: 3 },
  }
}

const rows = [
  await coldRow(),
  await saveRow(),
  await searchRow(),
  await delayRow(),
  await floodRow('search'),
  await floodRow('save'),
]
removeStores()
report('stores', rows, notes, options.json)

const postgres = fileURLToPath(new URL('./stores-postgres.ts', import.meta.url))
if (existsSync(postgres)) {
  const { status } = spawnSync(process.execPath, [postgres, ...process.argv.slice(2)], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = status ?? 1
}
