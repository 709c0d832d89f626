import { parseArgs } from 'node:util'
import pg from 'pg'
import type { Store } from '../../src/core/store/store.ts'
import { types, type PostgresClient, type PostgresPool } from '../../src/stores/postgres/connection/pool.ts'
import { userTables } from '../../src/stores/postgres/tables/schema.ts'
import { openPostgresStore } from '../../src/stores/postgres/store.ts'
import { cleanDraft, searchFor } from '../../src/testing/store-contract/requests.ts'
import {
  applicationRole,
  asSuperuser,
  migratedDatabase,
  urlOf,
  type Database,
} from '../../test/postgres/databases.ts'
import { fillStore, userIdOf, writeContext } from '../shared/bench-files.ts'
import { startBenchServer } from '../shared/postgres-server.ts'
import { median, milliseconds, report, type Row } from '../shared/report.ts'
import { queryFor, seeded, zipfText } from '../shared/zipf-texts.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    others: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
  },
})

const rounds = Number(options.rounds)
const others = { users: Number(options.others), each: 100 }
const asked = { userId: 'asked', observations: 2_000 }
const searchesARound = 100
const savesARound = 100

await using started = await startBenchServer('postgres')
const { server } = started

/** A store, and how many times its callers waited for the server. */
interface Measured {
  readonly store: Store
  readonly database: Database
  readonly trips: { count: number }
}

/**
 * Counts a round trip for each query that is sent while no answer is awaited. No caller waits for the end of a
 * read.
 */
function counted(pool: pg.Pool, trips: { count: number }): PostgresPool {
  const known = new Map<pg.PoolClient, PostgresClient>()
  const countedClient = (client: pg.PoolClient): PostgresClient => {
    let awaited = 0
    return {
      query: async (input) => {
        if (awaited++ === 0 && input.text !== 'rollback') trips.count++
        try {
          return await client.query(input as pg.QueryConfig)
        } finally {
          awaited--
        }
      },
      on: (...input) => client.on(...input),
      release: (destroy) => client.release(destroy),
    }
  }
  return {
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect()
      const wrapped = known.get(client) ?? countedClient(client)
      known.set(client, wrapped)
      return wrapped
    },
  }
}

async function openStore(): Promise<Measured> {
  const database = await migratedDatabase(server)
  const pool = new pg.Pool({ connectionString: urlOf(database, applicationRole), max: 8, pipeline: true })
  pool.on('error', () => undefined)
  const trips = { count: 0 }
  return { store: await openPostgresStore(counted(pool, trips)), database, trips }
}

