/**
 * Measures moving users from a SQLite file to PostgreSQL and back: `copyMemory`, several users at a time, against one
 * import after the other. Both take turns, a hundred users each.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ILabMemory } from '../../src/index.ts'
import { copyMemory, type CopyMemoryOptions } from '../../src/maintenance/index.ts'
import { openSqliteStore } from '../../src/stores/sqlite/store.ts'
import { applicationRole, migratedDatabase, urlOf } from '../../test/postgres/databases.ts'
import { fillStore, userIdOf } from '../shared/bench-files.ts'
import { startBenchServer } from '../shared/postgres-server.ts'
import { perSecond, report, type Row } from '../shared/report.ts'

const { values: options } = parseArgs({
  options: {
    users: { type: 'string', default: '1000' },
    concurrency: { type: 'string', default: '8' },
    json: { type: 'boolean', default: false },
  },
})

const population = { users: Number(options.users), each: 100 }
const concurrency = Number(options.concurrency)
const inTurn = 100

const users = Array.from({ length: population.users }, (_, i) => userIdOf(i))
const turns = Array.from({ length: Math.ceil(users.length / inTurn) }, (_, i) =>
  users.slice(i * inTurn, (i + 1) * inTurn),
)

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function importEach(from: ILabMemory, to: ILabMemory, userIds: readonly string[]): Promise<void> {
  for (const userId of userIds) await to.forUser(userId).import(from.forUser(userId).export())
}

async function isSame(from: ILabMemory, to: ILabMemory, userId: string): Promise<boolean> {
  const [one, other] = await Promise.all(
    [from, to].map((memory) => Array.fromAsync(memory.forUser(userId).export())),
  )
  return one!.join('\n') === other!.join('\n')
}

/** Times both ways of moving, in turn and in alternating order. */
async function compare(
  name: string,
  { from, imported, copied }: Readonly<Record<'from' | 'imported' | 'copied', ILabMemory>>,
  settings: CopyMemoryOptions = {},
): Promise<Row> {
  const spent = { imports: 0, copies: 0 }
  const importing = async (turn: readonly string[]): Promise<void> => {
    spent.imports += await time(() => importEach(from, imported, turn))
  }
  const copying = async (turn: readonly string[]): Promise<void> => {
    spent.copies += await time(() => copyMemory(from, copied, turn, { concurrency, ...settings }))
  }
  for (const [i, turn] of turns.entries())
    for (const work of i % 2 === 0 ? [importing, copying] : [copying, importing]) await work(turn)
  for (const userId of users)
    if (!(await isSame(from, copied, userId))) throw new Error('a copy is not the same to the byte')
  const rate = (ms: number): string => perSecond((population.users * population.each * 1000) / ms)
  return {
    what: `observations moved a second, ${name}`,
    measured: `${rate(spent.copies)}, ${rate(spent.imports)}`,
    ratio: spent.imports / spent.copies,
    target: { atLeast: 5 },
  }
}

await using started = await startBenchServer('copy')
const { server, folder } = started
const path = join(folder, 'source.db')
{
  await using store = await openSqliteStore(path)
  await fillStore(store, population)
}
const openDatabase = async (): Promise<ILabMemory> =>
  ILabMemory.fromPostgres(urlOf(await migratedDatabase(server), applicationRole), {
    connections: concurrency + 2,
    exportConnections: concurrency,
  })
await using file = await ILabMemory.fromPath(path)
const places = async () => ({
  from: file,
  imported: await openDatabase(),
  copied: await openDatabase(),
})
const there = await places()
const later = await places()
const rows = [
  await compare('from a file to PostgreSQL', there),
  await compare('… with indexes left for later', later, { indexLater: true }),
  await compare('from PostgreSQL to a file', {
    from: there.copied,
    imported: await ILabMemory.fromPath(join(folder, 'imported.db')),
    copied: await ILabMemory.fromPath(join(folder, 'copied.db')),
  }),
]
for (const memory of [there.imported, there.copied, later.imported, later.copied]) await memory.close()
report('copy', rows, [`${population.users} users, ${concurrency} at a time`], options.json)
