import { expect, test } from 'vitest'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../../src/testing/reference-store/store.ts'
import { toolNames } from '../../../src/memory/tools/offers.ts'
import { connectInMemory } from './connected.ts'

test('tools show nothing and say why while the user has paused recall', async () => {
  await using memory = new ILabMemory(createReferenceStore())
  const alice = memory.forUser('alice')
  const { id } = await alice.save({ type: 'profile', title: 'Tea', content: 'green tea' })
  await alice.pause({ recall: true })
  const client = await connectInMemory({ memory, tools: toolNames }, 'alice')
  const inputs = {
    mem_session_start: {},
    mem_search: { query: 'tea' },
    mem_get_observation: { observation_id: id },
    mem_timeline: { observation_id: id },
    mem_list: {},
    mem_export: {},
  }
  for (const [name, input] of Object.entries(inputs)) {
    const { structuredContent } = await client.callTool({ name, arguments: input })
    expect(structuredContent).toMatchObject({ empty_because: 'paused' })
    expect(JSON.stringify(structuredContent)).not.toContain('Tea')
  }
  await alice.resume()
  const found = await client.callTool({ name: 'mem_list', arguments: {} })
  expect(JSON.stringify(found.structuredContent)).toContain('Tea')
})

test('a tool that saves says that the user has paused saving', async () => {
  await using memory = new ILabMemory(createReferenceStore())
  await memory.forUser('alice').pause({ saving: true })
  const client = await connectInMemory({ memory }, 'alice')
  const draft = { type: 'profile', title: 'Tea', content: 'green tea' }
  const refused = await client.callTool({ name: 'mem_save', arguments: draft })
  expect(refused).toMatchObject({
    isError: true,
    content: [{ text: expect.stringMatching(/^paused: the user has paused saving/) }],
  })
})
