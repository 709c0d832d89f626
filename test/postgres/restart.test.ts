import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PostgresClient, PostgresPool } from '../../src/stores/postgres/connection/pool.ts'
import { createPostgresStore, openPostgresStore } from '../../src/stores/postgres/store.ts'
import { statements } from '../../src/stores/postgres/tables/statements.ts'
import type { Store } from '../../src/core/store/store.ts'
import { cleanDraft, exported, listOf, writeAt } from '../../src/testing/store-contract/requests.ts'
import { applicationRole, migratedDatabase, openPool, urlOf, type Database } from './databases.ts'
import { createServerIn, startServer, stopServer, type Server } from './server.ts'

/** `ILAB_FAULT=long`: 10,000 saves by 16 users. */
const isLong = process.env['ILAB_FAULT'] === 'long'
const users = Array.from({ length: isLong ? 16 : 4 }, (_, i) => `user-${i}`)
const savesARound = isLong ? 160 : 10

const now = Date.UTC(2026, 4, 1)

let root: string
let server: Server
let database: Database

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'ilab-memory-restart-'))
  chmodSync(root, 0o755)
  // Of its own, because it is killed, and synced, because that is what is proven.
  server = await createServerIn(join(root, 'server'), { fsync: true })
  database = await migratedDatabase(server)
})

afterAll(async () => {
  if (server !== undefined) await stopServer(server)
  rmSync(root, { recursive: true, force: true })
})

describe('R44 where the server goes down', () => {
  test(
    'no save that was acknowledged is lost, and none is there twice',
    { timeout: isLong ? 900_000 : 120_000 },
    async () => {
      await using store = await openPostgresStore(urlOf(database, applicationRole), { retryForMs: 60_000 })
      let isOver = false
      const acknowledged = new Map<string, { id: number; content: string }[]>()
      const writer = async (user: string): Promise<void> => {
        const mine: { id: number; content: string }[] = []
        acknowledged.set(user, mine)
        for (let number = 0; !isOver; number++) {
          const content = `saved by ${user} as number ${number}`
          const { id, outcome } = await store.saveObservation(user, cleanDraft(content), writeAt(now))
          expect(outcome).toBe('created')
          mine.push({ id, content })
        }
      }
      const writers = users.map(writer)
      /** Waits until each writer has that many saves acknowledged; a writer that fails ends the wait. */
      const untilSaved = async (saves: number): Promise<void> => {
        while (Math.min(...[...acknowledged.values()].map((mine) => mine.length)) <= saves)
          await Promise.race([...writers, setImmediate()])
      }
      for (let round = 1; round <= 3; round++) {
        await untilSaved(savesARound * round)
        // SIGQUIT is a crash: the server writes nothing more, and open transactions are cut off.
        await stopServer(server, 'SIGQUIT')
        await startServer(server)
      }
      await untilSaved(4 * savesARound)
      isOver = true
      await Promise.all(writers)
      for (const [user, saves] of acknowledged) {
        expect(saves.length).toBeGreaterThan(4 * savesARound)
        const kept = (await exported(store, user)).flatMap((record) =>
          record.kind === 'observation'
            ? [{ id: record.observation.id, content: record.observation.content }]
            : [],
        )
        expect(kept).toEqual(saves)
      }
    },
  )

  test('a call says so when the server stays away', { timeout: 60_000 }, async () => {
    const store = await openPostgresStore(urlOf(database, applicationRole), { retryForMs: 300 })
    await stopServer(server)
    await expect(store.getObservation('user-0', 1, 0)).rejects.toMatchObject({ code: 'storage' })
    await expect(store.saveObservation('user-0', cleanDraft('x'), writeAt(now))).rejects.toMatchObject({
      code: 'storage',
    })
    await startServer(server)
    expect(await store.getObservation('user-0', 1, 0)).toMatchObject({ id: 1 })
    await store.close()
  })
})

/**
 * A pool that loses one connection just before or just after the next commit reaches the server, or has that commit
 * answered as by Citus after a node went down.
 */
function losingPool(pool: pg.Pool, { moment, code }: Loss): PostgresPool & { lose: () => void } {
  let loses = false
  return {
    lose: () => {
      loses = true
    },
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect()
      const query: PostgresClient['query'] = async (input) => {
        if (input.text !== 'commit' || !loses) return client.query(input as pg.QueryConfig)
        loses = false
        if (moment === 'after') await client.query('commit')
        else await client.query('rollback')
        throw Object.assign(new Error('Connection terminated unexpectedly'), { code })
      }
      // The store listens to each wrapper, of which a connection may have many.
      const on: PostgresClient['on'] = (...input) =>
        client.listenerCount('error') > 1 ? client : client.on(...input)
      return { query, on, release: (destroy) => client.release(destroy) }
    },
  }
}

interface Loss {
  readonly moment: 'before' | 'after'
  readonly code: string
}

describe.for<Loss>([
  { moment: 'before', code: 'ECONNRESET' },
  { moment: 'after', code: 'ECONNRESET' },
  { moment: 'before', code: 'XX000' },
  { moment: 'after', code: 'XX000' },
])('R30 a connection that is lost $moment the commit took hold ($code)', (loss) => {
  const user = `lost-${loss.moment}-${loss.code}`

  async function inStore(body: (store: Store, lose: () => void) => Promise<void>): Promise<void> {
    const pool = openPool(database)
    const losing = losingPool(pool, loss)
    try {
      await body(await openPostgresStore(losing), losing.lose)
    } finally {
      await pool.end()
    }
  }

  test('leaves each write done once, with the answer that it had', async () => {
    await inStore(async (store, lose) => {
      lose()
      const first = await store.saveObservation(user, cleanDraft('one', { topicKey: 'a/b' }), writeAt(now))
      expect(first).toMatchObject({ id: 1, outcome: 'created' })
      lose()
      const second = await store.saveObservation(user, cleanDraft('two', { topicKey: 'a/b' }), writeAt(now))
      expect(second).toMatchObject({ id: 1, outcome: 'updated' })
      expect(await store.getObservation(user, 1, 0)).toMatchObject({ revision: 2, content: 'two' })
      lose()
      expect(await store.forgetObservation(user, 1, 0)).toBe(true)
      lose()
      expect(await store.eraseUser(user, { now })).toMatchObject({ observations: 0, sessions: 1 })
      expect(await store.listObservations(user, listOf())).toMatchObject({ observations: [] })
      expect(await store.readStats(user, 0)).toMatchObject({ sessions: 0 })
    })
  })
})

test('a write that fails tells the first failure, not what followed from it', async () => {
  const pool = openPool(database)
  const broken = {
    ...statements,
    updateUser: `${statements.updateUser} and 1 / ($2::text is null)::integer = 1`,
  }
  try {
    const store = createPostgresStore(pool, {}, async () => undefined, { statements: broken })
    const saving = store.saveObservation('first-failure', cleanDraft('x'), writeAt(now))
    // Division by zero, and not 25P02: the transaction is aborted.
    await expect(saving).rejects.toMatchObject({ code: 'storage', cause: { code: '22012' } })
  } finally {
    await pool.end()
  }
})
