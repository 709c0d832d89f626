import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Draft, UserMemory } from '../../src/index.ts'
import { startApplication, type Application, type Look } from './application.ts'
import { closeWindow } from './close-window.ts'
import { download, eraseByWord, importFile } from './control-page.ts'

let application: Application
let count = 0
beforeAll(async () => {
  application = await startApplication()
})
afterAll(() => application[Symbol.asyncDispose]())

const theme = { type: 'preference', title: 'UI theme', content: 'Dark colours.', topicKey: 'ui/theme' }
const database = { type: 'decision', title: 'Database', content: 'Postgres it is.' }

interface Person {
  readonly ada: UserMemory
  readonly tab: Page
  /** Events that the application got, as JSON. */
  readonly heard: () => Promise<string[]>
}

/** Opens the settings of the application as a new user. */
async function settingsOf(drafts: readonly Draft[], look: Look = {}, attributes = ''): Promise<Person> {
  const userId = `element-${count++}`
  const ada = application.memory.forUser(userId)
  if (drafts.length > 0) await ada.save(drafts)
  const tab = await application.tabOf(userId, look)
  await tab.addInitScript(`window.heard = []
    for (const name of ['error', 'navigate'])
      addEventListener('ilab-memory-' + name, ({ detail }) => heard.push(name + ' ' + JSON.stringify(detail)))`)
  await tab.goto(`${application.origin}/settings?with=${encodeURIComponent(attributes)}`)
  await tab.getByRole('heading', { name: /^(Memories|Recuerdos)$/ }).waitFor()
  return { ada, tab, heard: () => tab.evaluate('heard') }
}

const focused = (tab: Page): Promise<string> =>
  tab.evaluate('document.activeElement.shadowRoot?.activeElement?.textContent.trim() ?? ""')

describe.each([
  ['a wide window', 1280],
  ['a telephone', 390],
])('in the settings of an application, %s', (_, width) => {
  test('searches, opens, edits, pins, and comes back; the address of the application stays', async () => {
    const { ada, tab, heard } = await settingsOf([theme, database], { width })
    const address = tab.url()
    await tab.getByRole('searchbox').fill('postgres')
    await expect.poll(() => tab.locator('#results li').count()).toBe(1)
    expect(await tab.locator('mark').textContent()).toBe('Postgres')
    await tab.getByRole('link', { name: 'Database' }).click()
    await tab.getByRole('heading', { name: 'Database', level: 1 }).waitFor()
    await expect.poll(() => focused(tab)).toBe('Database')
    await tab.getByRole('link', { name: 'Edit' }).click()
    await tab.getByRole('textbox', { name: 'Text', exact: true }).fill('SQLite it is.')
    await tab.getByRole('button', { name: 'Save' }).click()
    await tab.getByRole('status').filter({ hasText: 'Saved.' }).first().waitFor()
    expect(await ada.get(2)).toMatchObject({ content: 'SQLite it is.', revision: 2 })
    await tab.getByRole('button', { name: 'Pin' }).click()
    await expect.poll(() => tab.locator('#live').textContent()).toBe('Pinned.')
    await tab.getByRole('button', { name: 'Back' }).click()
    await tab.getByRole('searchbox').waitFor()
    expect(await tab.getByRole('searchbox').inputValue()).toBe('postgres')
    expect(await tab.getByRole('button', { name: 'Back' }).count()).toBe(0)
    expect(tab.url()).toBe(address)
    expect(await tab.title()).toBe('Settings')
    expect(await heard()).toEqual([
      'navigate {"path":"/?q=postgres","isReplaced":true}',
      'navigate {"path":"/memories/2","isReplaced":false}',
      'navigate {"path":"/memories/2/edit","isReplaced":true}',
      'navigate {"path":"/memories/2","isReplaced":true}',
      'navigate {"path":"/?q=postgres","isReplaced":false}',
    ])
    await closeWindow(tab)
  })

  test('takes everything along, erases it by the typed word, and brings it back', async () => {
    const { ada, tab } = await settingsOf([theme], { width })
    await tab.getByRole('link', { name: 'Control' }).click()
    const file = await download(tab, 'Download the file')
    expect(readFileSync(file, 'utf8')).toContain(theme.content)
    await eraseByWord(tab)
    expect(readFileSync(await download(tab, 'Download the receipt'), 'utf8')).toContain('"observations":1')
    expect((await ada.stats()).observations).toBe(0)
    await tab.getByRole('link', { name: 'Control' }).click()
    await importFile(tab, file, 'Memories added: 1')
    expect((await ada.stats()).observations).toBe(1)
    await closeWindow(tab)
  })
})

