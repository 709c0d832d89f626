import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRoutes } from '../../src/page/route-table.ts'
import type { ILabMemory } from '../../src/index.ts'
import { openMemory, origin, pageOf, Window, withoutOwnScript } from './browsing.ts'

let memory: ILabMemory
beforeAll(async () => {
  memory = await openMemory()
})
afterAll(() => memory.close())

const note = { type: 'preference', title: 'Theme', content: 'dark', topicKey: 'ui/theme' }

async function exported(userId: string): Promise<string[]> {
  return Array.fromAsync(memory.forUser(userId).export())
}

describe('two users', () => {
  const secret = 'zanzibar-4711'

  test('every address with another user’s id answers as for an id that never was, and changes nothing', async () => {
    const ada = memory.forUser('matrix-ada')
    await ada.save([
      { ...note, title: secret, content: secret, source: secret, data: { secret } },
      { ...note, topicKey: null, title: `${secret} 2` },
    ])
    await ada.update(1, { content: `${secret} again` })
    const waits = await ada.save({ ...note, content: secret, status: 'pending' })
    const before = await exported('matrix-ada')
    const bob = new Window(pageOf(memory), 'matrix-bob')
    const token = await bob.token()
    const answerOf = async (method: string, path: string, id: number): Promise<unknown> => {
      const at = path.replace(':', String(id))
      const fields = {
        token,
        id: String(id),
        revision: '1',
        to: '1',
        title: 'x',
        content: 'x',
        pinned: 'yes',
      }
      const { status, text } = await (method === 'GET' ? bob.get(`${at}?id=${id}`) : bob.post(at, fields))
      expect(text).not.toContain(secret)
      const plain = text
        .replaceAll(/value="\d+\.[0-9a-f]{64}"/g, '')
        .replaceAll(/name="back" value="[^"]*"/g, '')
      return { status, plain }
    }
    const routes = createRoutes('').filter(({ path }) => path !== '/erase')
    for (const { method, path } of routes) {
      const missing = await answerOf(method, path, 999)
      for (const id of [1, 2, waits.id]) expect(await answerOf(method, path, id)).toEqual(missing)
      if (path.includes(':')) expect(missing).toMatchObject({ status: 404 })
    }
    await bob.post('/erase', { token, confirm: 'erase' })
    expect(await exported('matrix-ada')).toEqual(before)
  })

  test('searches, lists and files hold their own memories only', async () => {
    const names = ['cross-ada', 'cross-bob']
    for (const name of names) await memory.forUser(name).save({ ...note, content: `of ${name}` })
    for (const [at, name] of names.entries()) {
      const window = new Window(pageOf(memory), name)
      for (const path of ['/', '/?q=of', '/export', '/print', '/memories/1']) {
        const { text } = await window.get(path)
        expect(text).toContain(`of ${name}`.replace('of ', ''))
        expect(text).not.toContain(names[1 - at])
      }
    }
  })
})

