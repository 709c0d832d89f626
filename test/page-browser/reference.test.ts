import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeWindow } from './close-window.ts'
import { sharedBrowser } from './shared-browser.ts'
import { openToAnyone, serve, type RunningServer } from '../../src/server/http/index.ts'
import type { ILabMemory } from '../../src/index.ts'
import { openMemory } from '../page/browsing.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let memory: ILabMemory
let server: RunningServer
let browser: Browser

beforeAll(async () => {
  memory = await openMemory()
  server = await serve({ memory, authenticator: openToAnyone, port: 0 })
  browser = await sharedBrowser()
})

afterAll(async () => {
  await server.close()
  await memory.close()
})

test.each([
  ['light', 360, 'save'],
  ['light', 390, 'save'],
  ['light', 1280, ''],
  ['dark', 360, 'save'],
  ['dark', 390, 'save'],
  ['dark', 1280, 'save'],
] as const)(
  'the reference has 0 findings of axe and no sideways scrolling, %s at %i px %s',
  async (colorScheme, width, words) => {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height: 800 },
      bypassCSP: true,
    })
    const tab = await context.newPage()
    await tab.goto(`${server.url}/docs?q=${words}`)
    for (const summary of await tab.locator('#mem_save summary').all()) await summary.click()
    await tab.evaluate(axe)
    const found = await tab.evaluate<unknown>(
      'axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))',
    )
    const excess = await tab.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    expect([found, excess]).toEqual([[], 0])
    await closeWindow(tab)
  },
)

test('a reader finds an operation and changes the colours by keyboard, without JavaScript', async () => {
  const context = await browser.newContext({ colorScheme: 'light', javaScriptEnabled: false })
  const tab = await context.newPage()
  const background = (): Promise<string> =>
    tab.evaluate('getComputedStyle(document.documentElement).backgroundColor')
  await tab.goto(`${server.url}/docs`)
  await tab.keyboard.press('Tab')
  expect(await tab.locator(':focus').textContent()).toBe('Skip to the content')
  await tab.keyboard.press('Tab')
  await tab.keyboard.type('revert topic')
  await tab.keyboard.press('Enter')
  await tab.waitForURL(/q=revert\+topic/)
  expect(await tab.locator('.operation h3').allTextContents()).toEqual(['mem_revert_by_topic'])
  expect(await tab.getByRole('status').textContent()).toMatch(/^1 of \d+ operations has “revert topic”/)
  const light = await background()
  await tab.getByLabel('System').focus()
  await tab.keyboard.press('ArrowLeft')
  expect(await tab.getByLabel('Dark').isChecked()).toBe(true)
  expect(await background()).not.toBe(light)
  // The next search keeps them.
  await tab.getByRole('searchbox').press('Enter')
  await tab.waitForURL(/theme=dark/)
  expect(await background()).not.toBe(light)
  await tab.getByRole('link', { name: 'POST mem_revert_by_topic' }).focus()
  await tab.keyboard.press('Enter')
  await tab.waitForURL(/#mem_revert_by_topic$/)
  await closeWindow(tab)
})
