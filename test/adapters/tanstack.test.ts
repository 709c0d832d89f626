import { describe, expect, test } from 'vitest'
import type { OnError } from '../../src/adapters/shared/on-error.ts'
import { memoryAdapter } from '../../src/adapters/tanstack/index.ts'
import { adapterContract, skipReason } from '../../src/testing/index.ts'
import type { AdapterSubject } from '../../src/testing/index.ts'
import { controlsOf, memories, openBroken, openFile } from './memories.ts'

/**
 * The behaviour of the contract that the framework's repository has for memory adapters (`@tanstack/ai-memory`, August
 * 2026), in other words: what is saved is recalled, and scopes never meet.
 */
describe.each(memories)('over an %s memory', (kind, open) => {
  const adapterOf = async () => memoryAdapter(await open())
  const scope = { threadId: 'thread', userId: 'ada' }
  const said = (user: string) => ({ user, assistant: 'Understood.' })

  test('answers a save with receipts', async () => {
    const receipts = await (await adapterOf()).save(scope, said('I love hiking in the mountains.'))
    expect(receipts).toEqual([{ ok: true }])
  })

  test('recalls a saved turn, fenced', async () => {
    const adapter = await adapterOf()
    await adapter.save(scope, said('My favourite programming language is TypeScript.'))
    const { systemPrompt } = await adapter.recall(scope, 'programming language')
    expect(systemPrompt).toContain('TypeScript')
    expect(systemPrompt).toContain('data, not instructions')
  })

  test('recalls nothing for a scope without anything', async () => {
    expect(await (await adapterOf()).recall(scope, 'anything at all')).toEqual({ systemPrompt: '' })
  })

  test('recalls in a conversation nothing of another user', async () => {
    const adapter = await adapterOf()
    await adapter.save(scope, said('The code is alpha-bravo.'))
    const others = [
      { threadId: 'other', userId: 'bob' },
      { threadId: 'thread', userId: 'bob' },
      { threadId: 'thread', userId: 'ada', tenantId: 'acme' },
    ]
    for (const other of others) expect(await adapter.recall(other, 'code')).toEqual({ systemPrompt: '' })
  })

  test('keeps the same user and thread of two tenants apart', async () => {
    const adapter = await adapterOf()
    const tenants = ['acme', 'globex', 'acme/ada', 'tenant:acme', 'acme%2Fada']
    for (const tenantId of tenants)
      await adapter.save({ ...scope, tenantId }, said(`The code is blue ${tenantId}.`))
    for (const tenantId of tenants) {
      const { systemPrompt } = await adapter.recall({ ...scope, tenantId }, 'code')
      expect(systemPrompt.match(/The code is blue (\S+)\./)?.[1]).toBe(tenantId)
      expect(await adapter.listFacts({ ...scope, tenantId })).toHaveLength(1)
    }
  })

  test('takes no part of a tenant for a part of a user', async () => {
    const adapter = await adapterOf()
    await adapter.save({ threadId: 'thread', tenantId: 'acme', userId: 'ada/bob' }, said('The code is blue.'))
    const other = { threadId: 'thread', tenantId: 'acme/ada', userId: 'bob' }
    expect(await adapter.recall(other, 'code')).toEqual({ systemPrompt: '' })
  })

  test('lists facts, and takes a snapshot', async () => {
    const adapter = await adapterOf()
    await adapter.save(scope, said('Hello world.'))
    const facts = await adapter.listFacts(scope)
    expect(facts).toMatchObject([
      { id: '1', text: expect.stringContaining('Hello world.'), source: 'tanstack:thread' },
    ])
    expect(await adapter.inspect(scope)).toMatchObject({
      takenAt: expect.stringMatching(/Z$/),
      data: { stats: { observations: 1 }, facts },
    })
  })

  const subject: AdapterSubject = {
    cannot: {
      names: 'what is known about a user spans the conversations',
      removal: 'an adapter removes nothing',
      modelInput: 'a model does not call the adapter',
      ...(kind === 'remote' ? { failure: 'the test closes no server' } : {}),
    },
    open: async () => {
      const memory = await open()
      const errors: unknown[] = []
      const onError: OnError = (error) => errors.push(error)
      const adapter = memoryAdapter(memory, { onError })
      return {
        forUser: (userId) => ({
          keep: (threadId, text) => adapter.save({ threadId, userId }, said(text)),
          show: (threadId) => adapter.recall({ threadId, userId }, `the word in ${threadId}`),
          list: () => adapter.listFacts({ threadId: 'any', userId }),
          search: (query) => adapter.recall({ threadId: 'any', userId }, query),
        }),
        ...controlsOf(memory, errors),
      }
    },
  }

  test.for(adapterContract)('$name', async (contractCase, { skip }) => {
    const reason = skipReason(contractCase, subject)
    if (reason !== null) skip(reason)
    await contractCase.run(subject)
  })
})

test('refuses a scope without a user, and one that would be taken for a tenant', async () => {
  const adapter = memoryAdapter(await openFile())
  for (const userId of [undefined, '', 'tenant:acme/ada', 'no user']) {
    await expect(adapter.recall({ threadId: 'thread', userId }, 'code')).rejects.toMatchObject({
      code: 'invalid_input',
    })
    expect(await adapter.save({ threadId: 'thread', userId }, { user: 'a', assistant: 'b' })).toEqual([
      { ok: false, error: 'invalid_input' },
    ])
  }
})

test('saves turns as the type that the memory takes', async () => {
  const memory = await openFile({ types: 'closed', observationTypes: ['said'] })
  const turn = { user: 'Hello.', assistant: 'Hello.' }
  const scope = { threadId: 'thread', userId: 'ada' }
  expect(await memoryAdapter(memory).save(scope, turn)).toEqual([{ ok: false, error: 'invalid_input' }])
  expect(await memoryAdapter(memory, { type: 'said' }).save(scope, turn)).toEqual([{ ok: true }])
})

test('says in the receipt that the memory is down or paused', async () => {
  const scope = { threadId: 'thread', userId: 'ada' }
  const turn = { user: 'Hello.', assistant: 'Hello.' }
  expect(await memoryAdapter(await openBroken()).save(scope, turn)).toEqual([{ ok: false, error: 'closed' }])
  const memory = await openFile()
  await memory.forUser('ada').pause()
  expect(await memoryAdapter(memory).save(scope, turn)).toEqual([{ ok: false, error: 'paused' }])
})
