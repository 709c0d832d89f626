import assert from 'node:assert/strict'
import { graphStoreCase, keysOf, type GraphStoreCase, type GraphStoreUnderTest } from './subject.ts'

const labels = ['memories', 'profile']

/** Two users of one store: the first label of a namespace is the user, and nothing crosses. */
export const isolationCases: readonly GraphStoreCase[] = [
  graphStoreCase('keeps the same namespace and key of two users apart', async (store) => {
    await putForBoth(store)
    for (const user of ['ada', 'bob']) {
      assert.deepEqual((await store.get([user, ...labels], 'me'))?.value, { text: `walrus of ${user}` })
      const found = await store.search([user])
      assert.deepEqual(
        found.map(({ namespace }) => namespace[0]),
        [user],
      )
    }
  }),
  graphStoreCase(
    'finds by a query nothing of another user',
    async (store) => {
      await putForBoth(store)
      const found = await store.search(['ada'], { query: 'walrus' })
      assert.deepEqual(
        found.map(({ value }) => value['text']),
        ['walrus of ada'],
      )
      const others = await store.search(['ada'], { query: 'bob', filter: { text: { $ne: 'walrus of ada' } } })
      assert.deepEqual(others, [])
    },
    ['textSearch'],
  ),
  graphStoreCase('keeps users with alike ids apart', async (store) => {
    const users = ['ada', 'adal', 'ada-2', 'Ada', 'ada_']
    for (const user of users) await store.put([user, 'notes'], 'one', { user })
    for (const user of users) {
      assert.deepEqual(
        (await store.search([user])).map(({ value }) => value['user']),
        [user],
      )
      assert.deepEqual(await store.listNamespaces({ prefix: [user] }), [[user, 'notes']])
    }
  }),
  graphStoreCase(
    'takes a later label for a label, also one that is the id of another user',
    async (store) => {
      await putForBoth(store)
      await store.put(['ada', 'bob', ...labels], 'me', { text: 'of ada' })
      assert.deepEqual(
        (await store.search(['bob'])).map(({ value }) => value['text']),
        ['walrus of bob'],
      )
      assert.deepEqual(await store.listNamespaces({ prefix: ['bob'] }), [['bob', ...labels]])
      assert.equal(await store.get(['ada'], 'bob/memories/profile/me'), null)
    },
  ),
  graphStoreCase('removes nothing of another user', async (store) => {
    await putForBoth(store)
    await store.delete(['ada', ...labels], 'me')
    assert.equal(await store.get(['ada', ...labels], 'me'), null)
    assert.deepEqual((await store.get(['bob', ...labels], 'me'))?.value, { text: 'walrus of bob' })
  }),
  graphStoreCase('keeps the users of one batch apart', async (store) => {
    await store.batch(
      ['ada', 'bob'].map((user) => ({ namespace: [user, ...labels], key: 'me', value: { user } })),
    )
    const results = (await store.batch([
      { namespace: ['bob', ...labels], key: 'me' },
      { namespacePrefix: ['ada'], limit: 10, offset: 0 },
    ])) as [{ value: unknown }, { value: unknown; key: string }[]]
    assert.deepEqual(results[0].value, { user: 'bob' })
    assert.deepEqual(
      results[1].map(({ value }) => value),
      [{ user: 'ada' }],
    )
    assert.deepEqual(keysOf(results[1]), ['me'])
  }),
  graphStoreCase(
    'refuses a search and a list over all users',
    async (store) => {
      await putForBoth(store)
      await assert.rejects(async () => store.search([]))
      await assert.rejects(async () => store.search([], { query: 'walrus' }))
      await assert.rejects(async () => store.listNamespaces())
      await assert.rejects(async () => store.listNamespaces({ prefix: [] }))
      await assert.rejects(async () => store.listNamespaces({ prefix: ['*'] }))
      await assert.rejects(async () => store.listNamespaces({ prefix: ['*', ...labels] }))
      await assert.rejects(async () => store.listNamespaces({ suffix: labels }))
      await assert.rejects(async () => store.get([], 'me'))
      await assert.rejects(async () => store.delete([], 'me'))
    },
    ['oneUserACall'],
  ),
  graphStoreCase(
    'refuses a first label that is no user id',
    async (store) => {
      for (const user of ['', 'a b', 'ä', '\u0000', '<private>ada</private>', 'a'.repeat(256)])
        await assert.rejects(async () => store.put([user, 'notes'], 'one', { at: 1 }))
    },
    ['oneUserACall'],
  ),
  graphStoreCase(
    'fails no operation of one user for a wrong one of another in the same batch',
    async (store) => {
      await putForBoth(store)
      const results = (await store.batch([
        { namespace: ['ada', ...labels], key: 'me' },
        { namespace: ['bob', ''], key: 'me' },
        { namespacePrefix: [], limit: 10, offset: 0 },
      ])) as [{ value: unknown }, unknown, unknown]
      assert.deepEqual(results[0].value, { text: 'walrus of ada' })
      await assert.rejects(async () => results[1])
      await assert.rejects(async () => results[2])
    },
    ['oneUserACall'],
  ),
]

async function putForBoth(store: GraphStoreUnderTest): Promise<void> {
  for (const user of ['ada', 'bob']) await store.put([user, ...labels], 'me', { text: `walrus of ${user}` })
}