describe('stored text', () => {
  const attack = `"><script>alert(1)</script><img src=x onerror='alert(2)'>{{7*7}}&lt;b&gt;</textarea>`

  test('of every field is text on every page', async () => {
    const eve = memory.forUser('xss')
    const fields = {
      title: attack,
      content: attack,
      keywords: [attack.slice(0, 40)],
      data: { [attack]: attack },
    }
    await eve.startSession({ key: attack })
    await eve.save({ ...note, ...fields, topicKey: attack, source: attack }, { sessionKey: attack })
    await eve.update(1, { content: `${attack} more ${attack}` })
    await eve.save({ ...note, ...fields, topicKey: attack, status: 'pending' }, { sessionKey: attack })
    await eve.endSession(attack, { key: attack })
    const window = new Window(pageOf(memory), 'xss')
    const encoded = encodeURIComponent(attack)
    const paths = [
      '/',
      `/?q=${encoded}`,
      `/?topic=${encoded}&type=${encoded}&source=${encoded}&from=${encoded}`,
      '/?order=topic',
      `/?notice=${encoded}`,
      `/?cursor=${encoded}`,
      '/?q=alert',
      '/memories/1',
      '/memories/1/edit',
      '/memories/1/history',
      '/memories/1/forget',
      '/forget?id=1',
      `/forget?filter=1&topic=${encoded}`,
      '/review',
      '/sessions',
      '/control',
      '/print',
      `/${encoded}`,
    ]
    for (const path of paths) {
      const { text } = await window.get(path)
      expect(withoutOwnScript(text)).not.toMatch(/<script|<img|onerror='/)
    }
    const conflict = await window.post('/memories/1/edit', { ...note, content: attack, revision: '1' })
    expect(conflict.status).toBe(409)
    expect(withoutOwnScript(conflict.text)).not.toMatch(/<script|<img/)
    const report = await window.upload('/import', `${attack}\n`)
    expect(withoutOwnScript(report.text)).not.toMatch(/<script|<img/)
  })
})

describe('forms of others', () => {
  const secret = 'a secret of thirty-two characters!'
  let now = Date.now()
  const page = (): ReturnType<typeof pageOf> => pageOf(memory, { secret, formMinutes: 10, now: () => now })

  test.each([
    ['no origin', { origin: '' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['a hidden origin', { origin: 'null' }],
    ['another port', { origin: `${origin}:8443` }],
    ['another site by its fetch metadata', { 'sec-fetch-site': 'cross-site' }],
    ['a sister site by its fetch metadata', { 'sec-fetch-site': 'same-site' }],
    ['a foreign host with its own origin', { host: 'evil.example' }],
  ])('are refused: %s', async (_, headers) => {
    await memory.forUser('csrf').save(note)
    const window = new Window(page(), 'csrf')
    const { status } = await window.post('/memories/1/forget', {}, headers)
    expect(status).toBe(403)
    expect(await memory.forUser('csrf').get(1)).not.toBeNull()
  })

  test('are refused without a token, with one of another user, secret or time; one’s own may come twice', async () => {
    await memory.forUser('tokens').save(note)
    const window = new Window(page(), 'tokens')
    const own = await window.token()
    const bad = [
      '',
      'x',
      own.replace(/^\d+/, '9999999999999'),
      `${own}0`,
      await new Window(page(), 'other').token(),
      await new Window(pageOf(memory), 'tokens').token(),
    ]
    for (const token of bad) expect((await window.post('/memories/1/pin', { token })).status).toBe(403)
    expect((await window.post('/memories/1/pin', { token: own })).status).toBe(303)
    expect((await window.post('/memories/1/pin', { token: own })).status).toBe(303)
    now += 10 * 60_000 + 1
    expect((await window.post('/memories/1/pin', { token: own })).status).toBe(403)
  })

  test('a token is given again for a hundredth of its life, and to no other user', async () => {
    const shared = page()
    const [window, other] = [new Window(shared, 'tokens'), new Window(shared, 'other')]
    const [first, another] = [await window.token(), await other.token()]
    expect(another.split('.')[1]).not.toBe(first.split('.')[1])
    now += 6_000
    expect([await window.token(), await other.token()]).toEqual([first, another])
    now += 1
    const later = await window.token()
    expect(Number(later.split('.')[0]) - Number(first.split('.')[0])).toBe(6_001)
  })

  test('a token is good in every process with the same secret', async () => {
    const token = await new Window(page(), 'tokens').token()
    expect((await new Window(page(), 'tokens').post('/memories/1/pin', { token })).status).toBe(303)
  })

  test('are refused when they are no forms or too large', async () => {
    const send = (type: string, body: string): Promise<Response> =>
      page().fetch(
        new Request(`${origin}/memory/erase`, {
          method: 'POST',
          headers: { origin, 'x-test-user': 'csrf', 'content-type': type },
          body,
        }),
      )
    expect((await send('application/json', '{}')).status).toBe(413)
    expect((await send('application/x-www-form-urlencoded', `a=${'x'.repeat(2 ** 20)}`)).status).toBe(413)
    expect((await send('multipart/form-data; boundary=b', 'junk')).status).toBe(413)
  })
})