async function fill({ store, database }: Measured, users: number): Promise<void> {
  // While filling, no write waits for the disk.
  await asSuperuser(database, `alter role ${applicationRole} set synchronous_commit = off`)
  if (users > 0) await fillStore(store, { ...others, users })
  await fillStore(store, { users: 1, each: asked.observations }, () => asked.userId)
  await asSuperuser(database, `alter role ${applicationRole} reset synchronous_commit`)
  await asSuperuser(database, 'vacuum analyze')
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function times(count: number, work: (i: number) => Promise<unknown>): Promise<number[]> {
  const measured: number[] = []
  for (let i = 0; i < count; i++) measured.push(await time(() => work(i)))
  return measured
}

const random = seeded(7)
const queries = Array.from({ length: searchesARound }, (_, i) =>
  queryFor(zipfText(0, (i * 37) % asked.observations), random),
)

const searchIn = ({ store }: Measured): Promise<number[]> =>
  times(queries.length, (i) => store.searchObservations(asked.userId, searchFor(queries[i]!)))

let saved = 0
const saveIn = ({ store }: Measured): Promise<number[]> =>
  times(savesARound, () => {
    const { type, title, content } = zipfText(77, saved)
    const user = userIdOf(saved++ % 64)
    return store.saveObservation(user, cleanDraft(content, { type, title }), writeContext(`session-${user}`))
  })

/** Bytes of tables and indexes for each observation. */
async function bytesPerRow({ database }: Measured): Promise<{ all: number; parts: string }> {
  const [{ rows }] = (await asSuperuser<{ rows: string }>(
    database,
    'select count(*) as rows from ilab_memory.observation',
  )) as [{ rows: string }]
  const sizes = await Promise.all(
    userTables.map(async (table) => {
      const [row] = await asSuperuser<{ size: string }>(
        database,
        `select pg_total_relation_size('ilab_memory.${table}') as size`,
      )
      return [table, Number(row!.size) / Number(rows)] as const
    }),
  )
  const all = sizes.reduce((sum, [, size]) => sum + size, 0)
  return { all, parts: sizes.map(([table, size]) => `${table} ${Math.round(size)}`).join(', ') }
}

async function tripsOf({ trips }: Measured, work: () => Promise<unknown>): Promise<number> {
  trips.count = 0
  await work()
  return trips.count
}

const [crowded, empty] = [await openStore(), await openStore()]
const filling = await time(() => fill(crowded, others.users))
await fill(empty, 0)
const bytes = await bytesPerRow(crowded)
const ping = new pg.Client({ connectionString: urlOf(crowded.database, applicationRole) })
await ping.connect()
const [inCrowd, alone, trip, saves]: number[][] = [[], [], [], []]
await searchIn(crowded)
await searchIn(empty)
await saveIn(crowded)
for (let round = 0; round < rounds; round++) {
  inCrowd!.push(...(await searchIn(crowded)))
  alone!.push(...(await searchIn(empty)))
  trip!.push(...(await times(searchesARound, () => ping.query({ text: 'select 1', types }))))
  saves!.push(...(await saveIn(crowded)))
}
const grown = await bytesPerRow(crowded)
const [p50, ownP50, tripP50, saveP50] = [inCrowd!, alone!, trip!, saves!].map(median) as [
  number,
  number,
  number,
  number,
]
const searchTrips = await tripsOf(crowded, () =>
  crowded.store.searchObservations(asked.userId, searchFor(queries[0]!)),
)
const saveTrips = await tripsOf(crowded, () => saveInOnce(crowded))
const rows: Row[] = [
  {
    what: `search of ${asked.observations} observations among ${others.users * others.each} of others, over alone + a round trip`,
    measured: `${milliseconds(p50)}, alone ${milliseconds(ownP50)}, round trip ${milliseconds(tripP50)}`,
    ratio: (p50 - tripP50) / ownP50,
    target: { atMost: 3 },
  },
  { what: 'search, p50 in ms', measured: milliseconds(p50), ratio: p50, target: { atMost: 5 } },
  {
    what: 'durable save, p50 in ms',
    measured: milliseconds(saveP50),
    ratio: saveP50,
    target: { atMost: 3 },
  },
  {
    what: 'kB a row, indexes included',
    measured: `${Math.round(bytes.all)} bytes`,
    ratio: bytes.all / 1000,
    target: { atMost: 4.5 },
  },
  { what: 'round trips of a search', measured: '', ratio: searchTrips, target: { atMost: 2 } },
  { what: 'round trips of a save', measured: '', ratio: saveTrips, target: { atMost: 2 } },
]
const best = (values: readonly number[] | undefined): string =>
  milliseconds(values!.toSorted((a, b) => a - b)[Math.floor(values!.length / 10)]!)
const notes = [
  `p10: search ${best(inCrowd)}, alone ${best(alone)}, save ${best(saves)}, round trip ${best(trip)}.`,
  `Bytes a row: ${bytes.parts}.`,
  `After ${saved} saves more: ${Math.round(grown.all)} bytes a row.`,
  `Filled in ${(filling / 1000).toFixed(1)} s, 10 observations a transaction.`,
]
report('stores-postgres', rows, notes, options.json)
await ping.end()

async function saveInOnce({ store }: Measured): Promise<void> {
  const { type, title, content } = zipfText(78, 1)
  const context = writeContext(`session-${userIdOf(0)}`)
  await store.saveObservation(userIdOf(0), cleanDraft(content, { type, title }), context)
}
