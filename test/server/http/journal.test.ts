import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openToAnyone } from '../../../src/server/access/authenticate.ts'
import { connect } from '../../../src/client/index.ts'
import { createApp } from '../../../src/server/http/app.ts'
import { serve } from '../../../src/server/http/index.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'

const memory = new ILabMemory(createReferenceStore(), { journal: true, history: { revisions: 1_000 } })
const server = await serve({ memory, authenticator: openToAnyone, port: 0 })
const remote = connect(server.url)
afterAll(async () => {
  await remote.close()
  await server.close()
  await memory.close()
})

async function get(userId: string, address: string): Promise<unknown> {
  const response = await fetch(`${server.url}${address}`, { headers: { 'x-user-id': userId } })
  return response.json()
}

test('a purpose travels in the query of a GET, and in the body of a POST', async () => {
  const ada = remote.forUser('ada')
  await ada.save({ type: 'profile', title: 'Tea', content: 'green tea', topicKey: 'tea' })
  await get('ada', '/v1/observations/1?purpose=by%20id')
  await get('ada', '/v1/topic?topic_key=tea&purpose=by+topic')
  await get('ada', '/v1/observations?purpose=page')
  await ada.search('tea', { purpose: 'answer:1' })
  await ada.timeline('tea', { purpose: 'around' })
  const context = await ada.context({ purpose: 'answer:2' })
  await ada.startSession({ purpose: 'start' })
  const { entries } = await ada.journal()
  expect(entries.map(({ operation, purpose }) => [operation, purpose])).toEqual([
    ['session_start', 'start'],
    ['context', 'answer:2'],
    ['timeline', 'around'],
    ['timeline', 'around'],
    ['search', 'answer:1'],
    ['list', 'page'],
    ['get', 'by topic'],
    ['get', 'by id'],
  ])
  expect(entries[1]?.contextId).toBe(context.contextId)
  expect(await get('ada', '/v1/journal?limit=1')).toEqual({
    entries: [
      { at: entries[0]?.at, operation: 'session_start', ids: [1], context_id: null, purpose: 'start' },
    ],
    next_cursor: expect.any(String),
  })
  expect(await get('ada', '/v1/journal?cursor=x')).toMatchObject({ status: 400, field: 'cursor' })
  expect(await get('ada', `/v1/observations?purpose=${'x'.repeat(256)}`)).toMatchObject({ field: 'purpose' })
  for (const read of [
    () => ada.search('tea', { purpose: ' ' }),
    () => ada.context({ purpose: '' }),
    () => ada.get(1, { purpose: '' }),
    () => ada.list({ purpose: '' }),
    () => ada.timeline(1, { purpose: '' }),
    () => ada.startSession({ purpose: '' }),
  ])
    await expect(read()).rejects.toMatchObject({ code: 'invalid_input', field: 'purpose' })
})

test('a long journal comes in pages of 100 at most, and the client puts them together', async () => {
  const bob = remote.forUser('bob')
  await bob.save({ type: 'profile', title: 'Tea', content: 'green tea' })
  for (let read = 0; read < 130; read++) await memory.forUser('bob').get(1, { purpose: `read ${read}` })
  const page = (await get('bob', '/v1/journal?limit=500')) as { entries: unknown[] }
  expect(page.entries).toHaveLength(100)
  expect(await bob.journal({ limit: 200 })).toEqual(await memory.forUser('bob').journal({ limit: 200 }))
})

test('versions go on before any number, in pages of 100 at most', async () => {
  const eve = remote.forUser('eve')
  for (let number = 1; number <= 250; number++)
    await memory.forUser('eve').save({ type: 'profile', title: 'T', content: `${number}`, topicKey: 'tea' })
  const page = (await get('eve', '/v1/topic/history?topic_key=tea&limit=500&before=241')) as {
    versions: { revision: number }[]
    next_before: number
  }
  expect([page.versions.length, page.versions[0]?.revision, page.next_before]).toEqual([100, 240, 141])
  expect(await get('eve', '/v1/observations/1/history?limit=1&before=2')).toMatchObject({ next_before: null })
  expect(await eve.history(1, { limit: 250 })).toEqual(await memory.forUser('eve').history(1, { limit: 250 }))
  expect((await eve.history('tea')).versions).toHaveLength(20)
})

test('a page of versions that is cut to the bytes of an answer goes on exactly where it ended', async () => {
  let users = 0
  const property = fc.asyncProperty(
    fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 30 }),
    fc.integer({ min: 1_024, max: 8_000 }),
    fc.integer({ min: 1, max: 40 }),
    async (lengths, answerBytes, limit) => {
      const userId = `user-${users++}`
      for (const [index, length] of lengths.entries()) {
        const content = `${index}${'x'.repeat(length)}`
        await memory.forUser(userId).save({ type: 'profile', title: 'T', content, topicKey: 'a/b' })
      }
      const app = createApp({ memory, authenticator: openToAnyone, limits: { rate: false, answerBytes } })
      const revisions: number[] = []
      let before = ''
      do {
        const address = `http://localhost/v1/topic/history?topic_key=a/b&limit=${limit}${before}`
        const response = await app.fetch(new Request(address, { headers: { 'x-user-id': userId } }))
        const text = await response.text()
        const page = JSON.parse(text) as { versions: { revision: number }[]; next_before: number | null }
        expect(page.versions.length).toBeGreaterThan(0)
        if (page.versions.length > 1) expect(text.length).toBeLessThan(answerBytes + 200)
        revisions.push(...page.versions.map(({ revision }) => revision))
        before = page.next_before === null ? '' : `&before=${page.next_before}`
      } while (before !== '')
      expect(revisions).toEqual(lengths.map((_, index) => lengths.length - index))
    },
  )
  await fc.assert(property, { numRuns: 20 })
})
