import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKey } from '../../src/server/access/keyring/keyring.ts'
import { openAuthenticator, serve } from '../../src/server/http/index.ts'
import { ILabMemory } from '../../src/index.ts'
import { Browser } from './browser.ts'
import { temporaryFolder } from './run.ts'

const main = join(import.meta.dirname, '../../examples/web-app/main.ts')
const password = 'correct horse battery'

interface Running {
  readonly site: string
  readonly stop: () => Promise<void>
}

/** The application as a process of its own. */
async function start(env: Record<string, string>): Promise<Running> {
  const { ILAB_MEMORY_URL: _, ILAB_MEMORY_API_KEY: __, ...inherited } = process.env
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    env: { ...inherited, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return {
    site: line.split(' ')[0] ?? '',
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      expect(await ended).toEqual([0, null])
    },
  }
}

/** A memory server with a service key. */
async function startMemoryServer(folder: string): Promise<Running & { readonly key: string }> {
  const keyring = join(folder, 'keyring.json')
  const { key } = await createKey(keyring, { userId: null, scopes: ['read', 'write', 'erase'] })
  const memory = await ILabMemory.fromPath(join(folder, 'memory.db'))
  const authenticator = await openAuthenticator({ keyring })
  const server = await serve({ memory, authenticator, port: 0 })
  const stop = async (): Promise<void> => {
    await server.close()
    await authenticator.close()
    await memory.close()
  }
  return { site: server.url, key, stop }
}

async function signedUp(site: string, address: string): Promise<Browser> {
  const browser = new Browser(site)
  const response = await browser.post('/sign-up', { address, password })
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('Welcome.')])
  return browser
}

async function saved(browser: Browser, title: string, content: string, topicKey = ''): Promise<string> {
  const response = await browser.post('/notes', { type: 'preference', title, content, topicKey })
  expect(response.status).toBe(200)
  return response.text()
}

/** Sends a form of the memory page, with the token that the page gives this user. */
async function sent(browser: Browser, path: string, fields: Record<string, string> = {}): Promise<Response> {
  const token = /name="token" value="([^"]+)"/.exec(await browser.text('/memory/control'))?.[1] ?? ''
  return browser.post(`/memory${path}`, { token, ...fields })
}

function badge(page: string): string | undefined {
  return /class="badge">([^<]+)</.exec(page)?.[1]
}

