import assert from 'node:assert/strict'
import { graphStoreCase, keysOf, putMany, type GraphStoreCase, type GraphStoreUnderTest } from './subject.ts'

const place = ['ada', 'docs']

/** Searches with and without a query. */
export const searchCases: readonly GraphStoreCase[] = [
  graphStoreCase('finds all records below a prefix of whole labels', async (store) => {
    await store.put(place, 'one', { at: 1 })
    await store.put(['ada', 'docs', 'old'], 'two', { at: 2 })
    await store.put(['ada', 'docs2'], 'three', { at: 3 })
    assert.deepEqual(keysOf(await store.search(place)).toSorted(), ['one', 'two'])
    assert.equal((await store.search(['ada'])).length, 3)
  }),
  graphStoreCase(
    'answers in the order of the first puts',
    async (store) => {
      const keys = await putMany(store, place, 5)
      await store.put(place, 'key-00', { at: 'changed' })
      assert.deepEqual(keysOf(await store.search(place)), keys)
    },
    ['putOrder'],
  ),
  graphStoreCase('finds nothing where nothing is', async (store) => {
    await store.put(place, 'one', { at: 1 })
    assert.deepEqual(await store.search(['ada', 'none']), [])
  }),
  graphStoreCase('answers ten records, or as many as the limit says, behind the offset', async (store) => {
    const keys = await putMany(store, place, 12)
    assert.equal((await store.search(place)).length, 10)
    const pages: string[] = []
    for (let offset = 0; offset < 15; offset += 5)
      pages.push(...keysOf(await store.search(place, { limit: 5, offset })))
    assert.deepEqual(pages.toSorted(), keys)
    assert.deepEqual(await store.search(place, { limit: 5, offset: 12 }), [])
  }),
  graphStoreCase('filters by the value of a field', async (store) => {
    await putCourses(store)
    const found = await store.search(place, { filter: { level: 'beginner' } })
    assert.deepEqual(keysOf(found).toSorted(), ['cooking', 'guitar'])
    assert.deepEqual(await store.search(place, { filter: { nowhere: 'beginner' } }), [])
  }),
  graphStoreCase('meets all conditions of a filter', async (store) => {
    await putCourses(store)
    const found = await store.search(place, { filter: { level: 'beginner', hours: 20 } })
    assert.deepEqual(keysOf(found), ['guitar'])
  }),
  graphStoreCase('filters by $eq and $ne', async (store) => {
    await putCourses(store)
    await finds(store, { level: { $eq: 'expert' } }, ['chess'])
    await finds(store, { level: { $ne: 'expert' } }, ['cooking', 'guitar'])
  }),
  graphStoreCase('filters by $gt, $gte, $lt and $lte', async (store) => {
    await putCourses(store)
    await finds(store, { hours: { $gt: 10 } }, ['chess', 'guitar'])
    await finds(store, { hours: { $gte: 20 } }, ['chess', 'guitar'])
    await finds(store, { hours: { $lt: 20 } }, ['cooking'])
    await finds(store, { hours: { $lte: 20 } }, ['cooking', 'guitar'])
    await finds(store, { hours: { $gt: 10, $lt: 30 } }, ['guitar'])
  }),
  graphStoreCase('filters by $in', async (store) => {
    await putCourses(store)
    await finds(store, { level: { $in: ['expert', 'nobody'] } }, ['chess'])
  }),
  graphStoreCase('filters before it counts the limit', async (store) => {
    for (let at = 0; at < 30; at++) await store.put(place, `key-${at}`, { even: at % 2 === 0 })
    const found = await store.search(place, { filter: { even: { $ne: true } }, limit: 12, offset: 3 })
    assert.equal(found.length, 12)
    assert.ok(found.every(({ value }) => value['even'] === false))
  }),
  graphStoreCase(
    'finds by a query what holds its words, with scores, best first',
    async (store) => {
      await putCourses(store)
      const found = await store.search(place, { query: 'strings and chords' })
      assert.equal(found[0]?.key, 'guitar')
      const scores = found.map(({ score }) => score ?? Number.NaN)
      assert.deepEqual(
        scores,
        scores.toSorted((a, b) => b - a),
      )
      assert.ok(scores.every((score) => score > 0))
    },
    ['textSearch'],
  ),
  graphStoreCase(
    'joins a query with a filter, a limit and an offset',
    async (store) => {
      await putCourses(store)
      const query = 'course'
      const found = await store.search(place, { query, filter: { hours: { $gte: 20 } } })
      assert.deepEqual(keysOf(found).toSorted(), ['chess', 'guitar'])
      const pages = [
        ...(await store.search(place, { query, limit: 2 })),
        ...(await store.search(place, { query, limit: 2, offset: 2 })),
      ]
      assert.deepEqual(keysOf(pages).toSorted(), ['chess', 'cooking', 'guitar'])
    },
    ['textSearch'],
  ),
  graphStoreCase(
    'finds by no query what a put does not index',
    async (store) => {
      await store.put(place, 'hidden', { text: 'a walrus on the beach' }, false)
      await store.put(place, 'shown', { text: 'a walrus in the sea' })
      assert.deepEqual(keysOf(await store.search(place, { query: 'walrus' })), ['shown'])
      assert.equal((await store.search(place)).length, 2)
      assert.equal((await store.get(place, 'hidden'))?.value['text'], 'a walrus on the beach')
    },
    ['textSearch'],
  ),
  graphStoreCase(
    'finds by the paths that a put indexes, and by no others',
    async (store) => {
      const value = { title: 'Walrus', body: 'narwhal', parts: [{ text: 'dugong' }, { text: 'manatee' }] }
      await store.put(place, 'one', value, ['title', 'parts[*].text'])
      for (const query of ['walrus', 'dugong', 'manatee'])
        assert.deepEqual(keysOf(await store.search(place, { query })), ['one'], query)
      assert.deepEqual(await store.search(place, { query: 'narwhal' }), [])
    },
    ['textSearch'],
  ),
]

async function putCourses(store: GraphStoreUnderTest): Promise<void> {
  await store.put(place, 'guitar', {
    level: 'beginner',
    hours: 20,
    text: 'A course about strings and chords',
  })
  await store.put(place, 'cooking', { level: 'beginner', hours: 8, text: 'A course about soups and bread' })
  await store.put(place, 'chess', {
    level: 'expert',
    hours: 40,
    text: 'A course about openings and endgames',
  })
}

async function finds(
  store: GraphStoreUnderTest,
  filter: Record<string, unknown>,
  keys: readonly string[],
): Promise<void> {
  assert.deepEqual(keysOf(await store.search(place, { filter })).toSorted(), keys, JSON.stringify(filter))
}
