/**
 * A chat server for many users on the AI SDK: memory goes into each prompt, and the model saves and searches by tools.
 *
 *     npm install ai hono @hono/node-server
 *     node examples/frameworks/ai-sdk-chat-server.ts
 *     curl -s localhost:8000/chat -H 'authorization: Bearer ada-token' -d 'I like it dark.'
 *     curl -s localhost:8000/chat -H 'authorization: Bearer ada-token' -d 'How do I like it?'
 *
 * Set MODEL and AI_GATEWAY_API_KEY for a real model, such as `openai/gpt-5-mini`. The memory stays in ILAB_MEMORY_DB_PATH.
 */
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { gateway, generateText, isStepCount } from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import { Hono } from 'hono'
import { aiTools, withMemory } from '../../src/adapters/ai-sdk/index.ts'
import { ILabMemory } from '../../src/index.ts'

/** Stands for your login: the user comes from it, and never from what a request or a model says. */
const logins = new Map([
  ['Bearer ada-token', 'ada'],
  ['Bearer bob-token', 'bob'],
])

const instructions =
  'Answer in one sentence. When the user states a lasting preference or fact, save it with mem_save first.'

const memory = await ILabMemory.fromPath(process.env['ILAB_MEMORY_DB_PATH'] || './chat-memory.db')
const model = process.env['MODEL'] ? gateway(process.env['MODEL']) : standIn()
const onError = (error: Error): void => console.error('memory:', error.message)

const app = new Hono()
app.post('/chat', async (context) => {
  const userId = logins.get(context.req.header('authorization') ?? '')
  if (userId === undefined) return context.text('sign in first', 401)
  const user = memory.forUser(userId)
  const { text } = await generateText({
    model: withMemory(model, user, { onError }),
    tools: aiTools(user, { only: ['mem_save', 'mem_search'], onError }),
    stopWhen: isStepCount(5),
    instructions,
    prompt: await context.req.text(),
  })
  return context.text(`${text}\n`)
})

const port = Number(process.env['PORT'] ?? 8000)
const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, ({ port: taken }: AddressInfo) =>
  console.log(`Chat on http://127.0.0.1:${taken}/chat`),
)
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => server.close(() => void memory.close()))

/** Answers from the prompt alone, so that the example needs no network: it saves statements and quotes memory. */
function standIn(): MockLanguageModelV4 {
  const total = { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined }
  const usage = {
    inputTokens: total,
    outputTokens: { total: undefined, text: undefined, reasoning: undefined },
  }
  const saying = (text: string) => ({
    content: [{ type: 'text' as const, text }],
    finishReason: { unified: 'stop' as const, raw: undefined },
    usage,
    warnings: [],
  })
  return new MockLanguageModelV4({
    doGenerate: async ({ prompt }) => {
      if (prompt.at(-1)?.role === 'tool') return saying('I will remember that.')
      const texts = prompt.flatMap((message) =>
        message.role === 'user' ? message.content.map((part) => (part.type === 'text' ? part.text : '')) : [],
      )
      const known = texts.find((text) => text.includes('<memory '))
      const said = texts.findLast((text) => text !== known) ?? ''
      if (said.endsWith('?'))
        return saying(`You said: ${/^- \[.*?\] (.*)$/m.exec(known ?? '')?.[1] ?? 'nothing yet'}`)
      const input = JSON.stringify({ type: 'preference', title: 'Said', content: said })
      const call = {
        type: 'tool-call' as const,
        toolCallId: crypto.randomUUID(),
        toolName: 'mem_save',
        input,
      }
      return { content: [call], finishReason: { unified: 'tool-calls', raw: undefined }, usage, warnings: [] }
    },
  })
}
