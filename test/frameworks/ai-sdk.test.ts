import * as sdk7 from 'ai'
import * as mocks7 from 'ai/test'
import * as sdk6 from 'ai6'
import * as mocks6 from 'ai6/test'
import { describe, expect, test } from 'vitest'
import { aiTools, withMemory, type AiTools } from '../../src/adapters/ai-sdk/index.ts'
import type { MemoryError } from '../../src/core/errors/errors.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'
import { memories, openBroken, openFile, openRemote } from '../adapters/memories.ts'

const draft = { type: 'preference', title: 'Theme', content: 'Prefers the dark theme.', topicKey: 'ui/theme' }
const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
}

/** Part of an answer of a mock model. */
type Said =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'tool-call'
      readonly toolCallId: string
      readonly toolName: string
      readonly input: string
    }

const said = (text: string): Said => ({ type: 'text', text })
const called = (toolName: string, input: object, toolCallId = 'call-1'): Said => ({
  type: 'tool-call',
  toolCallId,
  toolName,
  input: JSON.stringify(input),
})

interface Message {
  readonly role: string
  readonly content: unknown
}

/** One run of a major version with a mock model that says these parts, one a step. */
interface Run {
  readonly text: string
  /** The prompt of each step. */
  readonly prompts: readonly (readonly Message[])[]
  /** The tools that the model was offered. */
  readonly offered: readonly unknown[]
}

interface Setting {
  readonly says: readonly Said[]
  readonly user: UserMemory
  readonly messages?: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[]
  readonly tools?: AiTools
  readonly system?: string
  readonly onError?: (error: MemoryError) => void
  /** Wraps no memory around the model. */
  readonly bare?: boolean
}

const asked = [{ role: 'user' as const, content: 'Which theme do I like?' }]

function resultOf(part: Said): object {
  const reason = part.type === 'text' ? 'stop' : 'tool-calls'
  return { content: [part], finishReason: { unified: reason, raw: reason }, usage, warnings: [] }
}

async function run7({ says, user, messages = asked, tools, system, onError, bare }: Setting): Promise<Run> {
  const model = new mocks7.MockLanguageModelV4({ doGenerate: says.map((part) => resultOf(part) as never) })
  const { text } = await sdk7.generateText({
    model: bare === true ? model : withMemory(model, user, { onError }),
    ...(tools === undefined ? {} : { tools }),
    ...(system === undefined ? {} : { system }),
    messages: [...messages],
    stopWhen: sdk7.isStepCount(5),
  })
  const calls = model.doGenerateCalls
  return { text, prompts: calls.map(({ prompt }) => prompt), offered: calls[0]?.tools ?? [] }
}

async function run6({ says, user, messages = asked, tools, system, onError, bare }: Setting): Promise<Run> {
  const model = new mocks6.MockLanguageModelV3({ doGenerate: says.map((part) => resultOf(part) as never) })
  const { text } = await sdk6.generateText({
    model: bare === true ? model : withMemory(model, user, { onError }),
    ...(tools === undefined ? {} : { tools }),
    ...(system === undefined ? {} : { system }),
    messages: [...messages],
    stopWhen: sdk6.stepCountIs(5),
  })
  const calls = model.doGenerateCalls
  return { text, prompts: calls.map(({ prompt }) => prompt), offered: calls[0]?.tools ?? [] }
}

/** A user's handle that counts its look-ups. */
function counted(user: UserMemory): { readonly user: UserMemory; readonly lookups: () => number } {
  let lookups = 0
  const context: UserMemory['context'] = (options) => {
    lookups++
    return user.context(options)
  }
  const handler: ProxyHandler<UserMemory> = {
    get: (target, name) => {
      if (name === 'context') return context
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value
    },
  }
  return { user: new Proxy(user, handler), lookups: () => lookups }
}

function textIn(message: Message | undefined): string {
  return JSON.stringify(message?.content)
}

