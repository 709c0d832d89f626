import { describe, expect, test } from 'vitest'
import { testModel } from './model.ts'
import { openSensing, sensingStores } from './sensing.ts'

const ride = { type: 'profile', title: 'Ride', content: 'drives an automobile to work' }
const pet = { type: 'profile', title: 'Pet', content: 'has a black cat' }

describe.each(sensingStores())('sense on $name', (store) => {
  test('finds what shares no word with the query, and says how', async () => {
    await using memory = await openSensing(store)
    const ada = memory.forUser('ada')
    await ada.save([ride, pet, ...others()])
    await memory.settled()
    const { results, meaning } = await ada.search('car', { explain: true })
    expect(meaning).toBe('used')
    expect(results[0]).toMatchObject({ title: 'Ride', highlights: [] })
    expect(results[0]?.parts.words).toBe(0)
    expect(results[0]?.parts.meaning).toBeGreaterThan(0.1)
    expect(results[0]?.parts.similarity).toBeGreaterThan(0.2)
    expect(await ada.stats()).toMatchObject({ observations: 14, embedded: 14 })
    expect((await ada.context({ query: 'car', maxCharacters: 300 })).text).toContain('automobile')
  })

  test('without an embedder nothing is said of sense', async () => {
    await using memory = await openSensing(store, { embedder: null })
    const ada = memory.forUser('ada')
    await ada.save(ride)
    const explained = await ada.search('drives', { explain: true })
    expect(Object.keys(explained)).toEqual(['results', 'emptyBecause'])
    expect(Object.keys(explained.results[0]!.parts)).toEqual(['relevance', 'recency', 'revision'])
    expect(await ada.stats()).not.toHaveProperty('embedded')
    expect(await memory.embed()).toEqual({ users: 0, observations: 0 })
  })

  test('a text that changes gets another vector, and one that is forgotten loses its own', async () => {
    await using memory = await openSensing(store)
    const ada = memory.forUser('ada')
    await ada.save([ride, pet, ...others()])
    await memory.settled()
    await ada.update(1, { content: 'cooks dinner at home' })
    await memory.settled()
    expect(await titles(ada.search('car'))).toEqual([])
    expect(await titles(ada.search('food'))).toEqual(['Ride'])
    await ada.forget(1)
    expect(await titles(ada.search('food'))).toEqual([])
    expect((await ada.stats()).embedded).toBe(13)
    await ada.update(2, { pinned: true })
    expect((await ada.stats()).embedded).toBe(13)
  })

  test('a proposal has no vector until a person approves it', async () => {
    await using memory = await openSensing(store)
    const ada = memory.forUser('ada')
    await ada.save([pet, ...others()])
    const { id } = await ada.save({ ...ride, status: 'pending' })
    await memory.settled()
    expect((await ada.stats()).embedded).toBe(13)
    expect(await titles(ada.search('car'))).toEqual([])
    await ada.approve(id)
    await memory.settled()
    expect(await titles(ada.search('car'))).toEqual(['Ride'])
  })

  test('vectors of another model are never compared: words count until all are made anew', async () => {
    const backend = await store.open()
    const close = backend.close.bind(backend)
    backend.close = async () => undefined
    const first = await openSensing({ open: async () => backend })
    await first.forUser('ada').save([ride, pet, ...others()])
    await first.settled()
    await first.close()
    const other = testModel('other')
    const manual = await openSensing({ open: async () => backend }, { embedder: other, embedding: 'manual' })
    const ada = manual.forUser('ada')
    expect(await ada.search('car', { explain: true })).toMatchObject({ results: [], meaning: 'other_model' })
    expect((await ada.stats()).embedded).toBe(0)
    const told: number[] = []
    expect(await manual.embed({ onProgress: ({ observations }) => told.push(observations) })).toEqual({
      users: 1,
      observations: 14,
    })
    expect(told.at(-1)).toBe(14)
    expect(await ada.search('car', { explain: true })).toMatchObject({ meaning: 'used' })
    expect(await manual.embed()).toEqual({ users: 0, observations: 0 })
    await close()
  })

  test('an import is embedded, and an export carries no vector', async () => {
    await using memory = await openSensing(store)
    const ada = memory.forUser('ada')
    await ada.save([ride, pet, ...others()])
    await memory.settled()
    const lines = await Array.fromAsync(ada.export())
    expect(lines.join('')).not.toContain('vector')
    const bob = memory.forUser('bob')
    await bob.import(lines)
    await memory.settled()
    expect(await titles(bob.search('car'))).toEqual(['Ride'])
    await ada.erase()
    expect(await titles(ada.search('car'))).toEqual([])
    expect(await titles(bob.search('car'))).toEqual(['Ride'])
  })

  test('a long text is found by any of its passages', async () => {
    await using memory = await openSensing(store)
    const ada = memory.forUser('ada')
    const filler = Array.from({ length: 400 }, (_, i) => `filler${i % 7}`).join(' ')
    const passage = 'automobile '.repeat(170)
    await ada.save([{ ...pet, content: `${filler} ${passage}` }, ...others()])
    await memory.settled()
    expect(await titles(ada.search('car'))).toEqual(['Pet'])
  })

  test('what is compared by letters is not compared by sense', async () => {
    await using memory = await openSensing(store)
    const ada = memory.forUser('ada')
    await ada.save(ride)
    await memory.settled()
    expect((await ada.search('ri', { explain: true })).meaning).toBe('off')
  })
})

/** Texts of other meanings, so that one of the query's stands out. */
function others(): { type: string; title: string; content: string }[] {
  const words = [
    'red',
    'river',
    'stone',
    'music',
    'winter',
    'letter',
    'garden',
    'number',
    'cloud',
    'paper',
    'glass',
    'wood',
  ]
  return words.map((word, i) => ({
    type: 'discovery',
    title: `Note ${i}`,
    content: `${word} ${words[(i + 5) % 12]!}`,
  }))
}

async function titles(found: Promise<readonly { readonly title: string }[]>): Promise<string[]> {
  return (await found).map(({ title }) => title)
}
