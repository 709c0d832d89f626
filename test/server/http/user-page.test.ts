import { describe, expect, onTestFinished, test } from 'vitest'
import { openAuthenticator, openToAnyone } from '../../../src/server/access/authenticate.ts'
import { revokeKey, createKey } from '../../../src/server/access/keyring/keyring.ts'
import type { MemoryOfUsers } from '../../../src/core/user-memory.ts'
import { createApp } from '../../../src/server/http/index.ts'
import { serve } from '../../../src/server/http/node-server.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { audience, now, seconds, startIssuer } from '../access/issuer.ts'
import { draft, freshFolder, sendRaw, senderTo, startServer } from './fixture.ts'
import { join } from 'node:path'
import { Window, started, signedIn } from './page-window.ts'

describe('the page of a server', () => {
  test('asks for a key, keeps it in a cookie that scripts and other sites do not get, and forgets it', async () => {
    const running = await started()
    const window = new Window(running.server.url)
    const asked = await window.get()
    expect([asked.status, asked.text]).toEqual([401, expect.stringContaining('name="credential"')])
    expect((await window.get('/memories/1')).status).toBe(401)
    const style = /href="(\/page\/style-[^"]+)"/.exec(asked.text)?.[1] ?? ''
    expect((await running.send('GET', style)).headers.get('content-type')).toContain('text/css')
    const key = await running.keyOf('ada')
    const answer = await window.signIn(`  Bearer ${key} `)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/page'])
    expect(answer.headers.getSetCookie()).toEqual([
      `ilab-memory-token=${key}; Path=/page; HttpOnly; SameSite=Strict`,
    ])
    await running.memory.forUser('ada').save(draft)
    const list = await window.get()
    expect([list.status, list.text]).toEqual([200, expect.stringContaining('Colour')])
    expect(list.text).not.toContain(key)
    expect(list.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(list.headers.get('ratelimit')).toBeNull()
    const left = await window.post('/sign-out', {})
    expect([left.status, window.cookie]).toEqual([303, ''])
    expect((await window.get()).status).toBe(401)
  })

  test('gives a cookie for HTTPS where browsers use it', async () => {
    const running = await started({ page: { origin: 'https://memory.example' } })
    const key = await running.keyOf('ada')
    const window = new Window(running.server.url)
    const answer = await window.post('/sign-in', { credential: key }, { origin: 'https://memory.example' })
    expect(answer.headers.getSetCookie()[0]).toMatch(/; Secure$/)
    expect((await window.signIn(key)).status).toBe(403)
  })

  test('R3 shows each of two users their own, and takes no form of one from the other', async () => {
    const running = await started()
    await running.memory.forUser('ada').save({ ...draft, title: 'Only of Ada' })
    const ada = await signedIn(running, await running.keyOf('ada'))
    const bob = await signedIn(running, await running.keyOf('bob'))
    expect((await ada.get('/memories/1')).text).toContain('Only of Ada')
    for (const headers of [{}, { 'x-user-id': 'ada' }] as Record<string, string>[])
      for (const path of ['', '/?q=ada', '/memories/1', '/export', '/memories/1/forget']) {
        const { text } = await bob.get(path, headers)
        expect(text).not.toContain('Only of Ada')
      }
    expect((await bob.get('/memories/1')).status).toBe(404)
    const stolen = await ada.token()
    expect((await bob.post('/erase', { token: stolen, confirm: 'erase' })).status).toBe(403)
    expect((await bob.post('/memories/1/forget', { token: await bob.token() })).status).toBe(404)
    expect(await running.memory.forUser('ada').stats()).toMatchObject({ observations: 1 })
  })

  test('ends with the key: revoked, it opens nothing more', async () => {
    const running = await started()
    const keyring = join(running.folder, 'keyring.json')
    const { key } = await createKey(keyring, { userId: 'ada' })
    const window = await signedIn(running, key)
    await revokeKey(keyring, key)
    const answer = await window.get()
    expect([answer.status, answer.text, window.cookie]).toEqual([
      401,
      expect.stringContaining('has ended'),
      '',
    ])
  })

  test('takes no wrong key, no service’s key and no other text', async () => {
    const running = await started()
    const window = new Window(running.server.url)
    const cases = [
      ['ilm_wrong', 'is unknown'],
      ['<script>', 'is unknown'],
      [`a; Path=/`, 'is unknown'],
      ['a'.repeat(5_000), 'too long'],
      [await running.keyOf(null), 'stands for an application'],
    ] as const
    for (const [credential, told] of cases) {
      const { status, text } = await window.signIn(credential)
      expect([status, text]).toEqual([401, expect.stringContaining(told)])
      expect(text).not.toContain('<script>')
    }
    expect(window.cookie).toBe('')
    window.cookie = `ilab-memory-token=${await running.keyOf(null)}`
    expect((await window.get('', { 'x-user-id': 'ada' })).text).not.toContain('Memories')
  })

  test('keeps to the scopes of a key', async () => {
    const running = await started()
    await running.memory.forUser('ada').save(draft)
    const reader = await signedIn(running, await running.keyOf('ada', ['read']))
    const writer = await signedIn(running, await running.keyOf('ada', ['read', 'write']))
    expect((await reader.get('/memories/1')).status).toBe(200)
    const fields = { token: await reader.token(), confirm: 'erase' }
    expect((await reader.post('/memories/1/forget', fields)).status).toBe(403)
    const refused = await writer.post('/erase', fields)
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('Not allowed')])
    expect((await reader.post('/preferences', { ...fields, theme: 'dark' })).status).toBe(303)
    expect((await writer.post('/memories/1/forget', fields)).status).toBe(303)
  })

  test('takes a credential of a header too, as a proxy of the application sends it', async () => {
    const running = await started()
    await running.memory.forUser('ada').save(draft)
    const service = { ...(await running.keyFor(null)), 'x-user-id': 'ada' }
    expect((await running.send('GET', '/page', { headers: service })).text).toContain('Colour')
    const wrong = { authorization: 'Bearer ilm_wrong', 'x-user-id': 'ada' }
    expect((await running.send('GET', '/page', { headers: wrong })).status).toBe(401)
  })

  test('takes no form of another origin, and none without its token', async () => {
    const running = await started()
    await running.memory.forUser('ada').save(draft)
    const window = await signedIn(running, await running.keyOf('ada'))
    const token = await window.token()
    const evil = { origin: 'https://evil.example' }
    expect((await window.post('/memories/1/forget', { token }, evil)).status).toBe(403)
    expect((await window.post('/sign-in', { credential: 'x' }, evil)).status).toBe(403)
    const cross = { 'sec-fetch-site': 'cross-site' }
    for (const path of ['/sign-in', '/sign-out', '/memories/1/forget'])
      expect((await window.post(path, { token }, cross)).status).toBe(403)
    expect((await window.post('/memories/1/forget', {})).status).toBe(403)
    const url = `${running.server.url}/page/memories/1/forget`
    const bare = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ token }),
      headers: { cookie: window.cookie },
    })
    expect(bare.status).toBe(403)
    expect(await running.memory.forUser('ada').get(1)).not.toBeNull()
  })

  test('answers under no foreign host, and to no other method', async () => {
    const running = await started()
    const { cookie } = await signedIn(running, await running.keyOf('ada'))
    const foreign = await sendRaw(running.server.url, 'GET', '/page', { host: 'evil.example', cookie })
    expect(foreign.status).toBe(403)
    const put = await running.send('PUT', '/page/control', { headers: { cookie } })
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
    const head = await running.send('HEAD', '/page/control', { headers: { cookie } })
    expect([head.status, head.text]).toEqual([200, ''])
  })

  test('counts against the limits of the server', async () => {
    const running = await started({
      limits: {
        rate: { requests: 3, seconds: 1_000 },
        failedAuthentications: { requests: 2, seconds: 1_000 },
        bodyBytes: 1_000,
        importBytes: 1_000,
      },
    })
    const window = await signedIn(running, await running.keyOf('ada'))
    const token = await window.token()
    const large = await window.post('/import', { token, file: 'x'.repeat(2_000) })
    expect(large.status).toBe(413)
    expect((await window.get()).status).toBe(200)
    const late = await window.get()
    expect([late.status, Number(late.headers.get('retry-after'))]).toEqual([429, expect.any(Number)])
    expect(late.text).toContain('Busy')
    const guesses = new Window(running.server.url)
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await guesses.signIn(`ilm_${i}`)).status)
    expect(statuses).toEqual([401, 401, 429])
  })

  test('hands out an export within its bounds, and a full one ends with an empty line', async () => {
    const running = await started({ limits: { exportsAtOnce: 1, rate: false } })
    await running.memory.forUser('ada').save(draft)
    const window = await signedIn(running, await running.keyOf('ada'))
    const answer = await window.get('/export')
    expect(answer.headers.get('content-disposition')).toContain('memory.jsonl')
    expect(answer.text.endsWith('\n\n')).toBe(true)
    const bob = running.memory.forUser('bob')
    expect(await bob.import(answer.text.split('\n'))).toMatchObject({ observations: 1 })
  })

  test('finishes what it took when the server ends', async () => {
    const folder = freshFolder()
    const kept = await ILabMemory.fromPath(join(folder, 'memory.db'))
    onTestFinished(() => kept.close())
    let begin = (): void => undefined
    let release = (): void => undefined
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const gate = new Promise<void>((resolve) => (release = resolve))
    const memory: MemoryOfUsers = {
      forUser: (userId) => {
        const user = kept.forUser(userId)
        const stats = async (): ReturnType<typeof user.stats> => {
          begin()
          await gate
          return user.stats()
        }
        const settings = (): ReturnType<typeof user.settings> => user.settings()
        return Object.assign(Object.create(user) as typeof user, { stats, settings })
      },
    }
    const keyring = join(folder, 'keyring.json')
    const { key } = await createKey(keyring, { userId: 'ada' })
    const authenticator = await openAuthenticator({ keyring })
    const server = await serve({ memory, authenticator, page: {}, port: 0 })
    const headers = { authorization: `Bearer ${key}` }
    const taken = senderTo(server.url)('GET', '/page/control', { headers })
    await begun
    const closed = server.close(60_000)
    release()
    const { status, text } = await taken
    expect([status, text]).toEqual([200, expect.stringContaining('Take it with you')])
    await closed
  })
})

