import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { serve, type ServerType } from '@hono/node-server'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ILabMemory } from '../../src/index.ts'
import { findChromium } from '../bundles/harness/chromium.ts'
import { openMemory, pageOf } from '../page/browsing.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const paths = [
  '/',
  '/?q=colours&type=preference',
  '/?q=zebra',
  '/?order=topic',
  '/memories/1',
  '/memories/1/edit',
  '/memories/1/history',
  '/memories/1/forget',
  '/forget?filter=1&type=preference',
  '/review',
  '/sessions',
  '/control',
  '/print',
  '/nothing',
]

let memory: ILabMemory
let server: ServerType
let browser: Browser
let url: string

beforeAll(async () => {
  memory = await openMemory()
  const page = pageOf(memory)
  server = serve({ fetch: page.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/memory`
  browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] })
  const ada = memory.forUser('ada')
  const theme = { type: 'preference', title: 'UI theme', topicKey: 'ui/theme' }
  await ada.startSession()
  await ada.save({ ...theme, content: 'Dark colours.', data: { a: { b: 1 } }, source: 'chat', pinned: true })
  await ada.update('ui/theme', { content: 'Light colours.' })
  await ada.save({ type: 'decision', title: 'قاعدة البيانات', content: 'نستخدم بوستجرس.' })
  await ada.save({
    type: 'discovery',
    title: 'x'.repeat(150),
    content: `${'y'.repeat(500)} <private>z</private>`,
  })
  await ada.save({ ...theme, content: 'Dark colours at night.', status: 'pending' })
  await ada.endSession('Talked about themes.')
})

afterAll(async () => {
  await browser.close()
  server.close()
  await memory.close()
})

async function tabOf(
  userId: string,
  look: { colorScheme?: 'light' | 'dark'; width?: number; bypassCSP?: boolean } = {},
): Promise<Page> {
  const { colorScheme = 'light', width = 1280, bypassCSP = false } = look
  const context = await browser.newContext({
    colorScheme,
    bypassCSP,
    javaScriptEnabled: bypassCSP,
    viewport: { width, height: 800 },
    extraHTTPHeaders: { 'x-test-user': userId },
  })
  return context.newPage()
}

test.each([
  ['light', 360],
  ['light', 390],
  ['light', 1280],
  ['dark', 390],
  ['dark', 1280],
] as const)(
  'every view has 0 findings of axe and no sideways scrolling, %s at %i px',
  async (colorScheme, width) => {
    const tab = await tabOf('ada', { colorScheme, width, bypassCSP: true })
    const found: unknown[] = []
    for (const path of paths) {
      await tab.goto(url + path)
      await tab.evaluate(axe)
      const ids = await tab.evaluate<string[]>(
        'axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))',
      )
      const excess = await tab.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      if (ids.length > 0 || excess > 0) found.push({ path, ids, excess })
    }
    expect(found).toEqual([])
    await tab.context().close()
  },
)

test('without JavaScript and by keyboard only: search, edit, forget; another window sees nothing of it', async () => {
  await memory.forUser('keys').save({ type: 'decision', title: 'Database', content: 'Postgres it is.' })
  const tab = await tabOf('keys')
  const other = await tabOf('other')
  await tab.goto(url)
  await tab.keyboard.press('Tab')
  expect(await tab.locator(':focus').textContent()).toBe('Skip to the content')
  await tab.getByRole('searchbox').focus()
  await tab.keyboard.type('postgres')
  await tab.keyboard.press('Enter')
  await tab.waitForURL(/q=postgres/)
  expect(await tab.locator('mark').textContent()).toBe('Postgres')
  await tab.getByRole('link', { name: 'Database' }).focus()
  await tab.keyboard.press('Enter')
  await tab.getByRole('link', { name: 'Edit' }).focus()
  await tab.keyboard.press('Enter')
  await tab.getByLabel('Title').focus()
  await tab.keyboard.type(' of choice')
  await tab.keyboard.press('Enter')
  await tab.getByRole('status').waitFor()
  expect(await memory.forUser('keys').get(1)).toMatchObject({ revision: 2, content: 'Postgres it is.' })
  await other.goto(`${url}/memories/1`)
  expect(await other.getByRole('heading').textContent()).toBe('Not found')
  await tab.getByRole('link', { name: 'Forget' }).focus()
  await tab.keyboard.press('Enter')
  await tab.getByRole('button', { name: 'Forget this memory' }).focus()
  await tab.keyboard.press('Enter')
  await tab.getByText('Nothing is kept about you yet').waitFor()
  expect(await memory.forUser('keys').get(1)).toBeNull()
})

test('a page of another origin can neither send a form nor frame the page', async () => {
  await memory.forUser('victim').save({ type: 'decision', title: 'Kept', content: 'x' })
  const tab = await tabOf('victim')
  const foreign = url.replace('127.0.0.1', 'localhost').replace('/memory', '')
  await tab.route(`${foreign}/evil`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" action="${url}/memories/1/forget"><button>Win</button></form><iframe src="${url}/control"></iframe>`,
    }),
  )
  await tab.goto(`${foreign}/evil`)
  expect(await tab.frames()[1]?.getByRole('heading').count()).toBe(0)
  await tab.getByRole('button', { name: 'Win' }).click()
  await tab.getByText('This form was refused').waitFor()
  expect(await memory.forUser('victim').get(1)).not.toBeNull()
})
