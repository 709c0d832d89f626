import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressOf, placeOf, prefixOf, topicKeyOf } from '../../src/adapters/langgraph/address.ts'
import { memoryStore } from '../../src/adapters/langgraph/index.ts'
import { adapterContract, graphStoreContract, skipReason } from '../../src/testing/index.ts'
import type { AdapterSubject, GraphStoreSubject } from '../../src/testing/index.ts'
import { memories, openBroken, openFile } from './memories.ts'

describe.each(memories)('the store of a graph over an %s memory', (_, open) => {
  const subject: GraphStoreSubject = {
    open: async () => ({ store: memoryStore(await open()), close: async () => undefined }),
  }

  test.for(graphStoreContract)('$name', async (contractCase) => {
    await contractCase.run(subject)
  })
})

const adapterSubject: AdapterSubject = {
  cannot: { modelInput: 'a model writes no operations of a store' },
  open: async () => {
    const memory = await openFile()
    const errors: unknown[] = []
    const store = memoryStore(memory, { onError: (error) => errors.push(error) })
    return {
      forUser: (id) => ({
        keep: (name, text) => store.put([id, 'files'], name, { text }),
        show: (name) => store.get([id, 'files'], name),
        list: async () => [await store.search([id]), await store.listNamespaces({ prefix: [id] })],
        search: (query) => store.search([id], { query }),
        remove: (name) => store.delete([id, 'files'], name),
      }),
      pause: (id) => memory.forUser(id).pause(),
      resume: (id) => memory.forUser(id).resume(),
      breakMemory: () => memory.close(),
      reported: () => errors,
      close: async () => undefined,
    }
  },
}

describe('the adapter', () => {
  test.for(adapterContract)('$name', async (contractCase, { skip }) => {
    const reason = skipReason(contractCase, adapterSubject)
    if (reason !== null) skip(reason)
    await contractCase.run(adapterSubject)
  })
})

test('keeps no private text, in values, keys and labels', async () => {
  const store = memoryStore(await openFile())
  await store.put(['ada', 'notes'], 'one', { text: 'pin <private>4711</private>', '<private>k</private>': 1 })
  expect((await store.get(['ada', 'notes'], 'one'))?.value).toEqual({
    text: 'pin [REDACTED]',
    '[REDACTED]': 1,
  })
  const joined: [string[], string][] = [
    [['ada', 'notes'], '<private>4711'],
    [['ada', '<private>4711'], 'one'],
    [['ada', 'notes'], '4711</private>'],
  ]
  for (const [namespace, key] of joined)
    await expect(store.put(namespace, key, { at: 1 })).rejects.toMatchObject({ code: 'invalid_input' })
  // Neither name is a tag, and with a slash between them they would be one.
  await store.put(['ada', 'a<'], 'private>b', { at: 1 })
  await store.put(['ada', 'c<'], 'private>b', { at: 2 })
  expect((await store.get(['ada', 'a<'], 'private>b'))?.value).toEqual({ at: 1 })
})

describe('the topic key of a record', () => {
  const label = fc.string({ minLength: 1 }).filter((text) => !/[.:\0<]/.test(text) && text.isWellFormed())
  const key = fc.string().filter((text) => !text.includes('\0') && text.isWellFormed())
  const address = fc.record({ labels: fc.array(label, { maxLength: 4 }), key })

  test('reads back as the labels and the key that it was made of', () => {
    fc.assert(
      fc.property(address, (one) => {
        const made = topicKeyOf(placeOf(['ada', ...one.labels]), one.key)
        expect(addressOf(made)).toEqual(one)
        expect(made.startsWith(prefixOf(one.labels.slice(0, -1)))).toBe(true)
      }),
    )
  })

  test('holds no sign that could begin a private tag', () => {
    const hostile = fc.constantFrom('a<', 'private>', '</', '<private', 'private', '/', '%3C')
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), hostile, (labels, last) => {
        try {
          expect(topicKeyOf(placeOf(['ada', ...labels]), last)).not.toContain('<')
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_input' })
        }
      }),
    )
  })
})

