import { Agent } from '@mastra/core/agent'
import { MockMemory } from '@mastra/core/memory'
import { MASTRA_RESOURCE_ID_KEY, RequestContext } from '@mastra/core/request-context'
import { createTool } from '@mastra/core/tools'
import { MockLanguageModelV3 } from 'ai6/test'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { memoryProcessor } from '../../src/adapters/mastra/index.ts'
import { ILabMemory } from '../../src/index.ts'

let memory: ILabMemory

beforeEach(async () => {
  memory = await ILabMemory.fromPath(':memory:')
  await memory.forUser('ada').save({ type: 'preference', title: 'Tea', content: 'Drinks green tea.' })
  await memory.forUser('bob').save({ type: 'preference', title: 'Tea', content: 'Drinks mint tea.' })
})

afterEach(() => memory.close())

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
}

type Answer = Awaited<ReturnType<MockLanguageModelV3['doGenerate']>>

const text = (said: string): Answer => ({
  content: [{ type: 'text', text: said }],
  finishReason: { unified: 'stop', raw: 'stop' },
  usage,
  warnings: [],
})

const call: Answer = {
  content: [{ type: 'tool-call', toolCallId: 'call-1', toolName: 'clock', input: '{}' }],
  finishReason: { unified: 'tool-calls', raw: 'tool-calls' },
  usage,
  warnings: [],
}

const clock = createTool({
  id: 'clock',
  description: 'Tells the time.',
  inputSchema: z.object({}),
  execute: async () => ({ time: 'noon' }),
})

function agentOf(model: MockLanguageModelV3, threads: MockMemory, onError?: (error: unknown) => void): Agent {
  return new Agent({
    id: 'helper',
    name: 'helper',
    instructions: 'You are a helper.',
    model,
    memory: threads,
    tools: { clock },
    inputProcessors: [memoryProcessor(memory, { onError })],
  })
}

const as = (user: string) => ({
  requestContext: new RequestContext<unknown>([[MASTRA_RESOURCE_ID_KEY, user]]),
  memory: { thread: `chat of ${user}`, resource: user },
})

test('sends what is known, once a request, and stores nothing of it in the thread', async () => {
  const model = new MockLanguageModelV3({ doGenerate: [call, text('Green tea.')] })
  const threads = new MockMemory()
  await agentOf(model, threads).generate('Which tea do I drink?', as('ada'))
  expect(model.doGenerateCalls).toHaveLength(2)
  const [first, second] = model.doGenerateCalls.map(({ prompt }) => prompt)
  expect(JSON.stringify(first)).toContain('Drinks green tea.')
  expect(JSON.stringify(first)).not.toContain('mint')
  expect(first?.at(-1)?.role).toBe('user')
  // The second call only adds to the first one: what a provider has cached stays valid.
  expect(second?.slice(0, first?.length)).toEqual(first)
  const { messages } = await threads.recall({ threadId: 'chat of ada', resourceId: 'ada' })
  expect(messages.length).toBeGreaterThan(1)
  expect(JSON.stringify(messages)).not.toContain('Drinks green tea.')
})

test('shows each of two users their own memory', async () => {
  const model = new MockLanguageModelV3({ doGenerate: [text('Green.'), text('Mint.')] })
  const agent = agentOf(model, new MockMemory())
  await agent.generate('Which tea do I drink?', as('ada'))
  await agent.generate('Which tea do I drink?', as('bob'))
  const [adas, bobs] = model.doGenerateCalls.map(({ prompt }) => JSON.stringify(prompt))
  expect([adas?.includes('green tea'), adas?.includes('mint tea')]).toEqual([true, false])
  expect([bobs?.includes('green tea'), bobs?.includes('mint tea')]).toEqual([false, true])
})

test('answers without memory while the user has paused, and while the memory is down', async () => {
  const errors: unknown[] = []
  const model = new MockLanguageModelV3({ doGenerate: [text('I do not know.'), text('I do not know.')] })
  const agent = agentOf(model, new MockMemory(), (error) => errors.push(error))
  await memory.forUser('ada').pause()
  await agent.generate('Which tea do I drink?', as('ada'))
  await memory.close()
  const { text: said } = await agent.generate('Which tea do I drink?', as('bob'))
  expect(said).toBe('I do not know.')
  expect(JSON.stringify(model.doGenerateCalls)).not.toMatch(/Drinks/)
  expect(errors).toMatchObject([{ code: 'closed' }])
})