describe.each(['embedded', 'remote'] as const)('the web app with an %s memory', (form) => {
  const folder = temporaryFolder()
  const memoryFolder = form === 'embedded' ? folder : temporaryFolder()
  const running: Running[] = []
  let site: string

  beforeAll(async () => {
    const env: Record<string, string> = { WEB_APP_FOLDER: folder }
    if (form === 'remote') {
      const server = await startMemoryServer(memoryFolder)
      running.push(server)
      Object.assign(env, { ILAB_MEMORY_URL: server.site, ILAB_MEMORY_API_KEY: server.key })
    }
    running.unshift(await start(env))
    site = running[0]!.site
  })

  afterAll(async () => {
    for (const { stop } of running) await stop()
  })

  test('shows each of two users their own notes, whatever both search for', async () => {
    const alice = await signedUp(site, 'alice@example.com')
    const bob = await signedUp(site, 'bob@example.com')
    await saved(alice, 'Tea', 'Prefers oolong tea in the morning.', 'drinks/hot')
    await saved(bob, 'Tea', 'Prefers peppermint tea in the evening.', 'drinks/hot')
    expect(await saved(bob, 'Tea', 'Prefers rooibos tea in the evening.', 'drinks/hot')).toContain(
      'The note of this topic was replaced.',
    )
    await saved(bob, 'Biscuits', 'Likes ginger biscuits with tea.')
    const found = await Promise.all([alice, bob].map((one) => one.text('/memory?q=tea')))
    expect(found[0]).toContain('oolong <mark>tea</mark>')
    expect(found[0]).not.toMatch(/rooibos|peppermint|ginger|bob@/)
    expect(found[1]).toContain('rooibos <mark>tea</mark>')
    expect(found[1]).not.toMatch(/oolong|alice@/)
    const pages = await Promise.all([alice, bob].map((one) => one.text('/')))
    expect(pages.map(badge)).toEqual(['2 memories', '3 memories'])
  })

  test('R3: only their own user sees and forgets a note, with a form of their own', async () => {
    const carol = await signedUp(site, 'carol@example.com')
    const dave = await signedUp(site, 'dave@example.com')
    for (const title of ['One', 'Two']) await saved(carol, title, 'of Carol')
    expect((await dave.get('/memory/memories/3')).status).toBe(404)
    expect((await sent(dave, '/memories/3/forget')).status).toBe(404)
    const token = /name="token" value="([^"]+)"/.exec(await carol.text('/memory/control'))?.[1] ?? ''
    expect((await dave.post('/memory/memories/1/forget', { token })).status).toBe(403)
    expect(badge(await carol.text('/'))).toBe('3 memories')
    expect((await sent(carol, '/memories/3/forget')).status).toBe(200)
    expect(await carol.text('/memory')).not.toContain('Two')
    const strange = ['0', '-1', 'x', '1.5', '..%2Faccount'].map((id) => sent(carol, `/memories/${id}/forget`))
    expect((await Promise.all(strange)).map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
    expect(badge(await carol.text('/'))).toBe('2 memories')
  })

  test('R20: keeps nothing private, and writes no address down', async () => {
    const erin = await signedUp(site, 'erin-canary@example.com')
    await saved(erin, 'Door', 'The code is <private>4711-canary</private>, below the mat.')
    expect(await erin.text('/memory')).toContain('The code is [REDACTED], below the mat.')
    const files = [folder, memoryFolder].flatMap((place) =>
      readdirSync(place).map((name) => join(place, name)),
    )
    const bytes = Buffer.concat(files.map((file) => readFileSync(file)))
    expect(bytes.includes('below the mat')).toBe(true)
    expect(['4711-canary', 'erin-canary', password].filter((word) => bytes.includes(word))).toEqual([])
  })

  test('escapes whatever was written', async () => {
    const mallory = await signedUp(site, 'mallory@example.com')
    const script = `<script>alert(1)</script>"'>`
    await saved(mallory, script, `<img src=x onerror=alert(1)> ${script} needle`, script)
    await mallory.post('/sign-out', { summary: script })
    const back = await mallory.post('/sign-in', { address: 'mallory@example.com', password })
    const found = await mallory.text(`/memory?q=${encodeURIComponent(`needle ${script}`)}`)
    for (const shown of [await back.text(), found, await mallory.text('/memory')]) {
      expect(shown).toContain('&lt;script&gt;')
      expect(shown).not.toMatch(/<script>|<img/)
    }
    const policy = (await mallory.get('/')).headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
  })

  test('comes back with the summary of the last visit', async () => {
    const frank = await signedUp(site, 'frank@example.com')
    await saved(frank, 'Garden', 'Planted tulips.')
    const out = await frank.post('/sign-out', { summary: 'Planned the spring.' })
    expect(await out.text()).toContain('Sign in')
    expect(frank.cookies).toBe('')
    const back = await frank.post('/sign-in', { address: ' Frank@Example.com', password })
    expect(await back.text()).toContain('Welcome back. Last time: Planned the spring.')
    await frank.post('/sign-out')
    const again = await frank.post('/sign-in', { address: 'frank@example.com', password })
    expect(await again.text()).toContain('Last time: Wrote 0 note(s).')
  })

  test('lets nobody in without their own cookie', async () => {
    const grace = await signedUp(site, 'grace@example.com')
    const { cookies } = grace
    const [name = '', value = ''] = cookies.split(/=(.*)/s)
    const others = [
      '',
      `${name}=`,
      `${name}=x`,
      `${name}=${value.slice(0, -3)}`,
      `${name}=${value.replace(/^./, 'A')}x`,
    ]
    for (const other of others) {
      const stranger = new Browser(site)
      stranger.cookies = other
      for (const path of ['/', '/settings', '/memory', '/memory/export', '/memory/memories/1'])
        expect(await stranger.text(path)).toContain('A notebook that remembers you')
      for (const path of ['/notes', '/delete', '/sign-out', '/memory/memories/1/forget', '/memory/erase'])
        expect(await (await stranger.post(path, { password, title: 'x' })).text()).toContain(
          'A notebook that remembers you',
        )
    }
    expect(badge(await grace.text('/'))).toBe('1 memory')
    await grace.post('/sign-out')
    grace.cookies = cookies
    expect(await grace.text('/')).toContain('A notebook that remembers you')
  })

  test('gives a cookie that scripts and other sites do not get', async () => {
    await signedUp(site, 'heidi@example.com')
    const body = new URLSearchParams({ address: 'heidi@example.com', password })
    const response = await fetch(`${site}/sign-in`, {
      method: 'POST',
      body,
      headers: { origin: site },
      redirect: 'manual',
    })
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/; HttpOnly; SameSite=Lax$/)])
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('takes no form of another site', async () => {
    const ivan = await signedUp(site, 'ivan@example.com')
    for (const origin of ['https://evil.example', 'null', site.replace('127.0.0.1', 'localhost')])
      for (const path of ['/delete', '/memory/erase'])
        expect((await ivan.post(path, { password, confirm: 'erase' }, origin)).status).toBe(403)
    expect(badge(await ivan.text('/'))).toBe('1 memory')
  })

  test('tells nobody whether an address has an account, and rests after ten wrong passwords', async () => {
    await signedUp(site, 'judy@example.com')
    const guest = new Browser(site)
    const answers = await Promise.all(
      ['judy@example.com', 'nobody@example.com'].map(async (address) => {
        const response = await guest.post('/sign-in', { address, password: 'wrong password' })
        return [response.status, await response.text()]
      }),
    )
    expect(answers[0]).toEqual(answers[1])
    for (let i = 0; i < 9; i++)
      await guest.post('/sign-in', { address: 'judy@example.com', password: `wrong ${i}` })
    expect((await guest.post('/sign-in', { address: 'judy@example.com', password })).status).toBe(403)
  })

  test('hands a user everything of theirs', async () => {
    const kate = await signedUp(site, 'kate@example.com')
    await saved(kate, 'Song', 'Hums Brahms.')
    const lines = (await kate.text('/memory/export')).trimEnd().split('\n')
    const records = lines.map((line) => JSON.parse(line) as { kind: string; title?: string })
    expect(records.map(({ kind }) => kind)).toEqual(['header', 'session', 'observation', 'observation'])
    expect(records.map(({ title }) => title)).toContain('Song')
  })

  test('lets a user see, correct and erase what is remembered, and keep the account', async () => {
    const nina = await signedUp(site, 'nina@example.com')
    await saved(nina, 'Piano', 'Plays in the evening.')
    expect(await nina.text('/')).toContain('href="/memory"')
    expect(await nina.text('/settings')).toContain('<ilab-memory src="/memory"')
    expect(await nina.text('/memory/element.js')).toContain('customElements')
    const list = await nina.text('/memory')
    expect(list).toContain('Plays in the evening.')
    expect(list).toContain('href="/">Back to the application')
    const edit = { title: 'Piano', content: 'Plays in the morning.', revision: '1', type: 'preference' }
    expect(await (await sent(nina, '/memories/2/edit', edit)).text()).toContain('Plays in the morning.')
    expect(await (await sent(nina, '/erase', { confirm: 'erase' })).text()).toContain('Everything was erased')
    expect(badge(await nina.text('/'))).toBe('0 memories')
  })

  test('R46: deletes an account with a receipt, and leaves the others', async () => {
    const leo = await signedUp(site, 'leo@example.com')
    const elsewhere = new Browser(site)
    await elsewhere.post('/sign-in', { address: 'leo@example.com', password })
    const mia = await signedUp(site, 'mia@example.com')
    await saved(leo, 'Secret', 'xylophone lessons')
    await saved(mia, 'Note', 'violin lessons')
    expect((await leo.post('/delete', { password: 'wrong password' })).status).toBe(403)
    const receipt = await (await leo.post('/delete', { password })).text()
    expect(receipt).toMatch(/Erased 2 memories and 1\s+session at \d{4}-\d\d-\d\dT/)
    for (const browser of [leo, elsewhere])
      expect(await browser.text('/')).toContain('A notebook that remembers you')
    expect((await leo.post('/sign-in', { address: 'leo@example.com', password })).status).toBe(403)
    const files = readdirSync(memoryFolder).map((name) => readFileSync(join(memoryFolder, name)))
    expect(Buffer.concat(files).includes('xylophone')).toBe(false)
    expect(await mia.text('/memory')).toContain('violin lessons')
    expect(badge(await (await signedUp(site, 'leo@example.com')).text('/'))).toBe('1 memory')
  })

  test('R10: keeps its files to itself', () => {
    for (const name of readdirSync(folder))
      expect([name, statSync(join(folder, name)).mode & 0o077]).toEqual([name, 0])
  })
})