describe('a token of an issuer', () => {
  test('signs its user in until it ends', async () => {
    const issuer = await startIssuer('https://issuer.example')
    let time = now
    const authenticator = await openAuthenticator({
      jwt: { issuers: [{ issuer: issuer.name, audience, jwks: issuer.jwks }] },
      clock: () => time,
    })
    const running = await startServer({ page: {}, authenticator })
    await running.memory.forUser('alice').save(draft)
    const window = new Window(running.server.url)
    const expired = await issuer.token({ claims: { exp: seconds - 300 } })
    expect((await window.signIn(expired)).text).toContain('is unknown, has ended')
    expect((await window.signIn(await issuer.token())).status).toBe(303)
    expect((await window.get('/memories/1')).text).toContain('Colour')
    time += 3_600_000
    const late = await window.get('/memories/1')
    expect([late.status, window.cookie]).toEqual([401, ''])
    expect(late.text).not.toContain('Colour')
  })
})

test('without authentication there is no page', async () => {
  const memory = await ILabMemory.fromPath(':memory:')
  onTestFinished(() => memory.close())
  expect(() => createApp({ memory, authenticator: openToAnyone, page: {} })).toThrow(
    /needs API keys or tokens/,
  )
  const { send } = await startServer()
  expect((await send('GET', '/page')).status).toBe(404)
})

test('below the path of an application that mounts it, links and cookies have that path', async () => {
  const folder = freshFolder()
  const memory = await ILabMemory.fromPath(join(folder, 'memory.db'))
  onTestFinished(() => memory.close())
  const keyring = join(folder, 'keyring.json')
  const { key } = await createKey(keyring, { userId: 'ada' })
  const app = createApp({
    memory,
    authenticator: await openAuthenticator({ keyring }),
    page: {},
    basePath: '/m',
  })
  const origin = 'https://app.example'
  const signs = await app.fetch(
    new Request(`${origin}/page/sign-in`, {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({ credential: key }),
    }),
  )
  expect(signs.headers.get('set-cookie')).toContain('; Path=/m/page; HttpOnly; SameSite=Strict; Secure')
  const list = await app.fetch(new Request(`${origin}/page`, { headers: { authorization: `Bearer ${key}` } }))
  const { status } = list
  expect([status, await list.text()]).toEqual([200, expect.stringContaining('href="/m/page/control"')])
})
