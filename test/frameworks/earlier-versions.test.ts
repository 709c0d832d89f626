import { AsyncBatchedStore, type BaseStore } from 'langgraph-checkpoint-0'
import { defineMemoryProvider } from 'eve-79/memory'
import { Agent, MemorySession, type Session } from 'openai-agents-19'
import type { Scope } from 'tanstack-ai-55'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ilabMemory } from '../../src/adapters/eve/index.ts'
import { memoryStore } from '../../src/adapters/langgraph/index.ts'
import { agentTools, memorySession } from '../../src/adapters/openai-agents/index.ts'
import { memoryAdapter } from '../../src/adapters/tanstack/index.ts'
import { ILabMemory } from '../../src/index.ts'

let memory: ILabMemory

beforeEach(async () => {
  memory = await ILabMemory.fromPath(':memory:')
})

afterEach(() => memory.close())

test('LangGraph before 1.0 takes the store, and joins calls of two users into one batch', async () => {
  const store: BaseStore = memoryStore(memory)
  const batched = new AsyncBatchedStore(store)
  batched.start()
  await Promise.all(['ada', 'bob'].map((user) => batched.put([user, 'notes'], 'one', { user })))
  const [ada, bob, refused] = await Promise.allSettled([
    batched.get(['ada', 'notes'], 'one'),
    batched.search(['bob'], { filter: { user: 'bob' } }),
    batched.search([]),
  ])
  expect(ada).toMatchObject({ status: 'fulfilled', value: { value: { user: 'ada' } } })
  expect(bob).toMatchObject({ status: 'fulfilled', value: [{ value: { user: 'bob' } }] })
  expect(refused.status).toBe('rejected')
  await batched.stop()
})

test('the OpenAI Agents SDK before 0.20 takes tools and sessions', async () => {
  const session: Session = memorySession(memory.forUser('ada'), 'chat')
  const own = new MemorySession()
  const items = [
    { role: 'user' as const, content: 'one' },
    { role: 'user' as const, content: 'two' },
  ]
  for (const one of [session, own]) await one.addItems(items)
  expect(await session.getItems()).toEqual(await own.getItems())
  expect(await session.getItems(1)).toEqual(await own.getItems(1))
  expect(await session.popItem()).toEqual(await own.popItem())
  expect(new Agent<unknown>({ name: 'helper', tools: agentTools() }).tools).toHaveLength(10)
})

test('Eve before 0.80 and TanStack AI before 0.58 take their adapters', async () => {
  expect(defineMemoryProvider(ilabMemory(memory)).recall).toBeDefined()
  const scope: Scope = { threadId: 'thread', userId: 'ada' }
  expect(await memoryAdapter(memory).recall(scope, 'tea')).toEqual({ systemPrompt: '' })
})
