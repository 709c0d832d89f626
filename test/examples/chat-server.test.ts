import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createChatServer } from '../../examples/chat-server.ts'
import type { Message } from '../../examples/chat-prompt.ts'
import { standIn } from '../../examples/language-model.ts'
import { standInModel } from '../../examples/stand-in-model.ts'
import { ILabMemory, stableUserId } from '../../src/index.ts'
import { temporaryFolder } from './run.ts'

const folder = temporaryFolder()
const salt = 'a salt for the test'
const prompts: (readonly Message[])[] = []
const model = standIn(async (messages) => {
  prompts.push(messages)
  return standInModel(messages)
})
let memory: ILabMemory
let app: ReturnType<typeof createChatServer>

beforeAll(async () => {
  memory = await ILabMemory.fromPath(join(folder, 'memory.db'))
  app = createChatServer(memory, model, salt)
})
afterAll(() => memory.close())

async function say(
  user: string,
  message: string,
): Promise<{ reply: string; sessionId: string; recalled: number[] }> {
  const body = JSON.stringify({ user, message })
  const answer = await app.request('/chat', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as { reply: string; sessionId: string; recalled: number[] }
}

describe('the chat server', () => {
  test('answers from what the user said before, in one session', async () => {
    const first = await say('ada@example.com', 'I prefer tea over coffee.')
    const second = await say('ada@example.com', 'Do I prefer tea?')
    expect(second).toEqual({
      reply: 'You told me: I prefer tea over coffee. (#1)',
      sessionId: first.sessionId,
      recalled: [1],
    })
  })

  test('gives another user nothing of it', async () => {
    expect(await say('bob@example.com', 'Do I prefer tea?')).toMatchObject({
      reply: 'I know nothing about that yet.',
      recalled: [],
    })
    expect(JSON.stringify(prompts.at(-1))).not.toContain('coffee')
  })

  test('keeps private regions out of the memory', async () => {
    await say('carol@example.com', 'Call me <private>+49 170</private>.')
    await say('carol@example.com', '<private>nothing else</private>')
    const lines = await Array.fromAsync(memory.forUser(stableUserId('carol@example.com', salt)).export())
    expect(lines.join('\n')).toContain('Call me [REDACTED].')
    expect(lines.join('\n')).not.toMatch(/\+49 170|nothing else/)
  })

  test('refuses what is no message', async () => {
    for (const body of ['', '{}', '{"user":"x","message":""}']) {
      const answer = await app.request('/chat', { method: 'POST', body })
      expect(answer.status).toBe(400)
    }
  })
})
