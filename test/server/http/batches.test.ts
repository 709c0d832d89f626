import { afterAll, describe, expect, test } from 'vitest'
import { openToAnyone } from '../../../src/server/access/authenticate.ts'
import { connect } from '../../../src/client/index.ts'
import { serve } from '../../../src/server/http/index.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'

const memory = new ILabMemory(createReferenceStore())
const server = await serve({ memory, authenticator: openToAnyone, port: 0 })
const remote = connect(server.url)
afterAll(async () => {
  await remote.close()
  await server.close()
  await memory.close()
})

const canary = 'CANARY-7c2e'
const name = { type: 'profile', title: 'Name', content: 'Ada' }
const theme = { type: 'preference', title: 'UI theme', content: 'dark', topic_key: 'ui/theme' }

async function send(userId: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/v1/observations/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-user-id': userId, ...headers },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('a batch over HTTP', () => {
  test('happens once under its key', async () => {
    const key = { 'idempotency-key': 'key-1' }
    const first = await send('ada', { drafts: [name, theme] }, key)
    expect(first).toMatchObject({
      status: 200,
      body: {
        results: [
          { id: 1, outcome: 'created' },
          { id: 2, topic_key: 'ui/theme' },
        ],
      },
    })
    expect(await send('ada', { drafts: [name, theme] }, key)).toEqual(first)
    expect(await send('ada', { drafts: [theme, name] }, key)).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', field: 'idempotency_key' },
    })
    expect((await memory.forUser('ada').stats()).observations).toBe(2)
  })

  test.each([
    [{ drafts: [name, { ...theme, topic_key: `${canary} `.repeat(200) }] }, 'drafts.1.topic_key'],
    [{ drafts: [name, { ...theme, title: '' }] }, 'drafts.1.title'],
    [{ drafts: [name, { ...theme, content: [canary] }] }, 'drafts.1.content'],
    [{ drafts: [{ ...name, type: canary }] }, 'drafts.0.type'],
    [{ drafts: [name, canary] }, 'drafts.1'],
    [{ drafts: Array.from({ length: 101 }, () => name) }, 'drafts'],
    [{}, 'drafts'],
  ])('names the place of what is wrong: %#', async (body, field) => {
    const refused = await send('bob', body)
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_input', field } })
    expect(JSON.stringify(refused)).not.toContain(canary)
    expect((await memory.forUser('bob').stats()).observations).toBe(0)
  })

  test('takes null and absent fields of a draft as not given, and an empty content', async () => {
    const bare = { ...name, content: '', topic_key: null, data: null, keywords: null, pinned: null }
    expect((await send('cy', { drafts: [bare], session_key: null })).status).toBe(200)
    expect(await send('cy', { drafts: [] })).toEqual({ status: 200, body: { results: [] } })
  })

  test('carries data and the other name of data from a client', async () => {
    const dee = remote.forUser('dee')
    await dee.save([{ ...name, metadata: { z: 1, a: [null, { deep: true }] } }])
    expect(await memory.forUser('dee').get(1)).toMatchObject({ data: { z: 1, a: [null, { deep: true }] } })
    await expect(dee.save([name, { ...name, keywords: [' '] }])).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'drafts.1.keywords',
    })
  })
})
