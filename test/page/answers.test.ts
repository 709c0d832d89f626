import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMemoryPage } from '../../src/page/index.ts'
import type { ILabMemory } from '../../src/index.ts'
import { openMemory, origin, pageOf, Window, withoutOwnScript } from './browsing.ts'

let memory: ILabMemory
beforeAll(async () => {
  memory = await openMemory()
})
afterAll(() => memory.close())

describe('answers', () => {
  test('cannot be framed, kept or filled from elsewhere', async () => {
    const window = new Window(pageOf(memory), 'headers')
    for (const path of ['/', '/control', '/nothing', '/export']) {
      const { headers, text } = await window.get(path)
      expect(headers.get('content-security-policy')).toContain("default-src 'self'")
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(headers.get('content-security-policy')).not.toContain('unsafe')
      const scripts = text.includes('<script') ? "'self'" : "'none'"
      expect(headers.get('content-security-policy')).toContain(`script-src ${scripts}`)
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(withoutOwnScript(text)).not.toMatch(/\sstyle="|<style|<script|https?:\/\//)
    }
  })

  test('never repeat the host, and keep to the base path, also behind a proxy that takes it off', async () => {
    const page = pageOf(memory)
    for (const path of ['/memory/', '/memory', '/']) {
      const request = new Request(`https://evil.example${path}`, { headers: { 'x-test-user': 'headers' } })
      const response = await page.fetch(request)
      const text = await response.text()
      expect(response.status).toBe(200)
      expect(text).not.toContain('evil')
      expect(
        [...text.matchAll(/(?:href|action)="([^"#]*)"/g)].every(([, to]) => to!.startsWith('/memory')),
      ).toBe(true)
    }
  })

  test('with an origin of their own, forms count by it and not by the host', async () => {
    await memory.forUser('proxied').save({ type: 'preference', title: 'Theme', content: 'dark' })
    const window = new Window(pageOf(memory, { origin: 'https://public.example' }), 'proxied')
    expect((await window.post('/memories/1/pin')).status).toBe(403)
    expect((await window.post('/memories/1/pin', {}, { origin: 'https://public.example' })).status).toBe(303)
  })

  test('to visitors who are not signed in are plain, on every address', async () => {
    const window = new Window(pageOf(memory), null)
    for (const path of ['/', '/memories/1', '/export']) {
      const { status, text } = await window.get(path)
      expect(status).toBe(401)
      expect(text).not.toMatch(/<form|<script/)
    }
    expect((await window.post('/erase', { token: 'x' })).status).toBe(401)
  })

  test.each([
    ['style', /href="\/memory(\/style-\w+\.css)"/, 15_000],
    ['script', /src="\/memory(\/script-\w+\.js)"/, 60_000],
  ])('bring the %s under a name that changes with it', async (_, address, mostBytes) => {
    const { text } = await new Window(pageOf(memory), 'headers').get('/')
    const file = await new Window(pageOf(memory), null).get(address.exec(text)?.[1] ?? '')
    expect(file.status).toBe(200)
    expect(file.headers.get('cache-control')).toContain('immutable')
    const packed = new Response(new Blob([file.text]).stream().pipeThrough(new CompressionStream('gzip')))
    expect((await packed.bytes()).length).toBeLessThan(mostBytes)
  })

  test('bring the script of the element under a name that stays, and once to a browser that has it', async () => {
    const window = new Window(pageOf(memory), null)
    const file = await window.get('/element.js')
    expect(file.headers.get('cache-control')).toBe('no-cache')
    expect(file.headers.get('cross-origin-resource-policy')).toBe('same-origin')
    const etag = file.headers.get('etag') ?? ''
    const again = await window.get('/element.js', { 'if-none-match': `"other", W/${etag}` })
    expect(again).toMatchObject({ status: 304, text: '' })
    expect((await window.get('/element.js', { 'if-none-match': '"other"' })).text).toBe(file.text)
    expect(file.text).toContain('customElements')
  })

  test('tell a failure in the page’s own words, and report it', async () => {
    const seen: unknown[] = []
    const page = createMemoryPage(memory, {
      user: () => {
        throw new Error('a secret of the session')
      },
      onError: (error) => seen.push(error),
    })
    const response = await page.fetch(new Request(`${origin}/`))
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
    expect(seen).toHaveLength(1)
  })

  test('to HEAD have no body, and other methods find nothing', async () => {
    const page = pageOf(memory)
    const ask = (method: string): Promise<Response> =>
      page.fetch(new Request(`${origin}/memory/`, { method, headers: { 'x-test-user': 'headers' } }))
    expect(await (await ask('HEAD')).text()).toBe('')
    expect((await ask('DELETE')).status).toBe(404)
  })
})

test('options that are none are refused', () => {
  const user = (): string => 'ada'
  expect(() => createMemoryPage(memory, { user, basePath: 'memory"' })).toThrow('basePath')
  expect(() => createMemoryPage(memory, { user, origin: 'app.example' })).toThrow('origin')
  expect(() => createMemoryPage(memory, { user, secret: 'short' })).toThrow('secret')
})
