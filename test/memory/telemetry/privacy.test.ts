import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'
import type { UserMemory } from '../../../src/core/user-memory.ts'
import * as api from '@opentelemetry/api'
import { freshFolder, startServer } from '../../server/http/fixture.ts'
import { registerSdk, textOf } from './recording.ts'

const { takeSpans, readMetrics } = registerSdk()
afterEach(() => vi.unstubAllEnvs())

const canary = 'canary77'
const secret = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => `${canary} ${text.replaceAll('\0', '')}`)

type Call = (user: UserMemory, text: string) => Promise<unknown>

/** Calls that take a text of a user, in each of their fields. Some fail, and a failure tells no more. */
const calls: readonly Call[] = [
  (user, text) => user.save({ type: 'profile', title: text, content: text, topicKey: text, source: text }),
  (user, text) => user.save([{ type: 'profile', title: text, content: text, keywords: [text] }]),
  (user, text) => user.save({ type: text, title: text, content: text }),
  (user, text) =>
    user.save({ type: 'profile', title: 'T', content: text }, { sessionKey: text, ifRevision: 9 }),
  (user, text) => user.search(text, { topicKeyPrefix: text }),
  (user, text) => user.context({ query: text, purpose: text }),
  (user, text) => user.get(text, { purpose: text }),
  (user, text) => user.update(text, { content: text }),
  (user, text) => user.history(text),
  (user, text) => user.timeline(text),
  (user, text) => user.list({ source: text, cursor: text }),
  (user, text) => user.forget(text, { explain: true }),
  (user, text) => user.startSession({ key: text }),
  (user, text) => user.endSession(text, { key: text }),
  (user, text) => user.getSession(text),
  (user, text) => user.thread(text).append([{ text }], { idempotencyKey: text }),
  (user, text) => user.thread(text).read(),
  (user, text) => user.import([JSON.stringify({ kind: 'observation', title: text })]),
  (user) => user.pause({ saving: true }),
  (user) => user.resume(),
  (user) => user.erase(),
]

test('no span and no measurement holds a text or the id of a user', async () => {
  const memory = new ILabMemory(createReferenceStore(), { telemetry: api, journal: true })
  const call = fc.nat(calls.length - 1)
  const userId = fc.nat(99).map((number) => `${canary}-${number}`)
  let told = 0
  await fc.assert(
    fc.asyncProperty(userId, secret, fc.array(call, { maxLength: 12 }), async (user, text, chosen) => {
      for (const index of chosen) await calls[index]!(memory.forUser(user), text).catch(() => null)
      const spans = takeSpans()
      told += spans.length
      expect(spans.map(textOf).join('\n')).not.toContain(canary)
    }),
    { numRuns: 300 },
  )
  expect(told).toBeGreaterThan(500)
  expect(JSON.stringify(await readMetrics())).not.toContain(canary)
})

test('no span of a request holds its address, its headers or its body', async () => {
  const { send } = await startServer()
  const headers = {
    'x-user-id': canary,
    'user-agent': canary,
    'x-request-id': canary,
    baggage: `a=${canary}`,
  }
  await send('GET', `/v1/topics/${canary}`, { headers })
  await send('GET', `/v1/observations?topic_key_prefix=${canary}`, { headers })
  await send('GET', `/${canary}`, { headers })
  await send('POST', '/v1/search', { headers, json: { query: canary, [canary]: canary } })
  const spans = takeSpans()
  expect(spans.length).toBeGreaterThan(4)
  expect(spans.map(textOf).join('\n')).not.toContain(canary)
})

test('queries and records are in spans where the environment asks for them, private parts redacted', async () => {
  vi.stubEnv('OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT', 'true')
  await using memory = await ILabMemory.fromPath(`${freshFolder()}/memory.db`)
  const ada = memory.forUser('user-of-this-test')
  await ada.save({ type: 'profile', title: 'Tea', content: 'Green. <private>secret</private>' })
  await ada.search('green tea')
  const [save, search] = takeSpans()
  expect(JSON.parse(String(save?.attributes['gen_ai.memory.records']))).toEqual([
    { id: '1', content: 'Tea\nGreen. [REDACTED]' },
  ])
  expect(search?.attributes['gen_ai.memory.query.text']).toBe('green tea')
  expect(JSON.parse(String(search?.attributes['gen_ai.memory.records']))).toMatchObject([{ id: '1' }])
  expect(textOf(save!) + textOf(search!)).not.toMatch(/secret|user-of-this-test/)
})
