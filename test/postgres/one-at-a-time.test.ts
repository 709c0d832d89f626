import pg from 'pg'
import { expect, test } from 'vitest'
import { openPostgresStore } from '../../src/stores/postgres/store.ts'
import {
  cleanDraft,
  exported,
  listOf,
  searchFor,
  writeAt,
} from '../../src/testing/store-contract/requests.ts'
import { beginning } from '../../src/testing/world.ts'
import { migratedDatabase, openPool } from './databases.ts'

/** Queries of a client that wait for their answers at the same time, at most. */
async function mostAtOnce(pipeline: boolean): Promise<number> {
  let most = 0
  class Watched extends pg.Client {
    #waiting = 0
    override query(...input: unknown[]): never {
      most = Math.max(most, ++this.#waiting)
      const query = super.query.bind(this) as (...input: readonly unknown[]) => Promise<unknown>
      const answer = query(...input)
      void Promise.allSettled([answer]).then(() => this.#waiting--)
      return answer as never
    }
  }
  const pool = openPool(await migratedDatabase(), { max: 2, pipeline, Client: Watched })
  await using store = await openPostgresStore(pool)
  const users = ['ada', 'bob', 'eve']
  await Promise.all(
    users.map(async (user) => {
      const { id } = await store.saveObservation(user, cleanDraft(`tea of ${user}`), writeAt(beginning))
      const { results } = await store.searchObservations(user, searchFor('tea'))
      expect(results.map(({ snippet }) => snippet)).toEqual([`tea of ${user}`])
      // A failure in the middle of a transaction leaves the connection to the next user.
      await expect(
        store.saveObservation(user, cleanDraft('more'), writeAt(beginning, { quota: { observations: 1 } })),
      ).rejects.toMatchObject({ code: 'quota_exceeded' })
      const lines = await exported(store, user)
      expect(await store.importRecords(`${user}-2`, lines, writeAt(beginning))).toMatchObject({
        observations: 1,
      })
      expect(await store.forgetObservation(user, id, beginning)).toBe(true)
      expect((await store.listObservations(user, listOf())).observations).toEqual([])
      await store.eraseUser(user, { now: beginning })
    }),
  )
  await pool.end()
  return most
}

test("an application's pool that does not pipeline gets one query at a time", async () => {
  expect(await mostAtOnce(false)).toBe(1)
})

test('a pool that pipelines gets many at once', async () => {
  expect(await mostAtOnce(true)).toBeGreaterThan(2)
})
