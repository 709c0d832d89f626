import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { benchNow, fillStore, userIdOf, type Population } from '../shared/bench-files.ts'
import { openPerUserStore } from '../../src/stores/per-user/store.ts'
import { openSqliteStore } from '../../src/stores/sqlite/store.ts'
import { interleave } from '../shared/interleave.ts'
import { median } from '../shared/report.ts'
import { zipfText } from '../shared/zipf-texts.ts'

const config = { clock: () => benchNow }
const root = mkdtempSync(join(tmpdir(), 'ilab-memory-bench-stores-'))
let lastText = 1_000

export const writers = 64
const savesUntilLogIsReused = 120

export function removeStores(): void {
  rmSync(root, { recursive: true, force: true })
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function newFolder(name: string): string {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  return folder
}

function queryFor(user: number): string {
  return zipfText(user, 7).title
}

async function save(memory: ILabMemory, user: number): Promise<void> {
  const { type, title, content } = zipfText(user, lastText++)
  await memory.forUser(userIdOf(user)).save({ type, title, content })
}

/** Keeps `inFlight` saves under way, of as many users, until `count` are acknowledged. */
async function saveAll(memory: ILabMemory, count: number, inFlight = writers): Promise<void> {
  let left = count
  const writer = async (_: unknown, user: number): Promise<void> => {
    while (left-- > 0) await save(memory, user)
  }
  await Promise.all(Array.from({ length: inFlight }, writer))
}

/** Milliseconds to open a folder and one user's file in it, to search, and to close both. */
export async function coldUser(rounds: number): Promise<number[]> {
  const folder = newFolder('cold')
  const population: Population = { users: 50, each: 100 }
  await using filled = await openPerUserStore(folder)
  await fillStore(filled, population)
  await filled.close()
  const { cold } = await interleave(
    {
      cold: async (round) => {
        const user = round % population.users
        const memory = await ILabMemory.fromDirectory(folder, config)
        await memory.forUser(userIdOf(user)).search(queryFor(user))
        await memory.close()
      },
    },
    { rounds, warmUp: population.users },
  )
  return cold
}

export type SaveRates = Record<'file' | 'fileInThread' | 'folder' | 'folderInTwoThreads', number>

/** Durable saves a second, 64 in flight over 64 users: median of interleaved rounds. */
export async function saveRates(rounds: number): Promise<SaveRates> {
  const memories = {
    file: await ILabMemory.fromPath(join(newFolder('save'), 'memory.db'), config),
    fileInThread: await ILabMemory.fromPath(join(newFolder('save-thread'), 'memory.db'), {
      ...config,
      threads: 1,
    }),
    folder: await ILabMemory.fromDirectory(newFolder('save-folder'), config),
    folderInTwoThreads: await ILabMemory.fromDirectory(newFolder('save-folder-2'), { ...config, threads: 2 }),
  }
  // A log grows until it is first emptied, and a file that grows syncs slower.
  for (const memory of Object.values(memories)) await saveAll(memory, writers * savesUntilLogIsReused)
  const count = writers * 20
  const times = await interleave(
    {
      file: () => saveAll(memories.file, count),
      fileInThread: () => saveAll(memories.fileInThread, count),
      folder: () => saveAll(memories.folder, count),
      folderInTwoThreads: () => saveAll(memories.folderInTwoThreads, count),
    },
    { rounds, warmUp: 2 },
  )
  for (const memory of Object.values(memories)) await memory.close()
  const rate = (values: readonly number[]): number => (1000 * count) / median(values)
  return {
    file: rate(times.file),
    fileInThread: rate(times.fileInThread),
    folder: rate(times.folder),
    folderInTwoThreads: rate(times.folderInTwoThreads),
  }
}

/** Milliseconds of one search, on the calling thread and in a thread of its own, over the same texts. */
export async function searchTimes(rounds: number): Promise<{ here: number[]; inThread: number[] }> {
  const path = join(newFolder('search'), 'memory.db')
  const population: Population = { users: 20, each: 200 }
  await using filled = await openSqliteStore(path)
  await fillStore(filled, population)
  await filled.close()
  await using here = await ILabMemory.fromPath(path, config)
  await using inThread = await ILabMemory.fromPath(path, { ...config, threads: 1 })
  const search = (memory: ILabMemory) => (round: number) => {
    const user = round % population.users
    return memory.forUser(userIdOf(user)).search(queryFor(user))
  }
  return await interleave({ here: search(here), inThread: search(inThread) }, { rounds, warmUp: 200 })
}

/** Milliseconds by which the caller's event loop was late, p99, while 64 saves were in flight. */
export async function eventLoopDelay(threads: number): Promise<number> {
  const path = join(newFolder(`delay-${threads}`), 'memory.db')
  await using memory = await ILabMemory.fromPath(path, { ...config, threads })
  await saveAll(memory, writers * 10)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await saveAll(memory, writers * 60)
  delay.disable()
  return delay.percentile(99) / 1e6
}

export interface FloodTimes {
  readonly idle: readonly number[]
  readonly flooded: readonly number[]
}

/** Milliseconds of one user's calls, alone and while another user keeps 200 saves in flight, in alternating stretches. */
export async function floodTimes(what: 'search' | 'save', stretches: number): Promise<FloodTimes> {
  const path = join(newFolder(`flood-${what}`), 'memory.db')
  await using memory = await ILabMemory.fromPath(path, { ...config, threads: 1 })
  const quiet = memory.forUser(userIdOf(1))
  for (let number = 0; number < 200; number++) await save(memory, 1)
  const call = (): Promise<unknown> => (what === 'search' ? quiet.search(queryFor(1)) : save(memory, 1))
  const stretch = async (into: number[]): Promise<void> => {
    for (let number = 0; number < 50; number++) {
      const start = performance.now()
      await call()
      into.push(performance.now() - start)
    }
  }
  const idle: number[] = []
  const flooded: number[] = []
  for (let number = 0; number < stretches; number++) {
    await stretch(idle)
    let isFlooding = true
    const flood = Array.from({ length: 200 }, async () => {
      while (isFlooding) await save(memory, 0)
    })
    await stretch(flooded)
    isFlooding = false
    await Promise.all(flood)
  }
  return { idle, flooded }
}
