import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Config } from '../../src/index.ts'
import { wordEmbedder, type EmbedderFault, type WordEmbedder } from '../../src/testing/index.ts'
import { synonyms } from './model.ts'
import { openSensing, sensingStores } from './sensing.ts'

const ride = { type: 'profile', title: 'Ride', content: 'drives an automobile' }
const store = sensingStores()[0]!

function failing(
  faultOf: (call: { kind: string; texts: readonly string[] }) => EmbedderFault | undefined,
): WordEmbedder {
  return wordEmbedder({ synonyms, dimensions: 512, faultOf })
}

/** Runs with a clock that the test moves, for the pauses after a failure. */
function withPauses(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
}
afterEach(() => void vi.useRealTimers())

const faults: readonly EmbedderFault[] = [
  'throws',
  'wrong dimensions',
  'not a number',
  'zero vector',
  'too few',
]

describe.each(faults.map((fault) => ({ fault })))('an embedder that fails: $fault', ({ fault }) => {
  test('fails no save and no search, and its texts get their vectors once it answers', async () => {
    withPauses()
    let isDown = true
    const embedder = failing(() => (isDown ? fault : undefined))
    await using memory = await openSensing(store, { embedder })
    const ada = memory.forUser('ada')
    expect((await ada.save(ride)).outcome).toBe('created')
    await memory.settled()
    expect((await ada.stats()).embedded).toBe(0)
    expect(await ada.search('automobile', { explain: true })).toMatchObject({
      results: [{ title: 'Ride' }],
      meaning: 'unavailable',
    })
    isDown = false
    await vi.advanceTimersByTimeAsync(1_000)
    await memory.settled()
    expect((await ada.stats()).embedded).toBe(1)
    await vi.advanceTimersByTimeAsync(5_000)
    expect((await ada.search('car', { explain: true })).meaning).toBe('used')
  })
})

test('pauses double while the embedder is down, up to five minutes', async () => {
  withPauses()
  const embedder = failing(() => 'throws')
  await using memory = await openSensing(store, { embedder })
  await memory.forUser('ada').save(ride)
  await memory.settled()
  const calls = (): number => embedder.calls.length
  const before = calls()
  await vi.advanceTimersByTimeAsync(60 * 60_000)
  await memory.settled()
  // Two calls an attempt: together, and alone.
  expect((calls() - before) / 2).toBeGreaterThan(10)
  expect((calls() - before) / 2).toBeLessThan(60 / 2.5 + 12)
})

test('a search waits no longer than it may, and rests afterwards', async () => {
  const never = new Promise<never>(() => undefined)
  const embedder = {
    ...failing(({ kind }) => (kind === 'query' ? { delay: never } : undefined)),
    queryTimeoutMs: 20,
  }
  await using memory = await openSensing(store, { embedder })
  const ada = memory.forUser('ada')
  await ada.save(ride)
  await memory.settled()
  for (let i = 0; i < 2; i++)
    expect(await ada.search('automobile', { explain: true })).toMatchObject({
      results: [{ title: 'Ride' }],
      meaning: 'unavailable',
    })
  expect(embedder.calls.filter(({ kind }) => kind === 'query')).toHaveLength(1)
})

test('a text that alone is refused is set aside, and the others get their vectors', async () => {
  const embedder = failing(({ texts }) =>
    texts.some((text) => text.includes('poison')) ? 'throws' : undefined,
  )
  await using memory = await openSensing(store, { embedder })
  const ada = memory.forUser('ada')
  const drafts = ['one', 'poison', 'three'].map((content) => ({ ...ride, title: content, content }))
  await ada.save(drafts)
  await memory.settled()
  expect(await ada.stats()).toMatchObject({ observations: 3, embedded: 2 })
  const calls = embedder.calls.length
  await ada.save({ ...ride, title: 'four' })
  await memory.settled()
  expect((await ada.stats()).embedded).toBe(3)
  expect(embedder.calls.slice(calls).every(({ texts }) => texts.length === 1)).toBe(true)
})

test('texts of one user that fail keep no other user waiting', async () => {
  const embedder = failing(({ texts }) =>
    texts.some((text) => text.includes('poison')) ? 'throws' : undefined,
  )
  await using memory = await openSensing(store, { embedder })
  const [eve, ada] = [memory.forUser('eve'), memory.forUser('ada')]
  await eve.save(Array.from({ length: 5 }, (_, i) => ({ ...ride, title: `poison ${i}` })))
  await memory.settled()
  await ada.save(ride)
  await memory.settled()
  expect((await eve.stats()).embedded).toBe(0)
  expect((await ada.stats()).embedded).toBe(1)
  await eve.search('poison')
  expect((await ada.search('car', { explain: true })).meaning).toBe('used')
})

