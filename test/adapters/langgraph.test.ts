import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { memoryStore } from '../../src/adapters/langgraph/index.ts'
import { adapterContract, graphStoreContract, skipReason } from '../../src/testing/index.ts'
import type { AdapterSubject, GraphStoreSubject } from '../../src/testing/index.ts'

const storeSubject: GraphStoreSubject = {
  open: async () => {
    const memory = await ILabMemory.fromPath(':memory:')
    return { store: memoryStore(memory), close: () => memory.close() }
  },
}

describe('the store of a graph', () => {
  test.for(graphStoreContract)('$name', async (contractCase) => {
    await contractCase.run(storeSubject)
  })
})

const adapterSubject: AdapterSubject = {
  cannot: { modelInput: 'a model writes no operations of a store' },
  open: async () => {
    const memory = await ILabMemory.fromPath(':memory:')
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
      close: () => memory.close(),
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
  const memory = await ILabMemory.fromPath(':memory:')
  const store = memoryStore(memory)
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
  await memory.close()
})
