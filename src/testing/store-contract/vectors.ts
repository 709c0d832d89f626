import assert from 'node:assert/strict'
import type { SearchAnswer, Store, TextToEmbed } from '../../core/store/store.ts'
import { redact } from '../../privacy/redact.ts'
import type { PackedVector } from '../../search/sense/packed-vector.ts'
import type { StoreCase } from '../contract-case.ts'
import { beginning, hour } from '../world.ts'
import { cleanDraft, searchFor, storeCase, writeAt } from './requests.ts'

const space = 7_001
const otherSpace = 7_002
const dimensions = 16

/** The vector that points along one axis: those of different axes have nothing in common. */
function along(axis: number): PackedVector {
  return { values: new Int8Array(dimensions).fill(127, axis, axis + 1), scale: Math.fround(1 / 127) }
}

async function save(store: Store, userId: string, contents: readonly string[]): Promise<void> {
  for (const content of contents) await store.saveObservation(userId, cleanDraft(content), writeAt(beginning))
}

function textsOf(store: Store, userId: string, of = space, after = 0): Promise<readonly TextToEmbed[]> {
  return store.textsToEmbed(userId, { space: of, after, limit: 100, now: beginning })
}

/** Gives every text of a user the axis of its id. */
async function embed(store: Store, userId: string, of = space): Promise<boolean> {
  const texts = await textsOf(store, userId, of)
  const vectors = texts.map(({ id, digest }) => ({ id, digest, windows: [along(id)] }))
  return store.putVectors(userId, of, vectors, beginning)
}

/** Searches by sense alone: no text has the word of the query. */
function searchAlong(store: Store, userId: string, axis: number, of = space): Promise<SearchAnswer> {
  const sense = { query: along(axis), space: of }
  return store.searchObservations(userId, searchFor('unspoken', { sense }))
}

async function foundAlong(store: Store, userId: string, axis: number): Promise<number[]> {
  return (await searchAlong(store, userId, axis)).results.map(({ id }) => id)
}

async function usersToEmbed(store: Store, of = space): Promise<string[]> {
  const found: string[] = []
  for (let after: string | null = null; ;) {
    const { users, next } = await store.usersToEmbed(of, after)
    found.push(...users)
    if (next === null) return found.toSorted()
    after = next
  }
}

const count = (store: Store, userId: string, of = space): Promise<number> =>
  store.countVectors(userId, of, beginning)

const many = Array.from({ length: 8 }, (_, number) => `note ${number}`)

function vectorCase(name: string, body: (store: Store) => Promise<void>): StoreCase {
  return { ...storeCase(name, body), needs: ['vectors'] }
}