test('a backlog of one user delays another by one batch at most', async () => {
  const gate = Promise.withResolvers<void>()
  const embedder = failing(({ kind }) => (kind === 'document' ? { delay: gate.promise } : undefined))
  await using memory = await openSensing(store, { embedder })
  const [eve, ada] = [memory.forUser('eve'), memory.forUser('ada')]
  await eve.save(Array.from({ length: 100 }, (_, i) => ({ ...ride, title: `eve ${i}` })))
  await ada.save({ ...ride, title: 'ada' })
  gate.resolve()
  await memory.settled()
  const order = embedder.calls.map(({ texts }) => (texts[0]!.startsWith('ada') ? 'ada' : 'eve'))
  expect(order.indexOf('ada')).toBeLessThanOrEqual(2)
  expect(embedder.calls.every(({ texts }) => new Set(texts.map((text) => text.slice(0, 3))).size === 1)).toBe(
    true,
  )
})

test('a text that changes while it is embedded keeps no vector of its old self', async () => {
  const gate = Promise.withResolvers<void>()
  let isHeld = true
  const embedder = failing(({ kind }) =>
    kind === 'document' && isHeld ? { delay: gate.promise } : undefined,
  )
  await using memory = await openSensing(store, { embedder })
  const ada = memory.forUser('ada')
  const { id } = await ada.save(ride)
  await vi.waitUntil(() => embedder.calls.length > 0)
  await ada.update(id, { content: 'cooks dinner' })
  isHeld = false
  gate.resolve()
  await memory.settled()
  expect(await ada.search('vehicle')).toEqual([])
  expect((await ada.search('meal')).map(({ title }) => title)).toEqual(['Ride'])
})

test('a vector that comes after its text was forgotten is thrown away', async () => {
  const gate = Promise.withResolvers<void>()
  const embedder = failing(({ kind }) => (kind === 'document' ? { delay: gate.promise } : undefined))
  await using memory = await openSensing(store, { embedder })
  const ada = memory.forUser('ada')
  const { id } = await ada.save(ride)
  await vi.waitUntil(() => embedder.calls.length > 0)
  await ada.forget(id)
  gate.resolve()
  await memory.settled()
  expect((await ada.stats()).embedded).toBe(0)
})

test('closing waits for nothing but the batch under way, which it aborts', async () => {
  const never = new Promise<never>(() => undefined)
  const embedder = failing(() => ({ delay: never }))
  const memory = await openSensing(store, { embedder })
  await memory.forUser('ada').save(ride)
  await vi.waitUntil(() => embedder.calls.length > 0)
  await memory.close()
  await delay(0)
  expect(embedder.calls).toHaveLength(1)
})

test.each([
  [{ embedder: {} }, 'Config.embedder'],
  [{ embedder: { id: 'x', dimensions: 1.5, embed: () => [] } }, 'Config.embedder'],
  [{ embedding: 'never' }, 'Config.embedding'],
  [{ search: { meaning: 2 } }, 'Config.search.meaning'],
])('%j is refused', async (config, field) => {
  await expect(openSensing(store, config as unknown as Config)).rejects.toMatchObject({
    code: 'invalid_input',
    field,
  })
})

test('embed fails with the embedder, and goes on where it stopped', async () => {
  let calls = 0
  const embedder = failing(({ kind }) =>
    kind === 'document' && ++calls > 1 && calls < 20 ? 'throws' : undefined,
  )
  await using memory = await openSensing(store, { embedder, embedding: 'manual' })
  const ada = memory.forUser('ada')
  await ada.save(Array.from({ length: 40 }, (_, i) => ({ ...ride, title: `note ${i}` })))
  await expect(memory.embed()).rejects.toMatchObject({
    code: 'busy',
    cause: { message: 'The model failed.' },
  })
  expect((await ada.stats()).embedded).toBe(16)
  calls = 20
  expect(await memory.embed()).toEqual({ users: 1, observations: 24 })
  const stop = AbortSignal.abort()
  await ada.save(ride)
  expect(await memory.embed({ signal: stop })).toEqual({ users: 0, observations: 0 })
})