test('by keyboard only: search, select, forget, undo, and on to another page', async () => {
  const { ada, tab } = await settingsOf([theme, database])
  const tabTo = async (name: string): Promise<void> => {
    for (let presses = 0; presses < 40; presses++) {
      await tab.keyboard.press('Tab')
      const snapshot = await tab.locator(':focus').last().ariaSnapshot()
      if (snapshot.split('\n')[0]!.includes(name)) return
    }
    throw new Error(`Tab does not reach ${name}`)
  }
  await tabTo('searchbox "Search your memories"')
  await tab.keyboard.type('postgres')
  await expect.poll(() => tab.locator('#results li').count()).toBe(1)
  await tabTo('Select: Database')
  await tab.keyboard.press('Space')
  await tab.keyboard.press('Shift+Tab')
  expect(await focused(tab)).toBe('Forget…')
  await tab.keyboard.press('Enter')
  await expect.poll(() => focused(tab)).toBe('Undo')
  await tab.keyboard.press('Enter')
  await expect.poll(() => tab.locator('#live').textContent()).toBe('Nothing was forgotten.')
  expect(await focused(tab)).toBe('Forget…')
  expect((await ada.stats()).observations).toBe(2)
  await tab.getByRole('link', { name: 'Sessions' }).focus()
  await tab.keyboard.press('Enter')
  await expect.poll(() => focused(tab)).toBe('Sessions')
  await closeWindow(tab)
})

describe('a memory that is to be forgotten', () => {
  test.each([
    ['five seconds pass', (tab: Page) => tab.clock.fastForward(5_100)],
    ['the person goes on', (tab: Page) => tab.getByRole('link', { name: 'Sessions' }).click()],
    [
      'the application takes the element away',
      (tab: Page) => tab.evaluate('document.querySelector("ilab-memory").remove()'),
    ],
    ['the window is left', (tab: Page) => tab.goto('about:blank')],
  ])('is forgotten once %s', async (_, leave) => {
    const { ada, tab } = await settingsOf([theme, database])
    await tab.clock.install({ time: 0 })
    await tab.reload()
    await tab.clock.pauseAt(86_400_000)
    await tab.getByRole('link', { name: 'Database' }).click()
    await tab.getByRole('link', { name: 'Forget' }).click()
    await tab.getByRole('button', { name: 'Undo' }).waitFor()
    expect(await ada.get(2)).not.toBeNull()
    await leave(tab)
    await expect.poll(() => ada.get(2)).toBeNull()
    expect(await ada.get(1)).not.toBeNull()
    await closeWindow(tab)
  })
})

describe('language and colours', () => {
  test('are the person’s own, and change at once', async () => {
    const { tab } = await settingsOf([theme])
    await tab.getByLabel('Language').selectOption('es')
    await tab.getByRole('heading', { name: 'Recuerdos' }).waitFor()
    await tab.getByLabel('Colores').selectOption('dark')
    const page = tab.locator('section.element')
    expect(await page.getAttribute('data-theme')).toBe('dark')
    expect(await page.getAttribute('lang')).toBe('es')
    await tab.reload()
    await tab.getByRole('heading', { name: 'Recuerdos' }).waitFor()
    expect(await page.getAttribute('data-theme')).toBe('dark')
    expect(await tab.evaluate('document.documentElement.lang')).toBe('en')
    await closeWindow(tab)
  })

  test('are the application’s where it sets them, and then offer no choice', async () => {
    const { tab } = await settingsOf(
      [theme],
      {},
      'lang="es-MX" theme="dark" label="Mi memoria" path="/?q=dark"',
    )
    await tab.getByRole('region', { name: 'Mi memoria' }).waitFor()
    expect(await tab.locator('mark').textContent()).toBe('Dark')
    expect(await tab.getByRole('combobox').count()).toBe(0)
    const ground = (): Promise<string> =>
      tab.evaluate(
        'getComputedStyle(document.querySelector("ilab-memory").shadowRoot.querySelector("section")).backgroundColor',
      )
    expect(await ground()).toBe('rgb(31, 26, 20)')
    await tab.evaluate('document.querySelector("ilab-memory").setAttribute("theme", "light")')
    await expect.poll(ground).toBe('rgb(247, 242, 234)')
    // A property of the application's own reaches the shadow root.
    await tab.evaluate(
      'document.querySelector("ilab-memory").style.setProperty("--ilab-memory-page", "rgb(1, 2, 3)")',
    )
    await expect.poll(ground).toBe('rgb(1, 2, 3)')
    await tab.evaluate('document.querySelector("ilab-memory").lang = "en"')
    await tab.getByRole('heading', { name: 'Memories' }).waitFor()
    await closeWindow(tab)
  })
})

