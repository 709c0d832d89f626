import { request as openRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { studioEn } from '../../../src/cli/studio/texts/en.ts'
import { studioEs } from '../../../src/cli/studio/texts/es.ts'
import { openStudio, opened, Window, type Opened } from './browsing.ts'

let shared: Opened
let window: Window

beforeAll(async () => {
  shared = await openStudio('ada')
  window = await opened(shared)
  const ada = shared.memory.forUser('ada')
  const note = { type: 'preference', source: 'chat/1' }
  await ada.save([
    { ...note, title: 'Tea', content: 'Prefers oolong tea in the morning.', topicKey: 'drinks/tea' },
    { ...note, title: 'Tea pot', content: 'The tea pot is blue.', type: 'discovery' },
    { ...note, title: 'Garden', content: 'Planted tulips.', pinned: true },
  ])
  await shared.memory.settled()
  await shared.memory.forUser('bob').save({ ...note, title: 'Of Bob', content: 'bob-canary tea' })
})
afterAll(() => shared.close())

async function fresh(userId: string | null = 'ada'): Promise<Opened> {
  const one = await openStudio(userId)
  onTestFinished(one.close)
  return one
}

describe('the way in', () => {
  test('is one address that works once; then the cookie of that browser', async () => {
    const one = await fresh()
    expect(one.studio.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/studio-[0-9a-f]{16}\?token=[\w-]{43}$/)
    const first = new Window(one.studio.url)
    expect((await first.get()).status).toBe(403)
    expect((await first.get('?token=wrong')).status).toBe(403)
    const { search, pathname } = new URL(one.studio.url)
    const opening = await first.get(search)
    expect(opening.status).toBe(200)
    expect(opening.headers.get('refresh')).toBe(`0;url=${pathname}`)
    expect(opening.headers.getSetCookie()).toEqual([
      expect.stringMatching(new RegExp(`; Path=${pathname}; HttpOnly; SameSite=Strict$`)),
    ])
    expect((await first.get()).text).toContain('Studio: ada')
    expect((await first.get(search)).text).toContain('Studio: ada')
    const second = new Window(one.studio.url)
    const late = await second.get(search)
    expect([late.status, late.headers.getSetCookie(), late.text]).toEqual([
      403,
      [],
      expect.stringContaining('It was used already'),
    ])
    second.cookie = 'ilab-memory-studio=guess'
    for (const path of ['', '/memories/1', '/export', '/studio/recall', '/studio/user', '/studio/health'])
      expect((await second.get(path)).status).toBe(403)
  })

  test('is answered under its own host and path only', async () => {
    const { port } = new URL(window.base)
    const path = new URL(window.base).pathname
    const statusFor = (host: string, at = path): Promise<number> =>
      new Promise((resolve, reject) => {
        const headers = { host, cookie: window.cookie }
        const sent = openRequest({ host: '127.0.0.1', port, path: at, headers }, (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        })
        sent.on('error', reject)
        sent.end()
      })
    expect(await statusFor(`127.0.0.1:${port}`)).toBe(200)
    for (const host of ['evil.example', `evil.example:${port}`, `localhost:${port}`, '127.0.0.1'])
      expect(await statusFor(host)).toBe(403)
    expect(await statusFor(`127.0.0.1:${port}`, '/')).toBe(404)
    expect(await statusFor(`127.0.0.1:${port}`, `${path}x`)).toBe(404)
  })

  test('asks for a user where none is named, shows one at a time, and lists none', async () => {
    const one = await fresh(null)
    await one.memory.forUser('ada').save({ type: 'profile', title: 'Of Ada', content: 'x' })
    await one.memory.forUser('bob').save({ type: 'profile', title: 'Of Bob', content: 'x' })
    const tab = await opened(one)
    const asked = await tab.get()
    expect(asked.text).toContain('Choose a user')
    expect(asked.text).not.toMatch(/ada|bob/i)
    expect((await tab.get('/memories/1')).text).not.toContain('Of ')
    expect((await tab.post('/studio/user', { user: '' })).status).toBe(400)
    const cross = { 'sec-fetch-site': 'same-site' }
    expect((await tab.post('/studio/user', { user: 'ada' }, cross)).status).toBe(403)
    const evil = { origin: 'http://127.0.0.1:1' }
    expect((await tab.post('/studio/user', { user: 'ada' }, evil)).status).toBe(403)
    for (const [user, seen, unseen] of [
      ['ada', 'Of Ada', 'Of Bob'],
      ['bob', 'Of Bob', 'Of Ada'],
    ] as const) {
      expect((await tab.post('/studio/user', { user })).status).toBe(303)
      const { text } = await tab.get()
      expect(text).toContain(seen)
      expect(text).not.toContain(unseen)
    }
    const token = await tab.token()
    await tab.post('/studio/user', { user: 'ada' })
    expect((await tab.post('/memories/1/forget', { token })).status).toBe(403)
    expect(await one.memory.forUser('ada').get(1)).not.toBeNull()
  })
})

describe('recall', () => {
  test('shows the parts of each score, and what filter and least share leave out', async () => {
    const { text } = await window.get('/studio/recall?q=tea&type=preference&minShare=0')
    expect(text).toContain('Words and meaning took part.')
    for (const heading of ['Relevance', 'Words', 'Meaning', 'Similarity', 'Recency', 'Revision'])
      expect(text).toContain(`>${heading}</th>`)
    const [found] = await shared.memory.forUser('ada').search('tea', { types: ['preference'] })
    expect(text).toContain(`>${found!.score.toFixed(3)}</td>`)
    const outcome = (title: string, page: string): string | undefined =>
      new RegExp(`>${title}</a>\\s*</th>\\s*<td[^>]*><span[^>]*>([^<]+)`).exec(page)?.[1]
    expect([outcome('Tea', text), outcome('Tea pot', text)]).toEqual(['Stays', 'Left out by the filter'])
    const high = (await window.get('/studio/recall?q=oolong%20tea&minShare=1')).text
    expect([outcome('Tea', high), outcome('Tea pot', high)]).toEqual(['Stays', 'Left out by the least share'])
    expect(text).not.toContain('bob-canary')
  })

  test('says why there is no result', async () => {
    expect((await window.get('/studio/recall?q=tea&source=elsewhere')).text).toContain(
      'The filter leaves out every memory that matches.',
    )
    const ada = shared.memory.forUser('ada')
    await ada.pause({ recall: true })
    expect((await window.get('/studio/recall?q=tea')).text).toContain('has paused recall')
    expect((await window.get('/studio/context?q=tea')).text).toContain('has paused recall')
    await ada.pause({ recall: false })
  })
})

describe('context', () => {
  test('shows the exact text with its size, and what had no room or matched too little', async () => {
    const ada = shared.memory.forUser('ada')
    const { text: exact } = await ada.context({ query: 'tea', maxTokens: 1_000 })
    const page = (await window.get('/studio/context?q=tea')).text
    const shown = /<pre[^>]*>\n?([\s\S]*?)<\/pre>/.exec(page)?.[1] ?? ''
    const plain = shown
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
    expect(plain).toBe(exact)
    expect(page).toContain(`${Math.ceil(exact.length / 4)} tokens, ${exact.length} characters.`)
    expect(page).toContain('Nothing was left out.')
    const tight = (await window.get('/studio/context?q=tea&maxTokens=90')).text
    expect(tight).toContain('No room within the tokens')
    const strict = (await window.get('/studio/context?q=oolong&minShare=1&maxTokens=x')).text
    expect(strict).toContain('Matches the message')
  })
})

describe('journal and health', () => {
  test('the journal tells what each read gave out', async () => {
    await shared.memory.forUser('ada').search('oolong', { purpose: 'the assistant' })
    const { text } = await window.get('/studio/journal')
    expect(text).toMatch(/the assistant<\/td>\s*<td[^>]*><a href="[^"]+\/memories\/1">1<\/a>/)
    expect((await window.get('/studio/journal?cursor=nothing')).status).toBe(400)
  })

  test('health shows counts, vectors, days and, on request, the check of the file', async () => {
    const { text } = await window.get('/studio/health')
    expect(text).toContain('3 of 3 memories have a vector.')
    expect(text).toContain('<meter aria-label="Vectors" max="3" value="3">')
    expect(text).toContain(new Date().toISOString().slice(0, 10))
    expect(text).not.toContain('All is well')
    const token = await window.token()
    expect((await window.post('/studio/health', { token })).text).toContain('All is well.')
    expect((await window.post('/studio/health', {})).status).toBe(403)
  })
})

test('what a memory holds is text on every page of the studio', async () => {
  const one = await fresh('eve')
  const attack = `"><script>alert(1)</script></pre><img src=x onerror=alert(2)>`
  const eve = one.memory.forUser('eve')
  await eve.save({ type: 'decision', title: attack, content: attack, topicKey: attack, source: attack })
  await eve.search('alert', { purpose: attack })
  await eve.context({ query: 'alert', purpose: attack })
  const tab = await opened(one)
  const encoded = encodeURIComponent(attack)
  const paths = [
    `/studio/recall?q=${encoded}&topic=${encoded}&source=${encoded}&type=${encoded}`,
    '/studio/recall?q=alert',
    `/studio/context?q=${encoded}&maxTokens=${encoded}`,
    '/studio/journal',
    '/studio/health',
  ]
  for (const path of paths) {
    const { text } = await tab.get(path)
    expect(text).not.toMatch(/<script>|<img/)
  }
})

test('speaks Spanish, and has each text in both languages', async () => {
  const { text } = await window.get('/studio/recall?q=tea', { 'accept-language': 'es' })
  expect(text).toContain('lang="es"')
  expect(text).toContain('Contaron las palabras y el sentido.')
  const leaves = (value: object): string[] =>
    Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
      typeof inner === 'object' && inner !== null ? leaves(inner) : `${name} ${typeof inner}`,
    )
  expect(leaves(studioEs)).toEqual(leaves(studioEn))
})
