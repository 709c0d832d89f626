import { anthropic } from '@ai-sdk/anthropic'
import type { LanguageModelV4GenerateResult } from '@ai-sdk/provider'
import Anthropic from '@anthropic-ai/sdk'
import { betaMemoryTool } from '@anthropic-ai/sdk/helpers/beta/memory'
import { generateText, isStepCount } from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import { expect, test } from 'vitest'
import { memoryFiles as memoryTool } from '../../src/adapters/ai-sdk/index.ts'
import { memoryFiles } from '../../src/adapters/anthropic/index.ts'
import { openBroken, openFile } from '../adapters/memories.ts'

const create = { command: 'create', path: '/memories/theme.md', file_text: 'Prefers dark.' }
const view = { command: 'view', path: '/memories/theme.md' }

interface Sent {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[]
}

/** A client of a server that answers with these uses of the tool, one a request, and then with a text. */
function clientThatUses(inputs: readonly object[]): { readonly client: Anthropic; readonly sent: Sent[] } {
  const sent: Sent[] = []
  const fetch = async (_url: unknown, init?: { readonly body?: unknown }): Promise<Response> => {
    const input = inputs[sent.length]
    sent.push(JSON.parse(String(init?.body)) as Sent)
    const used = { type: 'tool_use', id: `use_${sent.length}`, name: 'memory', input }
    return Response.json({
      id: `msg_${sent.length}`,
      type: 'message',
      role: 'assistant',
      model: 'claude',
      content: [input === undefined ? { type: 'text', text: 'Done.' } : used],
      stop_reason: input === undefined ? 'end_turn' : 'tool_use',
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 1 },
    })
  }
  return { client: new Anthropic({ apiKey: 'none', fetch }), sent }
}

async function runTools(
  inputs: readonly object[],
  files = memoryFiles,
): Promise<{ answer: unknown; sent: Sent[] }> {
  const user = (files === memoryFiles ? await openFile() : await openBroken()).forUser('ada')
  const { client, sent } = clientThatUses(inputs)
  const answer = await client.beta.messages.toolRunner({
    model: 'claude-opus-5-5',
    max_tokens: 1024,
    tools: [betaMemoryTool(files(user))],
    messages: [{ role: 'user', content: 'Remember: dark.' }],
  })
  return { answer: answer.content, sent }
}

test('the tool runner keeps and shows files', async () => {
  const { answer, sent } = await runTools([create, view, { ...view, path: '/memories/none' }])
  expect(answer).toMatchObject([{ type: 'text', text: 'Done.' }])
  const results = sent.slice(1).map(({ messages }) => messages.at(-1)?.content)
  expect(results).toMatchObject([
    [{ content: 'File created successfully at: /memories/theme.md' }],
    [{ content: expect.stringContaining('     1\tPrefers dark.') }],
    [{ is_error: true, content: expect.stringContaining('does not exist') }],
  ])
})

test('the answer of the tool runner goes on where the memory fails', async () => {
  const { answer, sent } = await runTools([create, view], (user) => memoryFiles(user))
  expect(answer).toMatchObject([{ type: 'text', text: 'Done.' }])
  expect(JSON.stringify(sent.at(-1))).toContain('go on without it')
})

test("the AI SDK's memory tool of the provider keeps and shows files", async () => {
  const user = (await openFile()).forUser('ada')
  const usage = {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 1, text: 1, reasoning: 0 },
  }
  const step = (input: object): LanguageModelV4GenerateResult => ({
    content: [{ type: 'tool-call', toolCallId: 'c', toolName: 'memory', input: JSON.stringify(input) }],
    finishReason: { unified: 'tool-calls', raw: 'tool_use' },
    usage,
    warnings: [],
  })
  const model = new MockLanguageModelV4({
    doGenerate: [
      step(create),
      step(view),
      step({ ...view, path: '/memories/../x' }),
      {
        content: [{ type: 'text', text: 'Done.' }],
        finishReason: { unified: 'stop', raw: '' },
        usage,
        warnings: [],
      },
    ],
  })
  const { text } = await generateText({
    model,
    tools: { memory: anthropic.tools.memory_20250818(memoryTool(user)) },
    stopWhen: isStepCount(5),
    prompt: 'Remember: dark.',
  })
  expect(text).toBe('Done.')
  const [, , shown, refused] = model.doGenerateCalls.map(({ prompt }) => JSON.stringify(prompt.at(-1)))
  expect(shown).toContain('Prefers dark.')
  expect(refused).toContain('would escape /memories')
})

test('the handlers have the types of the previous major version, too', async () => {
  const files = memoryFiles((await openFile()).forUser('ada'))
  const previous = await import('anthropic-previous/helpers/beta/memory')
  const tool = previous.betaMemoryTool(files)
  expect(await tool.run({ command: 'view', path: '/memories' })).toContain('/memories')
})