describe('the application', () => {
  test('opens a path, of the page only, and is told where the person goes', async () => {
    const { tab, heard } = await settingsOf([theme])
    await tab.evaluate('document.querySelector("ilab-memory").path = "/memories/1"')
    await tab.getByRole('heading', { name: 'UI theme', level: 1 }).waitFor()
    expect(await tab.evaluate('document.querySelector("ilab-memory").path')).toBe('/memories/1')
    expect(await tab.evaluate('document.querySelector("ilab-memory").back()')).toBe(true)
    await tab.getByRole('heading', { name: 'Memories' }).waitFor()
    expect(await tab.evaluate('document.querySelector("ilab-memory").back()')).toBe(false)
    await tab.evaluate('document.querySelector("ilab-memory").path = "/memories/1/history"')
    await tab.getByRole('heading', { name: 'History' }).waitFor()
    await tab.evaluate('document.querySelector("ilab-memory").path = "/../app.css"')
    await tab.getByRole('heading', { name: 'Memories' }).waitFor()
    expect(await tab.evaluate('document.querySelector("ilab-memory").path')).toBe('/')
    expect(await heard()).toEqual(['navigate {"path":"/","isReplaced":false}'])
    await closeWindow(tab)
  })

  test('moves the element: it shows the same page again, and leaves no listener behind', async () => {
    const { tab } = await settingsOf([theme])
    await tab.getByRole('link', { name: 'UI theme' }).click()
    await tab.getByRole('heading', { name: 'UI theme', level: 1 }).waitFor()
    const session = await tab.context().newCDPSession(tab)
    await session.send('Performance.enable')
    const move = async (): Promise<number> => {
      await tab.evaluate('document.body.append(document.querySelector("ilab-memory"))')
      await tab.getByRole('heading', { name: 'UI theme', level: 1 }).waitFor()
      await expect.poll(() => tab.locator('[aria-busy]').count()).toBe(0)
      await session.send('HeapProfiler.collectGarbage')
      const { metrics } = await session.send('Performance.getMetrics')
      return metrics.find(({ name }) => name === 'JSEventListeners')!.value
    }
    await move()
    const before = await move()
    for (let times = 0; times < 5; times++) await move()
    expect(await move()).toBe(before)
    await tab.getByRole('link', { name: 'Edit' }).click()
    await tab.getByRole('button', { name: 'Save' }).waitFor()
    await closeWindow(tab)
  })

  test('has two elements in one page: each goes its own way', async () => {
    const { tab } = await settingsOf([theme, database])
    await tab.goto(`${application.origin}/settings/two`)
    const first = tab.getByRole('region', { name: 'First' })
    const second = tab.getByRole('region', { name: 'Second' })
    await first.getByRole('searchbox').fill('postgres')
    await expect.poll(() => first.locator('#results li').count()).toBe(1)
    expect(await second.locator('#results li').count()).toBe(2)
    await second.getByRole('link', { name: 'UI theme' }).click()
    await second.getByRole('link', { name: 'Forget' }).click()
    await second.getByRole('button', { name: 'Undo' }).click()
    await second.getByRole('button', { name: 'Back' }).click()
    await second.getByRole('searchbox').waitFor()
    expect(await first.getByRole('searchbox').inputValue()).toBe('postgres')
    expect(await tab.getByRole('button', { name: 'Undo' }).count()).toBe(0)
    await closeWindow(tab)
  })
})
