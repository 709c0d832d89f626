import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApplication, type Application } from './application.ts'
import { closeWindow } from './close-window.ts'
import { openStill, type StillWindow, answered } from './still-window.ts'

let application: Application
let count = 0
beforeAll(async () => {
  application = await startApplication()
})
afterAll(() => application[Symbol.asyncDispose]())

const fresh = (titles: readonly string[] = []): Promise<StillWindow> =>
  openStill(application, `undo-${count++}`, titles)

const theme = { type: 'preference', title: 'UI theme', content: 'Dark colours.', topicKey: 'ui/theme' }

describe('undo', () => {
  test('keeps a memory that was taken back in five seconds', async () => {
    const { ada, tab, url } = await fresh(['Apple'])
    await tab.goto(`${url}/memories/1`)
    await tab.getByRole('link', { name: 'Forget' }).click()
    const undo = tab.getByRole('button', { name: 'Undo' })
    await undo.waitFor()
    expect(await tab.locator('.undo p').textContent()).toBe(
      '1 memory will be forgotten in 5 seconds, or when you leave this page. After that there is no way back.',
    )
    await tab.clock.fastForward(4_900)
    // The button has the focus.
    await tab.keyboard.press('Enter')
    await expect.poll(() => tab.locator('#live').textContent()).toBe('Nothing was forgotten.')
    await tab.clock.fastForward(60_000)
    await tab.reload()
    expect(await ada.get(1)).not.toBeNull()
    await closeWindow(tab)
  })

  test('ends after five seconds: only then is the form sent', async () => {
    const { ada, tab, url } = await fresh(['Apple', 'Pear'])
    await tab.goto(`${url}/memories/1`)
    await tab.getByRole('link', { name: 'Forget' }).click()
    await tab.getByRole('button', { name: 'Undo' }).waitFor()
    await tab.clock.fastForward(4_900)
    expect(await ada.get(1)).not.toBeNull()
    const sent = answered(tab, '/memories/1/forget')
    await tab.clock.fastForward(200)
    await sent
    await expect.poll(() => tab.locator('#live').textContent()).toBe('Forgotten.')
    expect(await tab.locator('#results li a').allTextContents()).toEqual(['Pear'])
    expect(await ada.get(1)).toBeNull()
    await closeWindow(tab)
  })

  test('of many hides them at once, in the list too that a search brings, and shows them again', async () => {
    const { ada, tab, url } = await fresh(['Apple', 'Pear', 'Plum'])
    await tab.goto(url)
    await tab.getByLabel('Select all').check()
    expect(await tab.locator('output').textContent()).toBe('Selected: 3')
    await tab.getByLabel('Select: Plum').uncheck()
    expect(await tab.locator('output').textContent()).toBe('Selected: 2')
    await tab.getByRole('button', { name: 'Forget…', exact: true }).click()
    await tab.getByText('2 memories will be forgotten in 5 seconds').first().waitFor()
    expect(await tab.locator('#results li:visible a').allTextContents()).toEqual(['Plum'])
    await tab.getByRole('searchbox').fill('about')
    await expect.poll(() => tab.locator('mark').count()).toBeGreaterThan(0)
    expect(await tab.locator('#results li:visible a').allTextContents()).toEqual(['Plum'])
    await tab.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => tab.locator('#results li:visible').count()).toBe(3)
    await tab.getByLabel('Select: Pear').check()
    await tab.getByLabel('Select: Apple').uncheck()
    await tab.getByRole('button', { name: 'Forget…', exact: true }).click()
    await tab.getByRole('button', { name: 'Undo' }).waitFor()
    const sent = answered(tab, '/forget')
    await tab.clock.fastForward(5_000)
    await sent
    await expect
      .poll(async () => (await ada.list()).observations.map(({ title }) => title))
      .not.toContain('Pear')
    await closeWindow(tab)
  })

  test.each([
    ['a link of the page', (tab: Page) => tab.getByRole('link', { name: 'Control' }).click()],
    ['another address', (tab: Page) => tab.goto('about:blank')],
    ['closing the window', (tab: Page) => tab.close({ runBeforeUnload: true })],
  ])('is over when the person leaves by %s: the form is sent', async (_, leave) => {
    const { ada, tab, url } = await fresh(['Apple'])
    await tab.goto(`${url}/memories/1`)
    await tab.getByRole('link', { name: 'Forget' }).click()
    await tab.getByRole('button', { name: 'Undo' }).waitFor()
    await leave(tab)
    await expect.poll(() => ada.get(1)).toBeNull()
    await closeWindow(tab)
  })

  test('is offered for a rejected proposal and after the question about a filter', async () => {
    const { ada, tab, url } = await fresh(['Apple', 'Pear'])
    await ada.save({ ...theme, status: 'pending' })
    await tab.goto(`${url}/review`)
    await tab.getByRole('link', { name: /^Reject/ }).click()
    await tab.getByRole('button', { name: 'Undo' }).waitFor()
    expect(await tab.locator('main li:visible').count()).toBe(0)
    const rejected = answered(tab, '/forget')
    await tab.clock.fastForward(5_000)
    await rejected
    await expect.poll(async () => (await ada.stats()).pending).toBe(0)
    await tab.goto(`${url}?type=discovery`)
    await tab.getByRole('button', { name: 'Forget all that meet' }).click()
    await tab.getByRole('button', { name: 'Forget these 2 memories' }).click()
    await tab.getByRole('button', { name: 'Undo' }).waitFor()
    expect((await ada.stats()).observations).toBe(2)
    await tab.clock.fastForward(5_000)
    await expect.poll(async () => (await ada.stats()).observations).toBe(0)
    await closeWindow(tab)
  })
})
