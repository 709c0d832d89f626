import { chat, type Scope } from '@tanstack/ai'
import { expect, test } from 'vitest'
import { memoryAdapter } from '../../src/adapters/tanstack/index.ts'
import { ILabMemory } from '../../src/index.ts'

test('takes the scope of the framework', async () => {
  const memory = await ILabMemory.fromPath(':memory:')
  const scope: Scope = { threadId: 'thread', userId: 'ada', tenantId: 'acme', namespace: 'any' }
  const adapter = memoryAdapter(memory)
  await adapter.save(scope, { user: 'I drink green tea.', assistant: 'Noted.' })
  expect((await adapter.recall(scope, 'which tea?')).systemPrompt).toContain('green tea')
  expect(chat).toBeTypeOf('function')
  await memory.close()
})
