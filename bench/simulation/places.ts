import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { userTables } from '../../src/stores/postgres/tables/schema.ts'
import { applicationRole, asSuperuser, migratedDatabase, urlOf } from '../../test/postgres/databases.ts'
import { startBenchServer } from '../shared/postgres-server.ts'

/** Stores that a day is simulated on. */
export const storeNames = ['file', 'threads', 'folder', 'postgres'] as const
export type StoreName = (typeof storeNames)[number]

/** Path or URL of a store; another process can open it, too. */
export interface Address {
  readonly store: StoreName
  readonly at: string
}

/** A place for a memory of its own. Disposing removes it. */
export interface Place extends AsyncDisposable {
  readonly address: Address
  /** Bytes on the disk, logs and indexes included. */
  bytes(): Promise<number>
  /** Lets writes wait for the disk or not, where the store has that choice. */
  setDurable(isDurable: boolean): Promise<void>
}

/** Opens the memory at an address. */
export function openAt({ store, at }: Address, clock?: () => number): Promise<ILabMemory> {
  const config = clock === undefined ? {} : { clock }
  if (store === 'file') return ILabMemory.fromPath(at, config)
  if (store === 'threads') return ILabMemory.fromPath(at, { ...config, threads: 1 })
  if (store === 'folder') return ILabMemory.fromDirectory(at, config)
  return ILabMemory.fromPostgres(at, config)
}

/** Makes an empty place. PostgreSQL gets a server of its own. */
export async function makePlace(store: StoreName): Promise<Place> {
  return store === 'postgres' ? makeDatabase() : makeFolder(store)
}

function makeFolder(store: Exclude<StoreName, 'postgres'>): Place {
  const root = mkdtempSync(join(tmpdir(), 'ilab-memory-simulation-'))
  return {
    address: { store, at: join(root, store === 'folder' ? 'users' : 'memory.db') },
    bytes: async () => bytesIn(root),
    setDurable: async () => undefined,
    [Symbol.asyncDispose]: async () => rmSync(root, { recursive: true, force: true }),
  }
}

function bytesIn(folder: string): number {
  let sum = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    sum += entry.isDirectory() ? bytesIn(path) : statSync(path).size
  }
  return sum
}

async function makeDatabase(): Promise<Place> {
  const started = await startBenchServer('simulation')
  const database = await migratedDatabase(started.server)
  const sizes = userTables.map((table) => `pg_total_relation_size('ilab_memory.${table}')`).join(' + ')
  return {
    address: { store: 'postgres', at: urlOf(database, applicationRole) },
    bytes: async () => {
      const [row] = await asSuperuser<{ bytes: string }>(database, `select ${sizes} as bytes`)
      return Number(row!.bytes)
    },
    setDurable: async (isDurable) => {
      const set = isDurable ? 'reset synchronous_commit' : 'set synchronous_commit = off'
      await asSuperuser(database, `alter role ${applicationRole} ${set}`)
      if (isDurable) await asSuperuser(database, 'vacuum analyze')
    },
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  }
}
