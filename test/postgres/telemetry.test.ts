import { trace } from '@opentelemetry/api'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import type { PostgresPool } from '../../src/stores/postgres/connection/pool.ts'
import { registerSdk } from '../memory/telemetry/recording.ts'
import { migratedDatabase, openPool } from './databases.ts'

const { takeSpans } = registerSdk()
/** Each query with the span in which it was sent, as an instrumentation of `pg` sees it. */
const sent: (string | undefined)[] = []
let pool: pg.Pool

/** Notes the active span of each query. */
function watched(source: pg.Pool): PostgresPool {
  return {
    end: () => source.end(),
    connect: async () => {
      const client = await source.connect()
      return {
        query: (input) => {
          sent.push(trace.getActiveSpan()?.spanContext().spanId)
          return client.query(input as pg.QueryConfig)
        },
        on: (...input) => client.on(...input),
        release: (destroy) => client.release(destroy),
      }
    },
  }
}

beforeAll(async () => {
  const database = await migratedDatabase()
  pool = openPool(database, { max: 2 })
}, 120_000)

afterAll(() => pool?.end())

test('each query of PostgreSQL belongs to the span of the call that sent it, also where calls wait for each other', async () => {
  await using memory = await ILabMemory.fromPostgres(watched(pool))
  sent.length = 0
  const calls = Array.from({ length: 12 }, async (_, i) => {
    const user = memory.forUser(`user-${i % 3}`)
    await user.save({ type: 'profile', title: 'T', content: String(i) })
    await user.search('T')
  })
  await Promise.all(calls)
  const spans = takeSpans()
  expect(spans).toHaveLength(24)
  const ids = new Set(spans.map((span) => span.spanContext().spanId))
  expect(new Set(sent)).toEqual(ids)
})
