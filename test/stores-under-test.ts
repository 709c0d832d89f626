import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openOwnStore } from '../examples/own-store.ts'
import { ILabMemory } from '../src/memory/ilab-memory.ts'
import { openPerUserStore } from '../src/stores/per-user/store.ts'
import { openSqliteStore } from '../src/stores/sqlite/store.ts'
import { openWorkerStore } from '../src/stores/threads/store.ts'
import type { Store } from '../src/core/store/store.ts'
import { createReferenceStore } from '../src/testing/reference-store/store.ts'
import { openOnCluster } from './cluster/schemas.ts'
import { openFreshStore } from './postgres/databases.ts'
import type { Limits, MemorySubject, StoreSubject } from '../src/testing/index.ts'

/** Name by which a test picks a store. */
type StoreName =
  | 'plain arrays'
  | 'one SQLite file'
  | 'one SQLite file per user'
  | 'one SQLite file in a worker'
  | 'one SQLite file with two readers'
  | 'one SQLite file per user in two workers'
  | 'plain maps under the engine'
  | 'PostgreSQL'
  | 'a Citus cluster'

/** A kind of store that every contract runs on. */
interface StoreUnderTest {
  readonly name: StoreName
  readonly cannot?: Limits
  /** Opening one starts threads, which takes long: a test that opens hundreds of stores opens fewer of these. */
  readonly hasThreads?: boolean
  /** Every call crosses a socket, so what makes calls by the ten thousand makes fewer. */
  readonly isRemote?: boolean
  /** Opens an empty store. It writes into `folder` only, which is removed after the tests. */
  readonly open: (folder: string) => Promise<Store>
}

/** Some cases hand in hundreds of writes at once; what happens beyond the limit is tested where the limit is. */
const mostInFlightPerUser = 10_000

/** With what the others are compared. */
const reference: StoreUnderTest = { name: 'plain arrays', open: async () => createReferenceStore() }

/** Every store that needs Node only. One more kind is one more row. */
const embedded: readonly StoreUnderTest[] = [
  { name: 'one SQLite file', open: (folder) => openSqliteStore(join(folder, 'memory.db')) },
  { name: 'one SQLite file per user', open: (folder) => openPerUserStore(join(folder, 'memory')) },
  {
    name: 'one SQLite file in a worker',
    hasThreads: true,
    open: (folder) => openWorkerStore({ kind: 'file', path: join(folder, 'memory.db'), mostInFlightPerUser }),
  },
  {
    name: 'one SQLite file with two readers',
    hasThreads: true,
    open: (folder) =>
      openWorkerStore({ kind: 'file', path: join(folder, 'memory.db'), readers: 2, mostInFlightPerUser }),
  },
  {
    name: 'one SQLite file per user in two workers',
    hasThreads: true,
    open: (folder) =>
      openWorkerStore({ kind: 'folder', path: join(folder, 'memory'), threads: 2, mostInFlightPerUser }),
  },
  {
    name: 'plain maps under the engine',
    cannot: { vectors: 'it keeps texts alone, as the smallest store of one’s own' },
    open: async () => openOwnStore(),
  },
]

const postgres: StoreUnderTest = { name: 'PostgreSQL', isRemote: true, open: () => openFreshStore() }

const cluster: StoreUnderTest = { name: 'a Citus cluster', isRemote: true, open: () => openOnCluster() }

const servers: Readonly<Record<string, StoreUnderTest>> = { postgres, cluster }
const server = servers[process.env['ILAB_TEST_STORES'] ?? '']
const storesUnderTest = server === undefined ? [reference, ...embedded] : [reference, server]

/** A store as the contract takes it, with its name. */
type NamedSubject = StoreSubject & Omit<StoreUnderTest, 'open'>

/** Finds the store under test of this name. Errors: a name that this run does not test. */
export function storeSubject(name: StoreName): NamedSubject {
  const found = storeSubjects().find((store) => store.name === name)
  if (found === undefined) throw new Error(`this run tests no store called ${name}`)
  return found
}

/**
 * The stores as the contract takes them. Their folders lie in the folder of the test run, in memory where that has room.
 * Each is removed when its store closes.
 */
export function storeSubjects(): readonly NamedSubject[] {
  const root = mkdtempSync(join(tmpdir(), 'ilab-memory-contract-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  return storesUnderTest.map(({ name, open, ...limits }) => ({
    ...limits,
    name,
    open: async () => {
      const folder = mkdtempSync(join(root, 'store-'))
      const store = await open(folder)
      const close = store.close.bind(store)
      store.close = async () => {
        await close()
        rmSync(folder, { recursive: true, force: true })
      }
      return store
    },
  }))
}

/** The library over a store, or over the store that `wrap` returns. */
export function memoryOver(
  subject: StoreSubject,
  wrap: (store: Store) => Store = (store) => store,
): MemorySubject {
  return {
    ...(subject.cannot === undefined ? {} : { cannot: subject.cannot }),
    open: async ({ config, clock, newSessionId }) =>
      new ILabMemory(wrap(await subject.open()), { ...config, clock, newSessionId }),
  }
}