/** `textsToEmbed`, `putVectors`, `countVectors` and `usersToEmbed`. */
export const storeVectorCases: readonly StoreCase[] = [
  vectorCase('lists texts without a vector by id, a page at a time', async (store) => {
    await save(store, 'alice', many)
    const request = { space, after: 2, limit: 3, now: beginning }
    const page = await store.textsToEmbed('alice', request)
    assert.deepEqual(
      page.map(({ id, title, content }) => [id, title, content]),
      [3, 4, 5].map((id) => [id, 'Note', `note ${id - 1}`]),
    )
    assert.deepEqual(await textsOf(store, 'bob'), [])
    assert.equal(await embed(store, 'alice'), true)
    assert.deepEqual(await textsOf(store, 'alice'), [])
    assert.equal(await count(store, 'alice'), 8)
  }),

  vectorCase('finds by sense what shares no word with the query', async (store) => {
    await save(store, 'alice', many)
    const before = await searchAlong(store, 'alice', 5)
    assert.deepEqual([before.results, before.meaning], [[], 'pending'])
    await embed(store, 'alice')
    const { results, meaning } = await searchAlong(store, 'alice', 5)
    assert.equal(meaning, 'used')
    assert.deepEqual(
      results.map(({ id, parts, highlights }) => [id, parts.words, highlights]),
      [[5, 0, []]],
    )
    assert.ok(Math.abs((results[0]?.parts.similarity ?? 0) - 1) < 0.01)
  }),

  vectorCase('compares no vectors of different spaces, and the new space takes over', async (store) => {
    await save(store, 'alice', many)
    await embed(store, 'alice')
    const other = await searchAlong(store, 'alice', 5, otherSpace)
    assert.deepEqual([other.results, other.meaning], [[], 'other_model'])
    assert.equal(await count(store, 'alice', otherSpace), 0)
    assert.deepEqual(await usersToEmbed(store), [])
    assert.deepEqual(await usersToEmbed(store, otherSpace), ['alice'])
    const [first] = await textsOf(store, 'alice', otherSpace)
    assert.ok(first !== undefined)
    const vectors = [{ id: first.id, digest: first.digest, windows: [along(0)] }]
    assert.equal(await store.putVectors('alice', otherSpace, vectors, beginning), false)
    assert.equal((await searchAlong(store, 'alice', 5)).meaning, 'other_model')
    assert.deepEqual([await count(store, 'alice'), await count(store, 'alice', otherSpace)], [0, 1])
  }),

  vectorCase('keeps no vector of a text that has changed or is gone', async (store) => {
    await save(store, 'alice', many)
    const texts = await textsOf(store, 'alice')
    const changes = { content: redact('changed') }
    await store.updateObservation('alice', 2, changes, writeAt(beginning))
    await store.forgetObservation('alice', 3, beginning)
    const vectors = texts.map(({ id, digest }) => ({ id, digest, windows: [along(id)] }))
    assert.equal(await store.putVectors('alice', space, vectors, beginning), false)
    assert.equal(await count(store, 'alice'), 6)
    assert.deepEqual(await foundAlong(store, 'alice', 2), [])
    assert.deepEqual(await foundAlong(store, 'alice', 3), [])
    assert.deepEqual(
      (await textsOf(store, 'alice')).map(({ id }) => id),
      [2],
    )
  }),

  vectorCase('takes a vector away with a change of its text, and only with that', async (store) => {
    await save(store, 'alice', many)
    await embed(store, 'alice')
    await store.updateObservation('alice', 1, { pinned: true }, writeAt(beginning))
    assert.equal(await count(store, 'alice'), 8)
    assert.deepEqual(await usersToEmbed(store), [])
    const changes = { title: redact('Other') }
    await store.updateObservation('alice', 2, changes, writeAt(beginning))
    assert.equal(await count(store, 'alice'), 7)
    assert.deepEqual(await foundAlong(store, 'alice', 2), [])
    assert.deepEqual(await usersToEmbed(store), ['alice'])
    await store.forgetObservation('alice', 4, beginning)
    assert.equal(await count(store, 'alice'), 6)
    assert.deepEqual(await foundAlong(store, 'alice', 4), [])
    assert.deepEqual(await foundAlong(store, 'alice', 5), [5])
  }),

  vectorCase('takes the vectors of an expired text away', async (store) => {
    const later = beginning + hour
    await save(store, 'alice', many)
    const draft = cleanDraft('fleeting', { expiry: { at: later } })
    await store.saveObservation('alice', draft, writeAt(beginning))
    await embed(store, 'alice')
    assert.equal(await count(store, 'alice'), 9)
    assert.equal(await store.countVectors('alice', space, later), 8)
    await store.sweepUser('alice', later)
    assert.equal(await count(store, 'alice'), 8)
  }),

  vectorCase('counts the best window of a long text', async (store) => {
    await save(store, 'alice', many)
    const texts = await textsOf(store, 'alice')
    const vectors = texts.map(({ id, digest }) => ({
      id,
      digest,
      windows: id === 3 ? [along(10), along(11), along(12)] : [along(id)],
    }))
    assert.equal(await store.putVectors('alice', space, vectors, beginning), true)
    assert.equal(await count(store, 'alice'), 8)
    for (const axis of [10, 11, 12]) assert.deepEqual(await foundAlong(store, 'alice', axis), [3])
    assert.deepEqual(await foundAlong(store, 'alice', 3), [])
  }),

  vectorCase("keeps vectors apart by user: none finds, counts or lists another's", async (store) => {
    await save(store, 'alice', many)
    await save(store, 'bob', many)
    await embed(store, 'alice')
    assert.deepEqual([await count(store, 'alice'), await count(store, 'bob')], [8, 0])
    assert.equal((await searchAlong(store, 'bob', 5)).meaning, 'pending')
    assert.deepEqual(await usersToEmbed(store), ['bob'])
    const alone = await searchAlong(store, 'alice', 5)
    const vectors = (await textsOf(store, 'bob')).map(({ id, digest }) => ({
      id,
      digest,
      windows: [along(5)],
    }))
    await store.putVectors('bob', space, vectors, beginning)
    assert.deepEqual(await searchAlong(store, 'alice', 5), alone)
    assert.deepEqual(await usersToEmbed(store), [])
    await store.eraseUser('bob', { now: beginning })
    assert.deepEqual([await count(store, 'alice'), await count(store, 'bob')], [8, 0])
    assert.deepEqual(await searchAlong(store, 'alice', 5), alone)
  }),

  vectorCase('knows nothing of a user who does not exist', async (store) => {
    assert.deepEqual(await textsOf(store, 'nobody'), [])
    assert.equal(await count(store, 'nobody'), 0)
    const vectors = [{ id: 1, digest: 1, windows: [along(1)] }]
    assert.equal(await store.putVectors('nobody', space, vectors, beginning), true)
    assert.deepEqual(await usersToEmbed(store), [])
    assert.equal((await store.readStats('nobody', beginning)).observations, 0)
  }),

  vectorCase('gives vectors to no proposal until it is approved', async (store) => {
    await save(store, 'alice', many)
    const draft = { ...cleanDraft('proposed'), status: 'pending' as const }
    await store.saveObservation('alice', draft, writeAt(beginning))
    assert.equal((await textsOf(store, 'alice')).length, 8)
    assert.equal(await embed(store, 'alice'), true)
    await store.approveObservation('alice', 9, writeAt(beginning))
    assert.deepEqual(await usersToEmbed(store), ['alice'])
    assert.equal(await embed(store, 'alice'), true)
    assert.deepEqual(await foundAlong(store, 'alice', 9), [9])
  }),
]
