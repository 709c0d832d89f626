import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { userKeyOf } from '../../src/stores/postgres/user-key.ts'
import { userTables } from '../../src/stores/postgres/tables/schema.ts'
import { openPostgresStore } from '../../src/stores/postgres/store.ts'
import type { Store } from '../../src/core/store/store.ts'
import { cleanDraft, exported, searchFor, writeAt } from '../../src/testing/store-contract/requests.ts'
import { CommandLine, saveTitled } from '../cli/command.ts'
import { applicationRole, migratedDatabase, openPool, urlOf, type Database } from './databases.ts'
import { startPooler, type Pooler } from './pooler.ts'

const now = Date.UTC(2026, 4, 1)
const users = Array.from({ length: 12 }, (_, i) => `user-${i}`)

let database: Database
let pooler: Pooler
let store: Store

beforeAll(async () => {
  database = await migratedDatabase()
  pooler = await startPooler(database, applicationRole, 1)
  // pgbouncer before 1.21 knows nothing of prepared statements.
  store = await openPostgresStore(pooler.url, { preparedStatements: false, connections: 12 })
})

afterAll(async () => {
  await store?.close()
  pooler?.stop()
})

test('a connection that lost what it prepared says what to do', async () => {
  const pool = openPool(database, { max: 1 })
  await using plain = await openPostgresStore(pool)
  await plain.readStats('ada', 0)
  await pool.query('deallocate all')
  await expect(plain.readStats('ada', 0)).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining('preparedStatements: false') as unknown,
  })
  await pool.end()
})

describe('R39 behind pgbouncer in transaction mode, with one connection for all', () => {
  test('users who call at once see their own and nothing else', { timeout: 60_000 }, async () => {
    const rounds = Array.from({ length: 8 }, (_, round) => round)
    await Promise.all(
      users.map(async (user) => {
        for (const round of rounds) {
          await store.saveObservation(user, cleanDraft(`canary of ${user} number ${round}`), writeAt(now))
          const { results } = await store.searchObservations(user, searchFor('canary number'))
          expect(
            results.map(({ snippet }) => snippet).filter((text) => !text.includes(`of ${user} `)),
          ).toEqual([])
          expect(results).toHaveLength(round + 1)
        }
      }),
    )
    for (const user of users) {
      const text = JSON.stringify(await exported(store, user))
      const others = users.filter((other) => other !== user)
      expect(others.filter((other) => text.includes(`canary of ${other} `))).toEqual([])
      expect(await store.readStats(user, 0)).toMatchObject({ observations: rounds.length, sessions: 1 })
    }
  })

  test('commands do without prepared statements, by the environment or the file', async () => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: pooler.url, ILAB_MEMORY_CONNECTIONS: '2' })
    writeFileSync(
      join(cli.folder, 'pooled.json'),
      JSON.stringify({ database: { preparedStatements: false, retryForMs: 20_000 } }),
    )
    const byFile = ['--config', join(cli.folder, 'pooled.json')]
    const byEnvironment = { env: { ILAB_MEMORY_PREPARED_STATEMENTS: 'off' } }
    for (const user of ['eve', 'fay'])
      await cli.json([...saveTitled(`The tea of ${user}`), '--user', user, ...byFile])
    for (const user of ['eve', 'fay'])
      expect(await cli.json(['search', 'tea', '--user', user], byEnvironment)).toMatchObject({
        results: [{ title: `The tea of ${user}` }],
      })
  })

  test('a copy does without prepared statements, too', async () => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_PREPARED_STATEMENTS: 'off' })
    for (const user of ['gil', 'hal']) {
      await cli.json([...saveTitled(`The tea of ${user}`), '--user', user, '--store', `./${user}.db`])
      const places = ['--from', `./${user}.db`, '--to', pooler.url]
      expect(await cli.json(['copy', ...places])).toMatchObject({ is_complete: true })
    }
  })

  test('a transaction leaves no user behind in the connection', async () => {
    await store.getObservation('user-1', 1, 0)
    const client = new pg.Client(pooler.url)
    await client.connect()
    try {
      const { rows } = await client.query(
        `select nullif(current_setting('ilab_memory.user_key', true), '') as left`,
      )
      expect(rows).toEqual([{ left: null }])
    } finally {
      await client.end()
    }
  })
})

describe('R40 where no user is set', () => {
  for (const [name, setting] of [
    ['nothing was set', `select 1`],
    ['an empty one is set', `set local ilab_memory.user_key = ''`],
  ] as const) {
    test(`${name}: nothing is seen and nothing written`, async () => {
      const client = new pg.Client(urlOf(database, applicationRole))
      await client.connect()
      try {
        await client.query(`begin; ${setting}`)
        for (const table of userTables) {
          const { rows } = await client.query(`select count(*)::integer as seen from ilab_memory.${table}`)
          expect([table, rows]).toEqual([table, [{ seen: 0 }]])
          expect((await client.query(`delete from ilab_memory.${table}`)).rowCount).toBe(0)
        }
        const insert = `insert into ilab_memory.user_state (user_key, user_id, analyzer) values ($1, 'nobody', 'english-1')`
        await expect(client.query(insert, [userKeyOf('nobody')])).rejects.toMatchObject({ code: '42501' })
      } finally {
        await client.end()
      }
    })
  }

  test('a user writes nothing under the key of another', async () => {
    const client = new pg.Client(urlOf(database, applicationRole))
    await client.connect()
    try {
      await client.query(`begin; set local ilab_memory.user_key = '${userKeyOf('user-1')}'`)
      const insert = `insert into ilab_memory.document_chunk (user_key, chunk, data) values ($1, 99, '')`
      await expect(client.query(insert, [userKeyOf('user-2')])).rejects.toMatchObject({ code: '42501' })
    } finally {
      await client.end()
    }
  })
})
