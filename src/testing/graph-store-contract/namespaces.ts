import assert from 'node:assert/strict'
import { graphStoreCase, type GraphStoreCase, type GraphStoreUnderTest } from './subject.ts'

/** Lists of namespaces below one user. */
export const namespaceCases: readonly GraphStoreCase[] = [
  graphStoreCase('lists each namespace below a prefix once, in order', async (store) => {
    await putTree(store)
    assert.deepEqual(await store.listNamespaces({ prefix: ['ada'] }), [
      ['ada', 'a', 'b', 'c'],
      ['ada', 'a', 'b', 'd'],
      ['ada', 'a', 'c', 'e'],
      ['ada', 'x', 'y', 'z'],
    ])
    assert.equal((await store.listNamespaces({ prefix: ['ada', 'a'] })).length, 3)
  }),
  graphStoreCase('picks namespaces by their last labels', async (store) => {
    await putTree(store)
    const found = await store.listNamespaces({ prefix: ['ada'], suffix: ['d'] })
    assert.deepEqual(found, [['ada', 'a', 'b', 'd']])
  }),
  graphStoreCase('takes any one label for a star', async (store) => {
    await putTree(store)
    const found = await store.listNamespaces({ prefix: ['ada', 'a', '*', 'c'] })
    assert.deepEqual(found, [['ada', 'a', 'b', 'c']])
    const ends = await store.listNamespaces({ prefix: ['ada'], suffix: ['*', 'z'] })
    assert.deepEqual(ends, [['ada', 'x', 'y', 'z']])
  }),
  graphStoreCase('cuts namespaces at a depth, each one once', async (store) => {
    await putTree(store)
    assert.deepEqual(await store.listNamespaces({ prefix: ['ada'], maxDepth: 3 }), [
      ['ada', 'a', 'b'],
      ['ada', 'a', 'c'],
      ['ada', 'x', 'y'],
    ])
  }),
  graphStoreCase('joins a prefix, a suffix and a depth', async (store) => {
    await putTree(store)
    const found = await store.listNamespaces({ prefix: ['ada', 'a'], suffix: ['c'], maxDepth: 3 })
    assert.deepEqual(found, [['ada', 'a', 'b']])
  }),
  graphStoreCase('lists as many as the limit says, behind the offset', async (store) => {
    await putTree(store)
    assert.deepEqual(await store.listNamespaces({ prefix: ['ada'], limit: 2, offset: 1 }), [
      ['ada', 'a', 'b', 'd'],
      ['ada', 'a', 'c', 'e'],
    ])
  }),
  graphStoreCase('lists nothing where nothing is', async (store) => {
    await putTree(store)
    assert.deepEqual(await store.listNamespaces({ prefix: ['ada', 'none'] }), [])
    assert.deepEqual(await store.listNamespaces({ prefix: ['bob'] }), [])
  }),
]

async function putTree(store: GraphStoreUnderTest): Promise<void> {
  for (const path of ['abd', 'abc', 'xyz', 'ace'])
    for (const key of ['one', 'two']) await store.put(['ada', ...path.split('')], key, { path })
}
