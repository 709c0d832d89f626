import { describe, expect, test } from 'vitest'
import { createMcpHandler } from '../../../src/server/mcp/index.ts'
import type { Caller } from '../../../src/server/access/caller/caller.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'
import { callTool } from '../../../src/server/mcp/server/call.ts'
import { localAccess } from '../../../src/server/mcp/server/server.ts'
import { toolsNamed } from '../../../src/memory/tools/tools.ts'

const caller: Caller = { userId: 'ada', scopes: new Set(['read', 'write'] as const), credential: 'login' }
const draft = { type: 'preference', title: 'Theme', content: 'Prefers the dark theme.' }

async function memoryOfAda(): Promise<ILabMemory> {
  const memory = new ILabMemory(createReferenceStore())
  await memory.forUser('ada').save({ ...draft, topicKey: 'ui/theme' })
  return memory
}

/** Calls a tool over HTTP; the parameters are sent as they are. */
async function send(memory: ILabMemory, params: object): Promise<{ text: string; isError: boolean }> {
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params }
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const body = JSON.stringify(message)
  const request = new Request('http://localhost/mcp', { method: 'POST', headers, body })
  const answer = await (await createMcpHandler({ memory })(request, caller)).text()
  const { result, error } = JSON.parse(answer.slice(answer.indexOf('{'))) as {
    result?: { content: { text: string }[]; isError?: boolean }
    error?: { message: string }
  }
  return {
    text: error?.message ?? result?.content[0]?.text ?? '',
    isError: error !== undefined || result?.isError === true,
  }
}

describe('arguments as models send them', () => {
  test.each([
    ['mem_save', { ...draft, topic_key: '' }],
    ['mem_save', { ...draft, topic_key: null }],
    ['mem_save', { ...draft, title: 2024, topic_key: ' ' }],
    ['mem_search', { query: 'theme', limit: '5' }],
    ['mem_search', { query: 'theme', limit: null, types: [], types_exclude: '', explain: 'False' }],
    ['mem_search', { query: 'theme', limit: '', types: 'preference, decision' }],
    ['mem_search', { query: 'theme', types: '["preference"]', explain: 'true' }],
    ['mem_search', { query: 'theme', min_share: '0.5', full: 'true' }],
    ['mem_search', { query: 'theme', min_share: ' .5 ', full: null }],
    ['mem_search', { query: 'theme', min_share: '', full: '' }],
    ['mem_search', { query: 404, types: ['preference', null, ''] }],
    ['mem_get_observation', { observation_id: '1' }],
    ['mem_get_observation', { observation_id: ' 1.0 ', content_from: '' }],
    ['mem_timeline', { observation_id: '1', before: '2', after: null }],
    ['mem_list', { cursor: '', topic_key_prefix: '', limit: '10', types: null }],
    ['mem_stats', null],
    ['mem_stats', []],
    ['mem_stats', ''],
    ['mem_stats', '{}'],
    ['mem_search', '{"query":"theme"}'],
  ])('%s %j is taken', async (name, args) => {
    await using memory = await memoryOfAda()
    expect(await send(memory, { name, arguments: args })).toMatchObject({ isError: false })
  })

  test('what could mean several things is refused, and not repeated', async () => {
    await using memory = await memoryOfAda()
    for (const [name, args] of [
      ['mem_search', { query: 'theme', limit: 'five canary' }],
      ['mem_search', { query: 'theme', limit: '1e3' }],
      ['mem_search', { query: null }],
      ['mem_search', { query: '' }],
      ['mem_search', { query: ['canary'] }],
      ['mem_get_observation', { observation_id: null }],
      ['mem_get_observation', { observation_id: '' }],
      ['mem_save', { ...draft, canary: null }],
      ['mem_save', { ...draft, topic_key: ['canary'] }],
      ['mem_stats', 'canary'],
      ['mem_stats', ['canary']],
      ['mem_stats', 7],
    ] as const) {
      const { text, isError } = await send(memory, { name, arguments: args })
      expect([name, args, isError]).toEqual([name, args, true])
      expect(text).not.toContain('canary')
    }
  })

  test.each([[5], [['alice']], [{}], [null], [''], [' '], [true]])(
    'a user is named exactly, and never made out of %j',
    async (userId) => {
      await using memory = new ILabMemory(createReferenceStore())
      const [tool] = toolsNamed(['mem_stats'], true)
      const context = { memory, access: localAccess(undefined), log: () => undefined }
      const result = await callTool(tool!, { user_id: userId }, context)
      expect(result).toMatchObject({ isError: true })
      expect(JSON.stringify(result)).toContain('invalid_input')
    },
  )
})
