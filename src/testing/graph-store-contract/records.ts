import assert from 'node:assert/strict'
import { graphStoreCase, keysOf, type GraphStoreCase } from './subject.ts'

const place = ['ada', 'notes']

/** Puts, gets, removals and batches. */
export const recordCases: readonly GraphStoreCase[] = [
  graphStoreCase('gives back a record with its key, its namespace and its times', async (store) => {
    await store.put(place, 'one', { color: 'red' })
    const item = await store.get(place, 'one')
    assert.deepEqual([item?.value, item?.key, item?.namespace], [{ color: 'red' }, 'one', place])
    assert.ok(item?.createdAt instanceof Date && item.updatedAt instanceof Date, 'its times are no Date')
  }),
  graphStoreCase('answers null for a record that is not there', async (store) => {
    assert.equal(await store.get(place, 'none'), null)
  }),
  graphStoreCase('answers a put and a removal with nothing', async (store) => {
    assert.equal(await store.put(place, 'one', { at: 1 }), undefined)
    assert.equal(await store.delete(place, 'one'), undefined)
  }),
  graphStoreCase('replaces the whole value, and keeps the time of the first put', async (store) => {
    await store.put(place, 'one', { color: 'red', size: 1 })
    const before = await store.get(place, 'one')
    await store.put(place, 'one', { color: 'blue' })
    const after = await store.get(place, 'one')
    assert.deepEqual(after?.value, { color: 'blue' })
    assert.equal(after?.createdAt.getTime(), before?.createdAt.getTime())
    assert.ok((after?.updatedAt.getTime() ?? 0) >= (before?.updatedAt.getTime() ?? 0))
  }),
  graphStoreCase('removes a record, also one that is not there', async (store) => {
    await store.put(place, 'one', { at: 1 })
    await store.delete(place, 'one')
    await store.delete(place, 'one')
    assert.equal(await store.get(place, 'one'), null)
    assert.deepEqual(await store.search(place), [])
  }),
  graphStoreCase('keeps nested values, lists, numbers, booleans and nulls exactly', async (store) => {
    const value = {
      text: 'Grüße \u{1F44B} "quoted"\nline',
      number: -1.5e10,
      list: [1, [2, { three: 3 }], 'four'],
      nested: { deep: { deeper: { deepest: true } } },
      nothing: null,
      empty: {},
      none: [],
    }
    await store.put(place, 'one', value)
    assert.deepEqual((await store.get(place, 'one'))?.value, value)
  }),
  graphStoreCase('keeps one key in two namespaces as two records', async (store) => {
    await store.put(['ada', 'a'], 'one', { at: 'a' })
    await store.put(['ada', 'b'], 'one', { at: 'b' })
    assert.deepEqual((await store.get(['ada', 'a'], 'one'))?.value, { at: 'a' })
    assert.deepEqual((await store.get(['ada', 'b'], 'one'))?.value, { at: 'b' })
  }),
  graphStoreCase('keeps the same value under two keys as two records', async (store) => {
    await store.put(place, 'one', { at: 1 })
    await store.put(place, 'two', { at: 1 })
    await store.put(['ada', 'others'], 'one', { at: 1 })
    assert.equal((await store.search(['ada'])).length, 3)
  }),
  graphStoreCase('tells alike keys and labels apart', async (store) => {
    const keys = ['a/b', 'a_b', 'a%2Fb', 'A/b', 'a b', 'a/b/', 'a\\b', '<a', '%3Ca', '/memories/a.md']
    for (const key of keys) await store.put(place, key, { key })
    await store.put(['ada', 'notes', 'a'], 'b', { key: 'below' })
    for (const key of keys) assert.deepEqual((await store.get(place, key))?.value, { key })
    assert.deepEqual((await store.get(['ada', 'notes', 'a'], 'b'))?.value, { key: 'below' })
    const found = await store.search(place, { limit: 50 })
    assert.deepEqual(keysOf(found).toSorted(), [...keys, 'b'].toSorted())
  }),
  graphStoreCase(
    'refuses an empty namespace, and labels that are empty, no text, or hold a period',
    async (store) => {
      const wrong: unknown[] = [[], ['ada', ''], ['ada', 'a.b'], ['ada', 7]]
      for (const namespace of wrong)
        await assert.rejects(async () => store.put(namespace as string[], 'one', { at: 1 }))
    },
  ),
  graphStoreCase(
    'refuses the root label that the framework keeps for itself, and takes it further down',
    async (store) => {
      await assert.rejects(async () => store.put(['langgraph', 'a'], 'one', { at: 1 }))
      await store.put(['ada', 'langgraph', 'a'], 'one', { at: 1 })
      assert.deepEqual((await store.get(['ada', 'langgraph', 'a'], 'one'))?.value, { at: 1 })
      assert.equal((await store.search(['ada', 'langgraph', 'a'])).length, 1)
      await store.delete(['ada', 'langgraph', 'a'], 'one')
      assert.equal(await store.get(['ada', 'langgraph', 'a'], 'one'), null)
    },
  ),
  graphStoreCase('answers a batch in the order of its operations', async (store) => {
    await store.put(place, 'one', { at: 1 })
    const results = (await store.batch([
      { namespace: place, key: 'two', value: { at: 2 } },
      { namespace: place, key: 'one' },
      { namespace: place, key: 'none' },
      { namespacePrefix: ['ada'], limit: 10, offset: 0, filter: { at: 1 } },
      { matchConditions: [{ matchType: 'prefix', path: ['ada'] }], limit: 10, offset: 0 },
    ])) as readonly unknown[]
    assert.equal(results.length, 5)
    assert.equal(results[0] ?? null, null)
    assert.deepEqual((results[1] as { value: unknown }).value, { at: 1 })
    assert.equal(results[2], null)
    assert.equal((results[3] as unknown[]).length, 1)
    assert.deepEqual(results[4], [place])
    assert.deepEqual((await store.get(place, 'two'))?.value, { at: 2 })
  }),
  graphStoreCase('takes the last of two puts under one key, and removes by a null value', async (store) => {
    await store.put(place, 'gone', { at: 0 })
    await store.batch([
      { namespace: place, key: 'one', value: { at: 1 } },
      { namespace: place, key: 'one', value: { at: 2 } },
      { namespace: place, key: 'gone', value: null },
    ])
    assert.deepEqual((await store.get(place, 'one'))?.value, { at: 2 })
    assert.equal(await store.get(place, 'gone'), null)
  }),
  graphStoreCase('refuses a batch with a wrong operation as a whole', async (store) => {
    await assert.rejects(async () =>
      store.batch([
        { namespace: place, key: 'one', value: { at: 1 } },
        { namespace: ['ada', ''], key: 'two', value: { at: 2 } },
      ]),
    )
    assert.equal(await store.get(place, 'one'), null)
  }),
]
