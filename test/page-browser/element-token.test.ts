import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApplication, type Application } from './application.ts'
import { closeWindow } from './close-window.ts'
import { hear } from './element-events.ts'
import { importFile } from './control-page.ts'

/** Tokens that the application's server knows by now. */
const tokens = new Map<string, string>()

let application: Application
beforeAll(async () => {
  application = await startApplication({
    user: ({ headers }) => tokens.get((headers.get('authorization') ?? '').replace('Bearer ', '')) ?? null,
  })
})
afterAll(() => application[Symbol.asyncDispose]())

const theme = { type: 'preference', title: 'UI theme', content: 'Dark colours.', topicKey: 'ui/theme' }

describe('with a token', () => {
  async function openWith(
    userId: string,
    tokenOf: string,
  ): Promise<{ tab: Page; heard: () => Promise<string[]> }> {
    const tab = await application.tabOf('nobody')
    const heard = await hear(tab)
    await tab.addInitScript(`window.asked = 0; window.tokenOf = ${tokenOf}`)
    tokens.set(`token-of-${userId}`, userId)
    await tab.goto(`${application.origin}/settings/token`)
    return { tab, heard }
  }

  test('every request has it: list, search, form, file, and what is sent as the window closes', async () => {
    const ada = application.memory.forUser('ada')
    await ada.save([theme, { type: 'decision', title: 'Database', content: 'Postgres.' }])
    const { tab, heard } = await openWith(
      'ada',
      // Slower than the end of a window allows.
      `() => new Promise((resolve) => setTimeout(resolve, 0, 'token-of-ada'))`,
    )
    await tab.getByRole('searchbox').fill('dark')
    await expect.poll(() => tab.locator('#results li').count()).toBe(1)
    await tab.getByRole('link', { name: 'UI theme' }).click()
    await tab.getByRole('button', { name: 'Pin' }).click()
    await expect.poll(() => tab.locator('#live').textContent()).toBe('Pinned.')
    expect((await ada.get(1))?.pinned).toBe(true)
    await tab.getByRole('link', { name: 'Control' }).click()
    const download = tab.waitForEvent('download')
    await tab.getByRole('link', { name: 'Download the file' }).click()
    const file = await download
    expect(file.suggestedFilename()).toBe('memory.jsonl')
    expect(readFileSync(await file.path(), 'utf8')).toContain(theme.content)
    await importFile(tab, await file.path(), 'Memories added: 0')
    await tab.evaluate('document.querySelector("ilab-memory").path = "/memories/2/forget"')
    await tab.getByRole('button', { name: 'Forget this memory' }).click()
    await tab.getByRole('button', { name: 'Undo' }).waitFor()
    await tab.close()
    await expect.poll(() => ada.get(2)).toBeNull()
    expect(heard).toBeDefined()
    await closeWindow(tab)
  })

  test('an ended one is asked for again; without a new one the element says so, until the person tries again', async () => {
    await application.memory.forUser('bob').save(theme)
    const { tab, heard } = await openWith('bob', `() => (asked++ === 0 ? 'ended' : 'token-of-bob')`)
    await tab.getByRole('link', { name: 'UI theme' }).waitFor()
    expect(await heard()).toEqual([])
    tokens.delete('token-of-bob')
    await tab.getByRole('searchbox').fill('dark')
    await tab.getByRole('heading', { name: 'Please sign in' }).waitFor()
    expect(await heard()).toEqual(['signed_out 401'])
    expect(await tab.locator('ilab-memory').getByText('UI theme').count()).toBe(0)
    tokens.set('token-of-bob', 'bob')
    await tab.getByRole('button', { name: 'Try again' }).click()
    await tab.locator('mark', { hasText: 'Dark' }).waitFor()
    await closeWindow(tab)
  })

  test('an application without one is told, and so is the person', async () => {
    const { tab, heard } = await openWith('eve', `() => { throw new Error('expired') }`)
    await tab.getByRole('alert').filter({ hasText: 'could not be reached' }).waitFor()
    expect(await heard()).toEqual(['no_token 0'])
    await tab.evaluate(`document.querySelector('ilab-memory').token = () => 'token-of-eve'`)
    await tab.getByText('Nothing is kept about you yet').waitFor()
    await closeWindow(tab)
  })

  test('a new function with the same token loads nothing, and one of another person shows their page', async () => {
    for (const name of ['finn', 'gala'])
      await application.memory.forUser(name).save({ ...theme, title: `Of ${name}` })
    const { tab } = await openWith('finn', `() => 'token-of-finn'`)
    tokens.set('token-of-gala', 'gala')
    await tab.getByRole('link', { name: 'Of finn' }).click()
    await tab.getByRole('link', { name: 'Edit' }).click()
    await tab.getByLabel('Title').fill('Half of a new title')
    const asked: string[] = []
    tab.on('request', (request) => asked.push(request.url()))
    await tab.evaluate(`document.querySelector('ilab-memory').token = async () => 'token-of-finn'`)
    await tab.evaluate('new Promise((resolve) => setTimeout(resolve))')
    expect(asked).toEqual([])
    expect(await tab.getByLabel('Title').inputValue()).toBe('Half of a new title')
    await tab.evaluate(`document.querySelector('ilab-memory').token = async () => 'token-of-gala'`)
    await expect.poll(() => tab.getByLabel('Title').inputValue()).toBe('Of gala')
    await closeWindow(tab)
  })

  test('two people in two windows see nothing of each other', async () => {
    const people = ['carla', 'dora']
    for (const name of people) await application.memory.forUser(name).save({ ...theme, title: `Of ${name}` })
    const windows = await Promise.all(people.map((name) => openWith(name, `() => 'token-of-${name}'`)))
    for (const [at, { tab }] of windows.entries()) {
      const foreign = `Of ${people[1 - at]}`
      await tab.getByRole('link', { name: `Of ${people[at]}` }).waitFor()
      for (const path of [
        '/',
        `/?q=${people[1 - at]}`,
        '/memories/1',
        '/memories/1/history',
        '/sessions',
        '/print',
      ]) {
        await tab.evaluate(`document.querySelector('ilab-memory').path = ${JSON.stringify(path)}`)
        await expect.poll(() => tab.locator('[aria-busy]').count()).toBe(0)
        expect(await tab.locator('section.element').innerHTML()).not.toContain(foreign)
      }
      await tab.getByRole('link', { name: 'Control' }).click()
    }
    // A form that the one was given is worth nothing in the window of the other.
    const [{ tab: one }, { tab: other }] = windows as [(typeof windows)[0], (typeof windows)[0]]
    const token = await one.locator('input[name=token]').first().inputValue()
    await other.getByRole('button', { name: 'Pause keeping' }).waitFor()
    await other.evaluate(
      `for (const field of document.querySelector('ilab-memory').shadowRoot.querySelectorAll('[name=token]'))
        field.value = ${JSON.stringify(token)}`,
    )
    await other.getByRole('button', { name: 'Pause keeping' }).click()
    await other.getByRole('heading', { name: 'This form was refused' }).waitFor()
    for (const name of people)
      expect((await application.memory.forUser(name).settings()).isSavingPaused).toBe(false)
    await other.getByRole('button', { name: 'Try again' }).click()
    await other.getByRole('heading', { name: 'Control' }).waitFor()
    for (const { tab } of windows) await closeWindow(tab)
  })
})

test('a page of another origin is not asked, and gets no token', async () => {
  const tab = await application.tabOf('ada')
  const heard = await hear(tab)
  await tab.addInitScript(`window.asked = 0; window.tokenOf = () => { asked++; return 'secret' }`)
  await tab.goto(`${application.origin}/settings/token`)
  await tab.getByRole('heading', { name: 'Please sign in' }).waitFor()
  const before = await tab.evaluate('asked')
  const outside: string[] = []
  tab.on('request', (request) => outside.push(request.url()))
  await tab.evaluate(
    `document.querySelector('ilab-memory').setAttribute('src', ${JSON.stringify(application.url.replace('127.0.0.1', 'localhost'))})`,
  )
  await expect.poll(heard).toContain('no_page 0')
  expect(await tab.evaluate('asked')).toBe(before)
  expect(outside).toEqual([])
  await closeWindow(tab)
})
