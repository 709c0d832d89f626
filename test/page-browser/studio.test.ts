import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { openStudio, type Opened } from '../cli/studio/browsing.ts'
import { closeWindow } from './close-window.ts'
import { sharedBrowser } from './shared-browser.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const paths = [
  '',
  '/studio/recall',
  '/studio/recall?q=tea&type=preference&minShare=0.9',
  '/studio/recall?q=nothing-like-it',
  '/studio/context?q=tea',
  '/studio/context?q=tea&maxTokens=90',
  '/studio/journal',
  '/studio/health',
  '/studio/user',
]

let browser: Browser

beforeAll(async () => {
  browser = await sharedBrowser()
})

async function filled(): Promise<Opened> {
  const opened = await openStudio('ada')
  const ada = opened.memory.forUser('ada')
  await ada.save([
    { type: 'preference', title: 'Tea', content: 'Prefers oolong tea in the morning.' },
    { type: 'discovery', title: 'x'.repeat(150), content: `The tea pot is ${'y'.repeat(300)}.` },
  ])
  await opened.memory.settled()
  await ada.search('tea', { purpose: 'a test' })
  return opened
}

/** Opens the printed address as a person does, and waits until the page has gone on by itself. */
async function enter(opened: Opened, look: object): Promise<Page> {
  const context = await browser.newContext({ bypassCSP: true, ...look })
  const tab = await context.newPage()
  await tab.goto(opened.studio.url)
  await tab.getByRole('heading', { name: 'Memories', exact: true }).waitFor()
  expect(tab.url()).not.toContain('token')
  return tab
}

test.each([
  ['light', 360],
  ['light', 1280],
  ['dark', 390],
  ['dark', 1280],
] as const)('every view of the studio has 0 findings of axe, %s at %i px', async (colorScheme, width) => {
  const opened = await filled()
  const tab = await enter(opened, { colorScheme, viewport: { width, height: 800 } })
  const base = tab.url()
  const found: unknown[] = []
  for (const path of paths) {
    await tab.goto(base + path)
    await tab.evaluate(axe)
    const ids = await tab.evaluate<string[]>(
      'axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))',
    )
    const excess = await tab.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    if (ids.length > 0 || excess > 0) found.push({ path, ids, excess })
    const folder = process.env['ILAB_STUDIO_PICTURES']
    if (folder !== undefined)
      await tab.screenshot({
        path: `${folder}/${colorScheme}-${width}-${paths.indexOf(path)}.png`,
        fullPage: true,
      })
  }
  expect(found).toEqual([])
  await closeWindow(tab)
  await opened.close()
})

test('by keyboard only and without JavaScript: ask, follow a result, check the file', async () => {
  const opened = await filled()
  const tab = await enter(opened, { javaScriptEnabled: false })
  await tab.getByRole('link', { name: 'Recall' }).focus()
  await tab.keyboard.press('Enter')
  await tab.getByLabel('Query').focus()
  await tab.keyboard.type('oolong')
  await tab.keyboard.press('Enter')
  await tab.getByText('Stays').first().waitFor()
  await tab.getByRole('link', { name: 'Tea', exact: true }).focus()
  await tab.keyboard.press('Enter')
  await tab.getByText('Prefers oolong tea in the morning.').waitFor()
  await tab.getByRole('link', { name: 'Health' }).focus()
  await tab.keyboard.press('Enter')
  await tab.getByRole('button', { name: 'Check now' }).focus()
  await tab.keyboard.press('Enter')
  await tab.getByText('All is well.').waitFor()
  await closeWindow(tab)
  await opened.close()
})
