import { Agent, run, setTracingDisabled, type AgentInputItem, type Session, type Tool } from '@openai/agents'
import { assistantMessage, functionCall, ScriptedModel } from '@openai/agents/testing'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { agentTools, memorySession } from '../../src/adapters/openai-agents/index.ts'
import { ILabMemory, type UserMemory } from '../../src/index.ts'

let memory: ILabMemory
let ada: UserMemory
let bob: UserMemory

beforeAll(() => setTracingDisabled(true))

beforeEach(async () => {
  memory = await ILabMemory.fromPath(':memory:')
  ada = memory.forUser('ada')
  bob = memory.forUser('bob')
})

afterEach(() => memory.close())

const said = (text: string): AgentInputItem => ({ role: 'user', content: text })

describe('a session', () => {
  const sessionOf = (user: UserMemory, name = 'chat'): Session => memorySession(user, name)

  test('gives items back in order, all or the last ones, and its name', async () => {
    const session = sessionOf(ada)
    await session.addItems([said('one'), said('two')])
    await session.addItems([said('three')])
    await session.addItems([])
    expect(await session.getSessionId()).toBe('chat')
    expect(await session.getItems()).toEqual([said('one'), said('two'), said('three')])
    expect(await session.getItems(2)).toEqual([said('two'), said('three')])
    expect(await session.getItems(9)).toHaveLength(3)
    expect(await session.getItems(0)).toEqual([])
    expect(await session.getItems(-1)).toEqual([])
  })

  test('pops the last item, and is empty after a clear', async () => {
    const session = sessionOf(ada)
    await session.addItems([said('one'), said('two')])
    expect(await session.popItem()).toEqual(said('two'))
    expect(await session.popItem()).toEqual(said('one'))
    expect(await session.popItem()).toBeUndefined()
    await session.addItems([said('three')])
    await session.clearSession()
    expect(await session.getItems()).toEqual([])
    await session.addItems([said('four')])
    expect(await session.getItems()).toEqual([said('four')])
  })

  test('keeps what it was given, and gives what the caller may change', async () => {
    const session = sessionOf(ada)
    const item = { role: 'user' as const, content: 'before', providerData: { list: [1], none: undefined } }
    await session.addItems([item])
    item.content = 'after'
    const [first] = await session.getItems()
    expect(first).toEqual({ role: 'user', content: 'before', providerData: { list: [1] } })
    Object.assign(first ?? {}, { content: 'changed' })
    expect(await session.getItems()).toMatchObject([{ content: 'before' }])
  })

  test('keeps long histories, in order', async () => {
    const session = sessionOf(ada)
    const items = Array.from({ length: 2_050 }, (_, at) => said(`item ${at}`))
    await session.addItems(items)
    expect(await session.getItems()).toEqual(items)
    expect(await session.getItems(1_500)).toEqual(items.slice(-1_500))
  })

  test('refuses bytes, which JSON would change', async () => {
    const session = sessionOf(ada)
    const item = { role: 'user' as const, content: 'picture', providerData: { bytes: new Uint8Array(2) } }
    await expect(session.addItems([item])).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('of the same name of another user is another session', async () => {
    await sessionOf(ada).addItems([said('a secret of Ada')])
    expect(await sessionOf(bob).getItems()).toEqual([])
    expect(await sessionOf(bob).popItem()).toBeUndefined()
    await sessionOf(bob).clearSession()
    expect(await sessionOf(ada).getItems()).toEqual([said('a secret of Ada')])
  })

  test('keeps no private text', async () => {
    await sessionOf(ada).addItems([said('the pin is <private>4711</private>')])
    expect(await sessionOf(ada).getItems()).toEqual([said('the pin is [REDACTED]')])
  })
})

describe('a run', () => {
  const agentOf = (model: ScriptedModel): Agent<{ memory: UserMemory }> =>
    new Agent<{ memory: UserMemory }>({ name: 'helper', model, tools: agentTools() })

  const answers = (text: string) => [assistantMessage(text)]

  test('saves by a tool and finds it in a later run, for its own user alone', async () => {
    const model = new ScriptedModel([
      [
        functionCall(
          'mem_save',
          { type: 'preference', title: 'Tea', content: 'Drinks green tea.' },
          { callId: 'call-1' },
        ),
      ],
      answers('Noted.'),
      [functionCall('mem_search', { query: 'tea' }, { callId: 'call-2' })],
      answers('Green tea.'),
      [functionCall('mem_search', { query: 'tea' }, { callId: 'call-3' })],
      answers('I do not know.'),
    ])
    const agent = agentOf(model)
    await run(agent, 'I drink green tea.', { context: { memory: ada } })
    const second = await run(agent, 'What do I drink?', { context: { memory: ada } })
    expect(second.finalOutput).toBe('Green tea.')
    expect(JSON.stringify(second.history)).toContain('Drinks green tea.')
    const others = await run(agent, 'What do I drink?', { context: { memory: bob } })
    expect(JSON.stringify(others.history)).not.toContain('Drinks green tea.')
    expect((await ada.stats()).observations).toBe(1)
    expect((await bob.stats()).observations).toBe(0)
  })

  test('goes on with the history of its session, of its own user alone', async () => {
    const model = new ScriptedModel([
      answers('Hello Ada.'),
      answers('You said hello.'),
      answers('Hello Bob.'),
    ])
    const agent = agentOf(model)
    const sessions = [memorySession(ada, 'chat'), memorySession(bob, 'chat')] as const
    await run(agent, 'Hello', { context: { memory: ada }, session: sessions[0] })
    await run(agent, 'What did I say?', { context: { memory: ada }, session: sessions[0] })
    expect(JSON.stringify(model.calls[1]?.request.input)).toContain('Hello Ada.')
    await run(agent, 'Who am I?', { context: { memory: bob }, session: sessions[1] })
    expect(JSON.stringify(model.calls[2]?.request.input)).not.toContain('Ada')
    expect(await memorySession(ada, 'chat').getItems()).toHaveLength(4)
  })

  test('answers a model that names a user with invalid_input', async () => {
    const input = { type: 'profile', title: 'Name', content: 'Eve', user_id: 'bob' }
    const model = new ScriptedModel([
      [functionCall('mem_save', input, { callId: 'call-1' })],
      answers('It did not work.'),
    ])
    const result = await run(agentOf(model), 'Save it for Bob.', { context: { memory: ada } })
    expect(JSON.stringify(result.history)).toContain('invalid_input')
    expect([(await ada.stats()).observations, (await bob.stats()).observations]).toEqual([0, 0])
  })

  test('has no memory without a handle in its context', async () => {
    const model = new ScriptedModel([[functionCall('mem_search', { query: 'tea' }, { callId: 'call-1' })]])
    const agent = new Agent({ name: 'helper', model, tools: agentTools() as Tool[] })
    await expect(run(agent, 'What do I drink?')).rejects.toThrow('context.memory')
  })

  test('goes on while the memory is down, and reports it', async () => {
    const errors: unknown[] = []
    const onError = (error: unknown): number => errors.push(error)
    const model = new ScriptedModel([
      [functionCall('mem_search', { query: 'tea' }, { callId: 'call-1' })],
      answers('I cannot look it up now.'),
    ])
    const agent = new Agent<{ memory: UserMemory }>({ name: 'helper', model, tools: agentTools({ onError }) })
    const session = memorySession(ada, 'chat', { onError })
    await memory.close()
    const { finalOutput } = await run(agent, 'What do I drink?', { context: { memory: ada }, session })
    expect(finalOutput).toBe('I cannot look it up now.')
    expect(errors.length).toBeGreaterThan(1)
  })

  test('goes on while the user has paused the memory, and keeps nothing of it', async () => {
    await ada.pause()
    const session = memorySession(ada, 'chat')
    const { finalOutput } = await run(agentOf(new ScriptedModel([answers('Hello.')])), 'Hello', {
      context: { memory: ada },
      session,
    })
    expect(finalOutput).toBe('Hello.')
    await ada.resume()
    expect(await session.getItems()).toEqual([])
  })
})
