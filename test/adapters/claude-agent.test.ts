import { describe, expect, test } from 'vitest'
import { memoryHooks, sessionStore, type HookOutput } from '../../src/adapters/claude-agent/index.ts'
import type { MemoryError } from '../../src/core/errors/errors.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'
import { memories, openBroken, openFile } from './memories.ts'
import { sessionStoreContract } from './session-store-contract.ts'

const draft = { type: 'preference', title: 'Theme', content: 'Prefers the dark theme.', topicKey: 'ui/theme' }
const key = { projectKey: '/work/app', sessionId: 'c0ffee' }

type Event = Readonly<Record<string, unknown>> & { readonly hook_event_name: string }

/** Calls the hooks of an event, as the SDK does. */
async function fire(user: UserMemory, event: Event, options = {}): Promise<HookOutput> {
  const hooks = memoryHooks(user, options)
  const matchers = hooks[event.hook_event_name as keyof typeof hooks]
  const input = { session_id: 'c0ffee', transcript_path: '/tmp/t.jsonl', cwd: '/work/app', ...event }
  const [output = {}] = await Promise.all(
    matchers.flatMap((matcher) => matcher.hooks.map((hook) => hook(input))),
  )
  return output
}

const started = { hook_event_name: 'SessionStart', source: 'startup' }
const prompted = { hook_event_name: 'UserPromptSubmit', prompt: 'Which theme?' }
const stopped = {
  hook_event_name: 'Stop',
  stop_hook_active: false,
  last_assistant_message: 'The theme is dark.\nMore.',
}
const compacted = {
  hook_event_name: 'PostCompact',
  trigger: 'auto',
  compact_summary: 'They chose a dark theme.',
}
const ended = { hook_event_name: 'SessionEnd', reason: 'other' }

describe.each(memories)('hooks over %s memory', (_kind, open) => {
  test('add memory at the start and to a prompt, for their user alone', async () => {
    const memory = await open()
    await memory.forUser('ada').save(draft)
    for (const event of [started, prompted]) {
      const { hookSpecificOutput } = await fire(memory.forUser('ada'), event)
      expect(hookSpecificOutput?.hookEventName).toBe(event.hook_event_name)
      expect(hookSpecificOutput?.additionalContext).toMatch(/<memory .*Prefers the dark theme\./s)
      expect(await fire(memory.forUser('bob'), event)).toEqual({})
    }
  })

  test('keep the last answer, one a conversation, and end its session', async () => {
    const user = (await open()).forUser('ada')
    await fire(user, { ...stopped, last_assistant_message: 'First.' })
    await fire(user, stopped)
    await fire(user, { ...stopped, session_id: 'other', last_assistant_message: 'Other.' })
    expect(await user.get('host/c0ffee')).toMatchObject({ content: 'The theme is dark.\nMore.', revision: 2 })
    expect((await user.listSessions()).sessions.map(({ key: name }) => `${name}`).toSorted()).toEqual([
      'c0ffee',
      'other',
    ])
    expect(await fire(user, ended)).toEqual({})
    const { sessions } = await user.listSessions()
    expect(sessions.filter(({ status }) => status === 'completed')).toMatchObject([
      { key: 'c0ffee', summary: 'The theme is dark.' },
    ])
    expect(await fire(user, ended)).toEqual({})
  })

  test('keep the summary of a compaction once', async () => {
    const user = (await open()).forUser('ada')
    for (const _ of [1, 2]) await fire(user, compacted)
    expect(await user.list({ types: ['summary'] })).toMatchObject({
      observations: [{ content: 'They chose a dark theme.' }],
    })
    const next = await fire(user, { ...started, source: 'compact' })
    expect(next.hookSpecificOutput?.additionalContext.length ?? 0).toBeLessThanOrEqual(2_000)
  })

  test('save nothing where the application says so, and while saving is paused', async () => {
    const user = (await open()).forUser('ada')
    for (const event of [stopped, compacted, ended]) await fire(user, event, { save: false })
    await user.pause({ saving: true })
    for (const event of [stopped, compacted, ended]) expect(await fire(user, event)).toEqual({})
    expect(await user.stats()).toMatchObject({ observations: 0, sessions: 0 })
  })

  test('add nothing while recall is paused', async () => {
    const user = (await open()).forUser('ada')
    await user.save(draft)
    await user.pause({ recall: true })
    for (const event of [started, prompted]) expect(await fire(user, event)).toEqual({})
  })
})