describe.each([
  ['7', run7],
  ['6', run6],
])('AI SDK %s', (_major, run) => {
  test.each(memories)('a model saves and finds through tools: %s', async (_kind, open) => {
    const memory = await open()
    const user = memory.forUser('ada')
    const { type, title, content, topicKey } = draft
    const { text, prompts, offered } = await run({
      bare: true,
      user,
      tools: aiTools(user),
      says: [
        called('mem_save', { type, title, content, topic_key: topicKey }),
        called('mem_search', { query: 'theme' }, 'call-2'),
        said('Dark.'),
      ],
    })
    expect(text).toBe('Dark.')
    expect(offered).toHaveLength(10)
    expect(JSON.stringify(offered)).not.toMatch(/user_?id/i)
    expect(prompts).toHaveLength(3)
    expect(textIn(prompts[2]?.at(-1))).toContain('Prefers the dark theme.')
    expect((await user.get('ui/theme'))?.content).toBe(draft.content)
    expect(await memory.forUser('bob').search('theme')).toEqual([])
  })

  test('a call that names a user is an error that the model can read', async () => {
    const memory = await openFile()
    await memory.forUser('bob').save({ ...draft, content: 'secret of Bob' })
    const user = memory.forUser('ada')
    const { prompts } = await run({
      bare: true,
      user,
      tools: aiTools(user),
      says: [called('mem_search', { query: 'secret', user_id: 'bob' }), said('Sorry.')],
    })
    const result = textIn(prompts[1]?.at(-1))
    expect(result).toContain('error-text')
    expect(result).toContain('invalid_input')
    expect(result).not.toContain('secret of Bob')
  })

  test('the id of a call keys its save', async () => {
    const user = (await openFile()).forUser('ada')
    const { topicKey: _, ...fact } = draft
    const says = [called('mem_save', fact), called('mem_save', fact), said('Saved.')]
    await run({ bare: true, user, tools: aiTools(user), says })
    await user.update(1, { content: 'Prefers the light theme.' })
    await run({ bare: true, user, tools: aiTools(user), says })
    expect(await user.stats()).toMatchObject({ observations: 1 })
    expect((await user.get(1))?.content).toBe('Prefers the light theme.')
  })

  test('memory comes behind the last message of the user, fenced, with the role of a user', async () => {
    const memory = await openFile()
    const user = memory.forUser('ada')
    await user.save(draft)
    const messages = [
      { role: 'user' as const, content: 'Hello' },
      { role: 'assistant' as const, content: 'Hello!' },
      ...asked,
    ]
    const { prompts } = await run({ user, messages, says: [said('Dark.')], system: 'Be short.' })
    const [prompt = []] = prompts
    expect(prompt.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user', 'user'])
    expect(textIn(prompt.at(-1))).toMatch(/<memory [0-9a-f]{16}>.*Prefers the dark theme\./)
    const others = await run({
      user: memory.forUser('bob'),
      messages,
      says: [said('?')],
      system: 'Be short.',
    })
    expect(others.prompts[0]).toHaveLength(4)
  })

  test('memory changes nothing of a prompt up to the last message of the user', async () => {
    const user = (await openFile()).forUser('ada')
    await user.save(draft)
    const messages = [...asked, { role: 'assistant' as const, content: 'Dark.' }, ...asked]
    const setting = { user, messages, says: [said('Dark.')], system: 'Be short.' }
    const [bare = []] = (await run({ ...setting, bare: true })).prompts
    const [withIt = []] = (await run(setting)).prompts
    expect(JSON.stringify(withIt.slice(0, bare.length))).toBe(JSON.stringify(bare))
    // The next turn does not carry the memory of this one along.
    const next = [...messages, { role: 'assistant' as const, content: 'Dark.' }, ...asked]
    const [later = []] = (await run({ ...setting, messages: next })).prompts
    expect(JSON.stringify(later.slice(0, bare.length))).toBe(JSON.stringify(bare))
  })

  test('memory is read once a turn, and the steps of a tool loop see the same text', async () => {
    const { user, lookups } = counted((await openFile()).forUser('ada'))
    await user.save(draft)
    const fact = { type: 'profile', title: 'Name', content: 'Is called Ada; likes the theme dark.' }
    const { prompts } = await run({
      user,
      tools: aiTools(user),
      says: [
        called('mem_save', fact),
        called('mem_search', { query: 'theme' }, 'call-2'),
        called('mem_stats', {}, 'call-3'),
        said('Dark.'),
      ],
    })
    expect(lookups()).toBe(1)
    expect(prompts).toHaveLength(4)
    const [first = []] = prompts
    for (const prompt of prompts)
      expect(JSON.stringify(prompt.slice(0, first.length))).toBe(JSON.stringify(first))
  })

  test('a pause keeps memory out', async () => {
    const user = (await openFile()).forUser('ada')
    await user.save(draft)
    await user.pause({ recall: true })
    const { prompts } = await run({ user, says: [said('I do not know.')] })
    expect(prompts[0]).toHaveLength(1)
  })

  test('a failing memory leaves the answer as it is', async () => {
    const errors: MemoryError[] = []
    const user = (await openBroken()).forUser('ada')
    const says = [called('mem_search', { query: 'theme' }), said('I do not know.')]
    const onError = (error: MemoryError): never => {
      errors.push(error)
      throw new Error('a broken reporter')
    }
    const { text, prompts } = await run({ user, tools: aiTools(user, { onError }), onError, says })
    expect(text).toBe('I do not know.')
    expect(prompts[0]).toHaveLength(1)
    expect(errors.map(({ code }) => code)).toContain('closed')
  })

  test('a message of any length finds memory, also of a remote one', async () => {
    for (const open of [openFile, openRemote]) {
      const user = (await open()).forUser('ada')
      await user.save({ ...draft, pinned: true })
      const long = `${'word '.repeat(50_000)} theme?`
      const { prompts } = await run({ user, messages: [{ role: 'user', content: long }], says: [said('.')] })
      expect(textIn(prompts[0]?.at(-1))).toContain('Prefers the dark theme.')
    }
  })
})

test('a stream gets memory, too', async () => {
  const user = (await openFile()).forUser('ada')
  await user.save(draft)
  const chunks = [
    { type: 'text-start', id: '1' },
    { type: 'text-delta', id: '1', delta: 'Dark.' },
    { type: 'text-end', id: '1' },
    { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage },
  ] as const
  const model = new mocks7.MockLanguageModelV4({
    doStream: { stream: sdk7.simulateReadableStream({ chunks: [...chunks] }) },
  })
  const result = sdk7.streamText({ model: withMemory(model, user), prompt: 'Which theme?' })
  expect(await result.text).toBe('Dark.')
  expect(JSON.stringify(model.doStreamCalls[0]?.prompt)).toContain('Prefers the dark theme.')
})

test('one agent serves many users, each with tools of its own', async () => {
  const memory = await openFile()
  await memory.forUser('ada').save(draft)
  const model = new mocks7.MockLanguageModelV4({
    doGenerate: [
      resultOf(called('mem_search', { query: 'theme' })),
      resultOf(said('done')),
      resultOf(called('mem_search', { query: 'theme' })),
      resultOf(said('done')),
    ] as never[],
  })
  const agent = new sdk7.ToolLoopAgent<{ userId: string }, AiTools>({
    model,
    prepareCall: ({ options, ...rest }) => ({ ...rest, tools: aiTools(memory.forUser(options.userId)) }),
  })
  for (const userId of ['ada', 'bob']) await agent.generate({ prompt: 'Which theme?', options: { userId } })
  const [, ada, , bob] = model.doGenerateCalls
  expect(JSON.stringify(ada?.prompt)).toContain('Prefers the dark theme.')
  expect(JSON.stringify(bob?.prompt)).not.toContain('Prefers the dark theme.')
})

test('the name of a model is no model', async () => {
  const user = (await openFile()).forUser('ada')
  expect(() => withMemory('openai/gpt' as never, user)).toThrow('must be a model')
})
