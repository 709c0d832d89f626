import { parseArgs } from 'node:util'
import pg from 'pg'
import { migratePostgres } from '../../src/stores/postgres/migration/migrate.ts'
import { openPostgresStore } from '../../src/stores/postgres/store.ts'
import type { Store } from '../../src/core/store/store.ts'
import { cleanDraft, searchFor } from '../../src/testing/store-contract/requests.ts'
import {
  applicationRole,
  asSuperuser,
  migratedDatabase,
  urlOf,
  type Database,
} from '../../test/postgres/databases.ts'
import { fillStore, writeContext } from '../shared/bench-files.ts'
import { interleave } from '../shared/interleave.ts'
import { startBenchServer } from '../shared/postgres-server.ts'
import { median, milliseconds, report, type Row } from '../shared/report.ts'
import { queryFor, seeded, zipfText } from '../shared/zipf-texts.ts'
import { BareConnection, bareSearchOf } from './bare.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '300' },
    users: { type: 'string', default: '100' },
    'cluster-owner': { type: 'string' },
    'cluster-application': { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

const each = 100
const users = Number(options.users)
const userId = 'user-1'
const random = seeded(7)
const queries = Array.from({ length: 50 }, (_, i) => queryFor(zipfText(1, (i * 37) % each), random))

await using started = await startBenchServer('trips')
const { server } = started
const pools: pg.Pool[] = []
const bare: BareConnection[] = []

async function openAt(url: string): Promise<Store> {
  const pool = new pg.Pool({ connectionString: url, max: 8, pipeline: true })
  pool.on('error', () => undefined)
  pools.push(pool)
  const store = await openPostgresStore(pool)
  await fillStore(store, { users, each })
  return store
}

type Contestants = Record<string, (round: number) => unknown>

/** Contestants of a store: a search, and a save of a new observation. */
function ofStore(store: Store, name: string, saver: string): Contestants {
  return {
    [`${name}search`]: (round) =>
      store.searchObservations(userId, searchFor(queries[round % queries.length]!)),
    [`${name}save`]: (round) => {
      const { type, title, content } = zipfText(77, round)
      const context = writeContext(`session-${saver}`)
      return store.saveObservation(saver, cleanDraft(content, { type, title }), context)
    },
  }
}

/** Contestants without the library, on connections of their own. */
async function withoutOurs(store: Store, url: string, rounds: number): Promise<Contestants> {
  const [searching, saving] = [new BareConnection(url), new BareConnection(url)]
  bare.push(searching, saving)
  await Promise.all(bare.map((connection) => connection.connect()))
  const searches = await Promise.all(
    queries.map(async (query) => {
      const { results } = await store.searchObservations(userId, searchFor(query))
      const ids = results.map(({ id }) => id)
      return bareSearchOf(query, ids)
    }),
  )
  await searching.enter(userId, each + 1)
  await ofStore(store, '', 'bare')['save']!(0)
  await saving.enter('bare', 2)
  const saves = Array.from({ length: rounds }, (_, round) => saving.prepare(zipfText(77, round + 1)))
  return {
    'bare search': (round) => searching.search(searches[round % searches.length]!),
    'bare save': (round) => saves[round]!(),
  }
}

/** Contestants on a cluster, if one is named. The user that saves is a new one, so that another run may go on there. */
async function onCluster(owner: string | undefined, url: string | undefined): Promise<Contestants> {
  if (owner === undefined || url === undefined) return {}
  await migratePostgres(owner, { applicationRole: new URL(url).username, distribute: true })
  return ofStore(await openAt(url), 'cluster ', `saver-${Date.now()}`)
}

interface Size {
  readonly name: string
  readonly rows: number
  readonly indexes: number
}

/** Bytes an observation, of each table that has many. */
async function sizesOf(database: Database): Promise<readonly Size[]> {
  const count = '(select count(*) from ilab_memory.observation)'
  return asSuperuser<Size>(
    database,
    `select relname as name, (pg_table_size(oid) / ${count})::integer as rows,
        (pg_indexes_size(oid) / ${count})::integer as indexes
      from pg_class where relnamespace = 'ilab_memory'::regnamespace and relkind = 'r' order by 2 desc`,
  )
}

try {
  const database = await migratedDatabase(server)
  const application = urlOf(database, applicationRole)
  const store = await openAt(application)
  await asSuperuser(database, 'vacuum analyze')
  const sizes = await sizesOf(database)
  const [rounds, warmUp] = [Number(options.rounds), 20]
  const cluster = await onCluster(options['cluster-owner'], options['cluster-application'])
  const contestants = {
    ...ofStore(store, '', 'own'),
    ...(await withoutOurs(store, application, rounds + warmUp)),
    ...cluster,
  }
  const times = await interleave(contestants, { rounds, warmUp })
  const row = (what: string, over: string, atMost: number): Row => {
    const [ours, other] = [median(times[what]!), median(times[over]!)]
    const measured = `${milliseconds(ours)}, ${milliseconds(other)}`
    return { what: `${what} over ${over}, p50`, measured, ratio: ours / other, target: { atMost } }
  }
  const bytes = sizes.reduce((sum, { rows, indexes }) => sum + rows + indexes, 0)
  const ofCluster = (): Row[] => [row('cluster search', 'search', 4), row('cluster save', 'save', 2)]
  const rows = [
    row('search', 'bare search', 3),
    row('save', 'bare save', 3),
    ...(Object.keys(cluster).length === 0 ? [] : ofCluster()),
    { what: 'kB an observation', measured: `${bytes} bytes`, ratio: bytes / 1000, target: { atMost: 2 } },
  ]
  const large = sizes.filter(({ rows: ofTable }) => ofTable > 5)
  const notes = large.map(
    ({ name, rows: ofTable, indexes }) => `${name}: ${ofTable} bytes, indexes ${indexes}`,
  )
  report('postgres', rows, notes, options.json)
} finally {
  await Promise.all([...pools, ...bare].map((connection) => connection.end()))
}
