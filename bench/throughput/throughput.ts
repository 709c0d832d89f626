import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { BareLayout, type ReadyWrite } from '../shared/bare-layout.ts'
import {
  benchFolder,
  benchNow,
  ourFile,
  removeBenchFiles,
  sharedFile,
  userIdOf,
} from '../shared/bench-files.ts'
import { countSyncs } from './count-syncs.ts'
import { interleave } from '../shared/interleave.ts'
import { median, perSecond, report, type Row } from '../shared/report.ts'
import { SharedLayout } from '../shared/shared-layout.ts'
import { zipfText, type ZipfText } from '../shared/zipf-texts.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    keep: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

const population = { users: 100, each: 100 }
const rounds = Number(options.rounds)
const warmUp = 5
const writers = 64
const alone = { saves: 200, of: 'one in flight' }
const crowd = { saves: writers * 20, of: `${writers} in flight over ${writers} users` }
/** Big batches: large enough that a larger one gains nothing. */
const bareBatch = 640

interface Save {
  readonly userId: string
  readonly text: ZipfText
}

/** New observations of users in turn; the same for every contestant. `from` is where a user's numbers go on. */
const savesOf = (round: number, count: number, from: number): Save[] =>
  Array.from({ length: count }, (_, i) => {
    const place = round * count + i
    const user = place % writers
    return { userId: userIdOf(user), text: zipfText(user, from + Math.floor(place / writers)) }
  })

const copies = mkdtempSync(join(await ourFile(population).then(() => benchFolder), 'throughput-'))
const copyOf = (path: string, name: string): string => {
  copyFileSync(path, join(copies, name))
  return join(copies, name)
}
const [ours, shared] = [await ourFile(population), await sharedFile(population)]
const memory = await ILabMemory.fromPath(copyOf(ours, 'ours.db'), { clock: () => benchNow })
const bare = new BareLayout(copyOf(ours, 'bare.db'))
const other = new SharedLayout(copyOf(shared, 'shared.db'))
const handles = new Map(
  Array.from({ length: writers }, (_, user) => [userIdOf(user), memory.forUser(userIdOf(user))]),
)

/** `inFlight` callers, each of which hands in its next save as soon as its last one is acknowledged. */
const saveAll = async (saves: readonly Save[], inFlight: number): Promise<void> => {
  const rest = saves.values()
  const caller = async (): Promise<void> => {
    for (const {
      userId,
      text: { type, title, content },
    } of rest) {
      await handles.get(userId)!.save({ type, title, content })
    }
  }
  await Promise.all(Array.from({ length: inFlight }, caller))
}

const chunked = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))

const compare = async (
  load: typeof alone,
  inFlight: number,
  batch: number,
  from: number,
): Promise<Record<'ours' | 'bare' | 'shared', number[]>> => {
  const saves = Array.from({ length: warmUp + rounds }, (_, round) => savesOf(round, load.saves, from))
  const ready = saves.map((round) =>
    round.map(({ userId, text }): ReadyWrite => bare.prepare(userId, text, benchNow)),
  )
  const rows = saves.map((round) =>
    round.map(({ userId, text }) => ({ userId, ...text, createdAt: benchNow })),
  )
  return interleave(
    {
      ours: (round) => saveAll(saves[round]!, inFlight),
      bare: (round) => chunked(ready[round]!, batch).forEach((writes) => bare.save(writes)),
      shared: (round) => chunked(rows[round]!, 1).forEach((row) => other.save(row)),
    },
    { rounds, warmUp },
  )
}

const row = (
  what: string,
  of: string,
  saves: number,
  our: readonly number[],
  their: readonly number[],
  target: number,
): Row => {
  const rate = (times: readonly number[]): number => (1000 * saves) / median(times)
  const measured = `ours ${perSecond(rate(our))}, ${of} ${perSecond(rate(their))}`
  return {
    what,
    measured,
    ratio: median(our.map((time, i) => their[i]! / time)),
    target: { atLeast: target },
  }
}

const one = await compare(alone, 1, 1, 1_000)
const many = await compare(crowd, writers, bareBatch, 2_000)
const rows = [
  row(
    'durable saves, one in flight, over bare single-row transactions',
    'bare',
    alone.saves,
    one.ours,
    one.bare,
    0.7,
  ),
  row(`durable saves, ${crowd.of}, over bare big batches`, 'bare', crowd.saves, many.ours, many.bare, 0.45),
  row(
    `durable saves, ${crowd.of}, over shared FTS5 a save at a time`,
    'shared',
    crowd.saves,
    many.ours,
    many.shared,
    5,
  ),
]
await memory.close()
bare[Symbol.dispose]()
other[Symbol.dispose]()
rmSync(copies, { recursive: true })

const notes = [`A bare big batch is ${bareBatch} rows.`]
const syncs = countSyncs(join(benchFolder, 'syncs.db'))
if ('skipped' in syncs) notes.push(`Syncs were not counted: ${syncs.skipped}.`)
else {
  const ratio = syncs.syncs / syncs.saves
  const measured = `${syncs.syncs} for ${syncs.saves} saves`
  rows.push({
    what: 'syncs for every save that was alone in flight',
    measured,
    ratio,
    target: { atLeast: 1 },
  })
}
report('throughput', rows, notes, options.json)
if (!options.keep) removeBenchFiles()