describe('hooks', () => {
  test('ignore subagents, a conversation that goes on, and what they do not know', async () => {
    const user = (await openFile()).forUser('ada')
    await user.save(draft)
    for (const event of [started, prompted, stopped, ended])
      expect(await fire(user, { ...event, agent_id: 'a1', agent_type: 'x' })).toEqual({})
    for (const source of ['resume', 'fork']) expect(await fire(user, { ...started, source })).toEqual({})
    const hook = memoryHooks(user).Stop[0]?.hooks[0]
    for (const input of [
      null,
      'x',
      7,
      {},
      { hook_event_name: 'constructor', session_id: 'x' },
      { session_id: 'x' },
    ])
      expect(await hook?.(input as never)).toEqual({})
    expect(await user.stats()).toMatchObject({ observations: 1 })
  })

  test('keep a budget in whole items', async () => {
    const user = (await openFile()).forUser('ada')
    for (let i = 0; i < 100; i++)
      await user.save({ ...draft, topicKey: `t/${i}`, content: `${i} ${'word '.repeat(60)}end.` })
    for (const maxTokens of [200, 100_000]) {
      const { hookSpecificOutput } = await fire(user, started, { maxTokens })
      const text = hookSpecificOutput?.additionalContext ?? ''
      expect(text.length).toBeLessThanOrEqual(Math.min(9_000, maxTokens * 4))
      const items = text.split('\n').filter((line) => line.startsWith('- ['))
      expect(items.length).toBeGreaterThan(0)
      expect(items.every((line) => line.endsWith('end.'))).toBe(true)
    }
  })

  test('never throw where the memory fails, and report it', async () => {
    const errors: MemoryError[] = []
    const user = (await openBroken()).forUser('ada')
    const onError = (error: MemoryError): never => {
      errors.push(error)
      throw new Error('a broken reporter')
    }
    for (const event of [started, prompted, stopped, compacted, ended])
      expect(await fire(user, event, { onError })).toEqual({})
    expect(errors.map(({ code }) => code)).toEqual(Array(5).fill('closed'))
  })
})

describe.each(memories)('session store over %s memory', (_kind, open) => {
  test.each(Object.entries(sessionStoreContract))('%s', async (_name, check) => {
    await check(sessionStore((await open()).forUser('ada')))
  })

  test('keeps users apart, with the same projects and sessions', async () => {
    const memory = await open()
    const [ada, bob] = [sessionStore(memory.forUser('ada')), sessionStore(memory.forUser('bob'))]
    await ada.append(key, [{ type: 'user', text: 'of Ada' }])
    expect(await bob.load(key)).toBeNull()
    expect(await bob.listSessions(key.projectKey)).toEqual([])
    await bob.append(key, [{ type: 'user', text: 'of Bob' }])
    await bob.delete(key)
    expect(await ada.load(key)).toEqual([{ type: 'user', text: 'of Ada' }])
  })

  test('keeps a line once by its id, also from another process, and lines without one each time', async () => {
    const user = (await open()).forUser('ada')
    const lines = [{ type: 'user', uuid: '1' }, { type: 'tag' }, { type: 'user', uuid: '1' }]
    await sessionStore(user).append(key, lines)
    const store = sessionStore(user)
    await store.append(key, [...lines, { type: 'user', uuid: '2' }])
    await store.append(key, [{ type: 'user', uuid: '2' }])
    expect((await store.load(key))?.map(({ type, uuid }) => uuid ?? type)).toEqual(['1', 'tag', 'tag', '2'])
  })

  test('keeps a long transcript in order, appended in parallel', async () => {
    const store = sessionStore((await open()).forUser('ada'))
    const lines = Array.from({ length: 1_203 }, (_, i) => ({ type: 'user', uuid: `${i}`, i }))
    await Promise.all([store.append(key, lines.slice(0, 1_100)), store.append(key, lines.slice(1_100))])
    expect(await store.load(key)).toEqual(lines)
  })

  test('drops lines in silence while saving is paused', async () => {
    const user = (await open()).forUser('ada')
    const store = sessionStore(user)
    await user.pause({ saving: true })
    await store.append(key, [{ type: 'user', uuid: '1' }])
    await user.resume()
    await store.append(key, [{ type: 'user', uuid: '2' }])
    expect(await store.load(key)).toEqual([{ type: 'user', uuid: '2' }])
  })
})

test('a failing session store rejects, so that the SDK tries again, and goes on afterwards', async () => {
  const store = sessionStore((await openBroken()).forUser('ada'))
  for (const _ of [1, 2])
    await expect(store.append(key, [{ type: 'x' }])).rejects.toMatchObject({ code: 'closed' })
  const open = sessionStore((await openFile()).forUser('ada'))
  await expect(open.append(key, [{ type: 'x', broken: 1n }])).rejects.toMatchObject({ code: 'invalid_input' })
  await open.append(key, [{ type: 'x' }])
  expect(await open.load(key)).toHaveLength(1)
  await expect(open.append({ ...key, subpath: '' }, [])).rejects.toMatchObject({ field: 'subpath' })
})
