import { expect, test } from 'vitest'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../../src/testing/reference-store/store.ts'
import { toolNames } from '../../../src/memory/tools/offers.ts'
import { connectInMemory } from './connected.ts'

const reads = {
  mem_session_start: {},
  mem_search: { query: 'tea' },
  mem_get_observation: { observation_id: 1 },
  mem_timeline: { observation_id: 1 },
  mem_list: {},
}

test('the journal names what a tool gave, and nothing while recall is paused', async () => {
  await using memory = new ILabMemory(createReferenceStore(), { journal: true })
  const alice = memory.forUser('alice')
  await alice.save({ type: 'profile', title: 'Tea', content: 'green tea' })
  const client = await connectInMemory({ memory, tools: toolNames }, 'alice')
  await alice.pause({ recall: true })
  for (const [name, input] of Object.entries({ ...reads, mem_history: { observation_id: 1 } }))
    await client.callTool({ name, arguments: input })
  expect((await alice.journal()).entries).toEqual([])
  await alice.resume()
  for (const [name, input] of Object.entries(reads)) await client.callTool({ name, arguments: input })
  const { entries } = await alice.journal()
  expect(entries.map(({ operation }) => operation)).toEqual([
    'list',
    'timeline',
    'get',
    'search',
    'session_start',
  ])
  for (const entry of entries) expect(entry).toMatchObject({ ids: [1], purpose: 'mcp', contextId: null })
})

test('a model names no purpose', async () => {
  await using memory = new ILabMemory(createReferenceStore(), { journal: true })
  const client = await connectInMemory({ memory }, 'alice')
  const { tools } = await client.listTools()
  expect(JSON.stringify(tools)).not.toContain('purpose')
  const refused = await client.callTool({ name: 'mem_list', arguments: { purpose: 'mine' } })
  expect(refused).toMatchObject({ isError: true })
})

test('a page of versions goes on before any number', async () => {
  await using memory = new ILabMemory(createReferenceStore(), { history: { revisions: 1_000 } })
  const alice = memory.forUser('alice')
  for (let number = 1; number <= 130; number++)
    await alice.save({ type: 'profile', title: 'Tea', content: `tea ${number}`, topicKey: 'tea' })
  const client = await connectInMemory({ memory, tools: toolNames }, 'alice')
  const input = { topic_key: 'tea', limit: 500, before: 121 }
  const { structuredContent } = await client.callTool({ name: 'mem_history', arguments: input })
  const page = structuredContent as { versions: { revision: number }[]; next_before: number }
  expect(page.versions.map(({ revision }) => revision)).toEqual(
    Array.from({ length: 50 }, (_, index) => 120 - index),
  )
  expect(page.next_before).toBe(71)
})
