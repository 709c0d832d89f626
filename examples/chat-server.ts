/**
 * A chat server that remembers. The application reads and writes memory; the model only answers.
 *
 *     node examples/chat-server.ts
 *     curl -s localhost:8000/chat -H 'content-type: application/json' -d '{"user":"ada@example.com","message":"I prefer tea."}'
 *
 * Set MODEL and AI_GATEWAY_API_KEY for a real model: see `language-model.ts`. The memory stays in ILAB_MEMORY_DB_PATH.
 */
import { realpathSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { serve } from '@hono/node-server'
import { generateText, type LanguageModel } from 'ai'
import { Hono } from 'hono'
import * as z from 'zod'
import { ILabMemory, MemoryError, stableUserId, type Compact, type UserMemory } from '../src/index.ts'
import { writePrompt } from './chat-prompt.ts'
import { languageModel } from './language-model.ts'
import { standInModel } from './stand-in-model.ts'

/** In a real application the user comes from a login, never from the body: see `web-app/`. */
const chatRequest = z.strictObject({ user: z.email(), message: z.string().min(1).max(4_000) })

/** One application for all users. Each request works on the handle of its own user and reaches no other memory. */
export function createChatServer(memory: ILabMemory, model: LanguageModel, salt: string): Hono {
  const app = new Hono()
  app.post('/chat', async (context) => {
    const request = chatRequest.safeParse(await context.req.json().catch(() => null))
    if (!request.success) return context.json({ error: 'send { user, message }' }, 400)
    const { user, message } = request.data
    return context.json(await answer(memory.forUser(stableUserId(user, salt)), model, message))
  })
  return app
}

interface Reply {
  readonly reply: string
  readonly sessionId: string
  /** Ids of the observations that the model was given for this message. */
  readonly recalled: readonly number[]
}

/** Recalls, asks the model, and keeps the exchange. */
async function answer(memory: UserMemory, model: LanguageModel, message: string): Promise<Reply> {
  const start = await memory.startSession()
  // Recall before saving, so that the message does not find itself.
  const found = await recall(memory, message)
  const [system, ...messages] = writePrompt({ start, found }, [], message)
  const { text: reply } = await generateText({
    model,
    instructions: system?.content ?? '',
    messages: messages.map(({ content }) => ({ role: 'user' as const, content })),
  })
  await memory.save({ type: 'discovery', title: 'Said in the chat', content: message })
  return { reply, sessionId: start.sessionId, recalled: found.map(({ id }) => id) }
}

/** Observations that match the message. A message that is private as a whole is not searched for. */
async function recall(memory: UserMemory, message: string): Promise<Compact[]> {
  try {
    return await memory.search(message, { limit: 5, typesExclude: ['summary'] })
  } catch (error) {
    if (error instanceof MemoryError && error.code === 'invalid_input') return []
    throw error
  }
}

async function main(): Promise<void> {
  const memory = await ILabMemory.fromPath(process.env['ILAB_MEMORY_DB_PATH'] || './chat-memory.db')
  const salt = process.env['USER_ID_SALT'] ?? 'a salt for the example only'
  const app = createChatServer(memory, languageModel(standInModel), salt)
  const port = Number(process.env['PORT'] ?? 8000)
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, ({ port: taken }: AddressInfo) =>
    console.log(`Chat on http://127.0.0.1:${taken}/chat`),
  )
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => server.close(() => void memory.close()))
}

if (realpathSync(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) await main()
