import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ILabMemory } from '../../src/index.ts'
import { startApplication, type Application } from './application.ts'
import { closeWindow } from './close-window.ts'

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

let application: Application
let memory: ILabMemory
let url: string
let tabOf: Application['tabOf']

beforeAll(async () => {
  application = await startApplication()
  ;({ memory, url, tabOf } = application)
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

afterAll(() => application[Symbol.asyncDispose]())

test.each([
  ['light', 360, 'on'],
  ['light', 390, 'blocked'],
  ['light', 1280, 'on'],
  ['dark', 390, 'on'],
  ['dark', 1280, 'blocked'],
] as const)(
  'every view has 0 findings of axe and no sideways scrolling, %s at %i px, script %s',
  async (colorScheme, width, script) => {
    const tab = await tabOf('ada', { colorScheme, width, script })
    const found: unknown[] = []
    for (const path of paths) {
      await tab.goto(url + path)
      await tab.evaluate(axe)
      const ids = await tab.evaluate<string[]>(
        'axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))',
      )
      const excess = await tab.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      // A button keeps its words on one line where there is room for them.
      const tall = await tab.evaluate<string[]>(
        `[...document.querySelectorAll('button')].filter((button) => button.offsetHeight > 80).map((button) => button.textContent)`,
      )
      if (ids.length > 0 || excess > 0 || tall.length > 0) found.push({ path, ids, excess, tall })
    }
    expect(found).toEqual([])
    await closeWindow(tab)
  },
)

test('without JavaScript and by keyboard only: search, edit, forget; another window sees nothing of it', async () => {
  await memory.forUser('keys').save({ type: 'decision', title: 'Database', content: 'Postgres it is.' })
  const tab = await tabOf('keys', { script: 'off' })
  const other = await tabOf('other', { script: 'off' })
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
  await tab.getByText('Saved.').waitFor()
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
  const tab = await tabOf('victim', { script: 'off' })
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
