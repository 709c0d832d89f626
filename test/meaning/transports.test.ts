import { expect, test } from 'vitest'
import { connect } from '../../src/client/index.ts'
import { toolNames } from '../../src/memory/tools/offers.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../src/testing/reference-store/store.ts'
import { startServer } from '../server/http/fixture.ts'
import { connectInMemory } from '../server/mcp/connected.ts'
import { testModel } from './model.ts'

const now = Date.UTC(2026, 0, 5)
const headers = { 'x-user-id': 'ada' }
const drafts = [
  { type: 'profile', title: 'Ride', content: 'drives an automobile to work' },
  ...Array.from({ length: 12 }, (_, number) => ({
    type: 'pattern',
    title: `Note ${number}`,
    content: `about subject${number} and matter${number}`,
  })),
]

test('a server and its client find by sense, and say what part it took', async () => {
  const { server, memory, send } = await startServer({ config: { embedder: testModel(), clock: () => now } })
  const local = memory.forUser('ada')
  await local.save(drafts)
  const remote = connect(server.url).forUser('ada')
  await memory.settled()
  const options = { explain: true } as const
  const found = await remote.search('car', options)
  expect(found).toEqual(await local.search('car', options))
  expect(found).toMatchObject({ meaning: 'used', emptyBecause: null })
  expect(found.results[0]).toMatchObject({ title: 'Ride', highlights: [], parts: { words: 0 } })
  expect(await remote.stats()).toEqual(await local.stats())
  expect(await remote.stats()).toMatchObject({ observations: 13, embedded: 13 })
  expect((await remote.context({ query: 'car', minShare: 0.5 })).text).toContain('automobile')
  const raw = await send('POST', '/v1/search', { headers, json: { query: 'car', explain: true } })
  expect(raw.json()).toMatchObject({ meaning: 'used' })
})

test('a server without a model answers as it did before there was any', async () => {
  const { server, memory, send } = await startServer()
  await memory.forUser('ada').save(drafts)
  const found = await connect(server.url).forUser('ada').search('automobile', { explain: true })
  expect(Object.keys(found)).toEqual(['results', 'emptyBecause'])
  const raw = await send('POST', '/v1/search', { headers, json: { query: 'automobile', explain: true } })
  expect(raw.text).not.toMatch(/meaning|similarity|"words"/)
})

test('the tools of a model find by sense', async () => {
  const memory = new ILabMemory(createReferenceStore(), { embedder: testModel() })
  const client = await connectInMemory({ memory, tools: toolNames }, 'ada')
  await memory.forUser('ada').save(drafts)
  await memory.settled()
  const { structuredContent } = await client.callTool({ name: 'mem_search', arguments: { query: 'car' } })
  expect(structuredContent).toMatchObject({ results: [{ title: 'Ride' }] })
  await client.close()
  await memory.close()
})
