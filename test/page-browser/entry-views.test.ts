import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { closeWindow } from './close-window.ts'
import { sharedBrowser } from './shared-browser.ts'
import { startServer } from '../server/http/fixture.ts'
import { openStudio } from '../cli/studio/browsing.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: Browser
beforeAll(async () => {
  browser = await sharedBrowser()
})

/** Findings of axe in what a window shows, and by how much it is too wide. */
async function findingsIn(tab: Page, name: string): Promise<unknown[]> {
  await tab.evaluate(axe)
  const ids = await tab.evaluate<string[]>(
    'axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))',
  )
  const excess = await tab.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  return ids.length > 0 || excess > 0 ? [{ name, ids, excess }] : []
}

const looks = [
  ['light', 360],
  ['light', 1280],
  ['dark', 390],
  ['dark', 1280],
] as const

test.each(looks)('the sign-in of a server has 0 findings of axe, %s at %i px', async (colorScheme, width) => {
  const { server } = await startServer({ keys: true, page: {} })
  const context = await browser.newContext({ bypassCSP: true, colorScheme, viewport: { width, height: 800 } })
  const tab = await context.newPage()
  await tab.goto(`${server.url}/page`)
  await tab.getByLabel('Key or token').waitFor()
  const found = await findingsIn(tab, 'sign-in')
  await tab.getByLabel('Key or token').fill('unknown')
  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.getByRole('alert').waitFor()
  found.push(...(await findingsIn(tab, 'sign-in refused')))
  expect(found).toEqual([])
  await closeWindow(tab)
})

test.each(looks)(
  'the ways into the studio have 0 findings of axe, %s at %i px',
  async (colorScheme, width) => {
    const opened = await openStudio(null)
    const context = await browser.newContext({
      bypassCSP: true,
      colorScheme,
      viewport: { width, height: 800 },
    })
    const tab = await context.newPage()
    // The page that takes the cookie goes on by itself; without this header it stays to be looked at.
    await tab.route('**/*token=*', async (route) => {
      const response = await route.fetch()
      const { refresh: _, ...headers } = response.headers()
      await route.fulfill({ response, headers })
    })
    await tab.goto(opened.studio.url)
    await tab.getByRole('heading', { name: 'The studio is open' }).waitFor()
    const found = await findingsIn(tab, 'opening')
    await tab.getByRole('link', { name: 'Go on' }).click()
    await tab.getByLabel('User id').waitFor()
    found.push(...(await findingsIn(tab, 'choice')))
    await tab.getByLabel('User id').fill(' ')
    await tab.getByRole('button', { name: 'Open' }).click()
    await tab.getByRole('alert').waitFor()
    found.push(...(await findingsIn(tab, 'choice refused')))
    await context.clearCookies()
    await tab.goto(opened.studio.url)
    await tab.getByRole('heading', { name: 'This address does not open the studio' }).waitFor()
    found.push(...(await findingsIn(tab, 'closed')))
    expect(found).toEqual([])
    await closeWindow(tab)
    await opened.close()
  },
)

test('the element takes the sign-in of a server, and shows the page of the key', async () => {
  const { server, keyFor } = await startServer({ keys: true, page: {} })
  const key = ((await keyFor('ada'))['authorization'] ?? '').replace('Bearer ', '')
  const tab = await browser.newPage()
  await tab.route('**/settings', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': "default-src 'self'" },
      body: '<script type="module" src="/page/element.js"></script><ilab-memory src="/page"></ilab-memory>',
    }),
  )
  await tab.goto(`${server.url}/settings`)
  await tab.getByLabel('Key or token').fill(key)
  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.getByText('Nothing is kept about you yet').waitFor()
  await tab.getByRole('button', { name: 'Sign out' }).click()
  await tab.getByLabel('Key or token').waitFor()
  await tab.close()
})
