import { describe, expect, test } from 'vitest'
import { requireUserId } from '../../src/core/user-id.ts'
import {
  cleanDraft,
  exported,
  inStore,
  searchFor,
  writeAt,
} from '../../src/testing/store-contract/requests.ts'
import { storeSubjects } from '../stores-under-test.ts'

/** A key that no user's id can equal, and the user's id that is nearest to it. */
const key = ' acme'
const user = 'acme'

test('no user id begins with a space', () => {
  expect(() => requireUserId(key)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
  expect(requireUserId(user)).toBe(user)
})

describe.each(storeSubjects().filter(({ cannot }) => cannot === undefined))('$name', (subject) => {
  test('keeps a tenant under a key that is no user id, apart from every user', async () => {
    await inStore(subject, async (store) => {
      const draft = (content: string): ReturnType<typeof cleanDraft> =>
        cleanDraft(content, { topicKey: 'a/b' })
      await store.saveObservation(key, draft('the team plans a harvest'), writeAt(1_000))
      expect(await store.readStats(user, 0)).toMatchObject({ observations: 0 })
      await store.saveObservation(user, draft('a harvest of my own'), writeAt(2_000))
      const found = async (tenant: string): Promise<string[]> =>
        (await store.searchObservations(tenant, searchFor('harvest'))).results.map(({ snippet }) => snippet)
      expect(await found(key)).toEqual(['the team plans a harvest'])
      expect(await found(user)).toEqual(['a harvest of my own'])
      await store.eraseUser(user, { now: 3_000 })
      expect(await found(user)).toEqual([])
      expect(await exported(store, key)).toHaveLength(3)
      await store.eraseUser(key, { now: 4_000 })
      expect(await found(key)).toEqual([])
    })
  })
})