test('fails no call of one user for the quota of another in the same batch', async () => {
  const store = memoryStore(await openFile({ quota: { observations: 1 } }))
  await store.put(['ada', 'notes'], 'one', { at: 1 })
  const results = await store.batch<Promise<unknown>[]>([
    { namespace: ['ada', 'notes'], key: 'two', value: { at: 2 } },
    { namespace: ['bob', 'notes'], key: 'one', value: { at: 1 } },
    { namespace: ['bob', 'notes'], key: 'none' },
  ])
  await expect(results[0]).rejects.toMatchObject({ code: 'quota_exceeded' })
  expect(results.slice(1)).toEqual([undefined, null])
  expect((await store.get(['bob', 'notes'], 'one'))?.value).toEqual({ at: 1 })
})

test('writes more records in one batch than one transaction takes', async () => {
  const store = memoryStore(await openFile())
  const keys = Array.from({ length: 250 }, (_, at) => `key-${String(at).padStart(3, '0')}`)
  await store.batch(keys.map((key) => ({ namespace: ['ada', 'notes'], key, value: { key } })))
  const found = await store.search(['ada'], { limit: 1_000 })
  expect(found.map(({ key }) => key)).toEqual(keys)
  const even = await store.search(['ada'], { filter: { key: { $gte: 'key-100' } }, limit: 5, offset: 100 })
  expect(even.map(({ key }) => key)).toEqual(['key-200', 'key-201', 'key-202', 'key-203', 'key-204'])
})

test('rejects where the memory is down and no function is there to be told', async () => {
  const store = memoryStore(await openBroken())
  for (const call of [
    () => store.get(['ada'], 'one'),
    () => store.search(['ada']),
    () => store.put(['ada'], 'one', { at: 1 }),
    () => store.listNamespaces({ prefix: ['ada'] }),
  ])
    await expect(call()).rejects.toMatchObject({ code: 'closed' })
})

test('goes on reading single records while recall is paused, so that no change replaces them', async () => {
  const memory = await openFile()
  const store = memoryStore(memory)
  await store.put(['ada', 'notes'], 'one', { at: 1 })
  await memory.forUser('ada').pause()
  expect((await store.get(['ada', 'notes'], 'one'))?.value).toEqual({ at: 1 })
  expect(await store.search(['ada'])).toEqual([])
  expect(await store.search(['ada'], { query: 'one' })).toEqual([])
  await store.put(['ada', 'notes'], 'one', { at: 2 })
  await memory.forUser('ada').resume()
  expect((await store.get(['ada', 'notes'], 'one'))?.value).toEqual({ at: 1 })
})

test('keeps records out of contexts, sessions and searches for facts', async () => {
  const memory = await openFile()
  const ada = memory.forUser('ada')
  await memoryStore(memory).put(['ada', 'notes'], 'one', { text: 'a walrus' })
  expect((await ada.context({ query: 'walrus' })).text).toBe('')
  expect((await ada.listSessions()).sessions).toEqual([])
  expect((await ada.stats()).observations).toBe(1)
})

test('refuses a memory that takes no items', async () => {
  const memory = await openFile({ types: 'closed', observationTypes: ['fact'] })
  expect(() => memoryStore(memory)).toThrow("must hold 'item'")
  const other = await openFile({ types: 'closed', observationTypes: ['fact', 'item'] })
  await memoryStore(other).put(['ada'], 'one', { at: 1 })
})

test('lets records expire as the configuration says', async () => {
  const clock = { now: Date.UTC(2026, 0, 5) }
  const memory = await openFile({ retention: { item: 30 }, clock: () => clock.now })
  const store = memoryStore(memory)
  await store.put(['ada'], 'one', { at: 1 })
  clock.now += 31 * 24 * 60 * 60_000
  expect(await store.get(['ada'], 'one')).toBeNull()
  expect(await store.search(['ada'])).toEqual([])
})

test('refuses an operator that it does not know, and a value that JSON cannot hold', async () => {
  const store = memoryStore(await openFile())
  await expect(store.search(['ada'], { filter: { at: { $regex: 'a' } } })).rejects.toMatchObject({
    field: 'filter',
  })
  const round: Record<string, unknown> = {}
  round['self'] = round
  await expect(store.put(['ada'], 'one', round)).rejects.toMatchObject({
    code: 'invalid_input',
    field: 'value',
  })
})
