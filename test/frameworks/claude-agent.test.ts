import { InMemorySessionStore, type Options } from '@anthropic-ai/claude-agent-sdk'
import type { Options as PreviousOptions } from 'claude-agent-previous'
import { describe, expect, test } from 'vitest'
import { memoryHooks, sessionStore, type SessionStore } from '../../src/adapters/claude-agent/index.ts'
import { openFile } from '../adapters/memories.ts'
import { sessionStoreContract } from '../adapters/session-store-contract.ts'

describe("the SDK's own store passes our restatement of its contract", () => {
  test.each(Object.entries(sessionStoreContract))('%s', async (_name, check) => {
    await check(new InMemorySessionStore() as unknown as SessionStore)
  })
})

test('hooks and session store have the types of the newest and the previous major version', async () => {
  const user = (await openFile()).forUser('ada')
  const hooks = memoryHooks(user)
  const options: Options = { hooks, sessionStore: sessionStore(user) }
  const previous: PreviousOptions = { hooks, sessionStore: sessionStore(user) }
  expect(Object.keys(options.hooks ?? {})).toEqual(Object.keys(previous.hooks ?? {}))
})

test('the answers of hooks are those that the SDK takes', async () => {
  const user = (await openFile()).forUser('ada')
  await user.save({ type: 'preference', title: 'Theme', content: 'dark', topicKey: 'ui/theme' })
  const hooks: Options['hooks'] = memoryHooks(user)
  const base = { session_id: 's', transcript_path: '', cwd: '/' }
  const [start] = hooks?.SessionStart?.[0]?.hooks ?? []
  const answer = await start?.({ ...base, hook_event_name: 'SessionStart', source: 'startup' }, undefined, {
    signal: AbortSignal.timeout(60_000),
  })
  expect(answer).toMatchObject({ hookSpecificOutput: { hookEventName: 'SessionStart' } })
})
