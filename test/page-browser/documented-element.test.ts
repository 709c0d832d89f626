import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { colours } from '../../src/page/style/tokens.ts'
import { startApplication, type Application } from './application.ts'
import { closeWindow } from './close-window.ts'

const guide = readFileSync(join(import.meta.dirname, '../../docs/page.md'), 'utf8')
const [html = ''] = blocksOf('html')
const [withToken = '', withAddress = ''] = blocksOf('js').filter((code) => code.includes('document.'))

function blocksOf(language: string): string[] {
  return [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, code = '']) => code,
  )
}

let application: Application
beforeAll(async () => {
  application = await startApplication({
    user: ({ headers }) => /^Bearer token-of-(\w+)$/.exec(headers.get('authorization') ?? '')?.[1] ?? null,
  })
  await application.memory.forUser('ada').save({ type: 'decision', title: 'Documented', content: 'x' })
})
afterAll(() => application[Symbol.asyncDispose]())

/** Opens an application with the blocks of the guide, under a strict policy. */
async function open(script: string): Promise<Page> {
  const tab = await application.tabOf('ada')
  await tab.route('**/documented.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  )
  await tab.route('**/documented*', (route) =>
    route.request().url().endsWith('.js')
      ? route.fallback()
      : route.fulfill({
          contentType: 'text/html',
          headers: { 'content-security-policy': "default-src 'self'" },
          body: `<!doctype html>${html}<script type="module" src="/documented.js"></script>`,
        }),
  )
  await tab.goto(`${application.origin}/documented`)
  return tab
}

test('a token of the application shows the page of its user; without a user the application is asked to sign in', async () => {
  const session =
    "const session = { token: '', accessToken: () => session.token, signIn: () => { session.token = 'token-of-ada'; element.refresh() } }"
  const tab = await open(`${session}\n${withToken}`)
  await tab.getByRole('link', { name: 'Documented' }).waitFor()
  await closeWindow(tab)
})

test('the pages of the element stand in the address, and the browser goes back and forward through them', async () => {
  const tab = await open(`${withAddress}\nelement.token = () => 'token-of-ada'`)
  const hash = (): string => new URL(tab.url()).hash
  await tab.getByRole('link', { name: 'Documented' }).click()
  await expect.poll(hash).toBe('#/memories/1')
  await tab.getByRole('link', { name: 'Sessions' }).click()
  await expect.poll(hash).toBe('#/sessions')
  await tab.goBack()
  await tab.getByRole('heading', { name: 'Documented' }).waitFor()
  await tab.goForward()
  await tab.getByRole('heading', { name: 'Sessions' }).waitFor()
  await tab.reload()
  await tab.getByRole('heading', { name: 'Sessions' }).waitFor()
  await closeWindow(tab)
})

test('the guide has the colours of the style', () => {
  for (const [name, values] of Object.entries(colours)) {
    expect(guide).toMatch(new RegExp(`-${name}\\b`))
    for (const value of values) expect(guide).toContain(value)
  }
})
