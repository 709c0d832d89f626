import type { Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApplication, type Application } from './application.ts'
import { closeWindow } from './close-window.ts'
import { openStill, type StillWindow } from './still-window.ts'

let application: Application
let count = 0
beforeAll(async () => {
  application = await startApplication()
})
afterAll(() => application[Symbol.asyncDispose]())

const fresh = (titles: readonly string[] = []): Promise<StillWindow> =>
  openStill(application, `script-${count++}`, titles)

describe('search as you type', () => {
  test('shows results, count and address for each key, and keeps focus and what was typed', async () => {
    const { tab, url } = await fresh(['Garden', 'Garage', 'Kitchen'])
    await tab.goto(url)
    const field = tab.getByRole('searchbox')
    await field.pressSequentially('garden')
    await expect.poll(() => tab.locator('#results li').count()).toBe(1)
    expect(await tab.locator('mark').first().textContent()).toMatch(/garden/i)
    expect(await tab.locator(':focus').getAttribute('name')).toBe('q')
    expect(await field.inputValue()).toBe('garden')
    await expect.poll(() => tab.locator('#live').textContent()).toBe('1 memory is shown.')
    expect(new URL(tab.url()).search).toBe('?q=garden')
    await tab.getByText('Filters and order').click()
    await field.fill('')
    await tab.getByLabel('Order').selectOption('oldest')
    await expect.poll(() => tab.locator('#results li a').first().textContent()).toBe('Garden')
    expect(new URL(tab.url()).search).toBe('?order=oldest')
    await closeWindow(tab)
  })

  test('counts days in the zone of the reader, and forgets by the same days', async () => {
    const userId = `script-${count++}`
    const ada = application.memory.forUser(userId)
    await ada.save({ type: 'discovery', title: 'Late', content: '' })
    const { createdAt } = (await ada.get(1))!
    // Far enough from UTC for another day, at any time of the day.
    const hour = new Date(createdAt).getUTCHours()
    const timezoneId = hour < 11 ? 'Pacific/Pago_Pago' : 'Pacific/Kiritimati'
    const dayOf = (time: Date): string => time.toLocaleDateString('sv-SE', { timeZone: timezoneId })
    const day = dayOf(new Date(createdAt))
    expect(day).not.toBe(createdAt.slice(0, 10))
    const tab = await application.tabOf(userId, { timezoneId })
    await tab.goto(application.url)
    await tab.getByText('Filters and order').click()
    const place = hour < 11 ? 'Pago Pago' : 'Kiritimati'
    await tab.getByLabel(`From this day (${place})`).fill(day)
    await tab.getByLabel(`To this day (${place})`).fill(day)
    await expect.poll(() => new URL(tab.url()).searchParams.get('zone')).toBe(timezoneId)
    expect(await tab.locator('#results li a').allTextContents()).toEqual(['Late'])
    await tab.getByLabel('From this day').fill('')
    await tab
      .getByLabel('To this day')
      .fill(new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10))
    await tab.getByText('No memory meets these filters').waitFor()
    await tab.getByLabel('To this day').fill(day)
    await tab.getByLabel('From this day').fill(day)
    await expect.poll(() => tab.locator('#results li').count()).toBe(1)
    await tab.getByRole('button', { name: 'Forget all that meet' }).click()
    await tab.getByRole('button', { name: 'Forget this memory' }).click()
    await tab.getByRole('button', { name: 'Undo' }).waitFor()
    await tab.goto('about:blank')
    await expect.poll(() => ada.get(1)).toBeNull()
    await closeWindow(tab)
  })

  test('never shows an older answer after a newer one, and ends the older request', async () => {
    const { tab, url } = await fresh(['Apple', 'Banana'])
    await tab.goto(url)
    const held = Promise.withResolvers<void>()
    const failed: Request[] = []
    tab.on('requestfailed', (request) => failed.push(request))
    await tab.route(/q=apple$/, async (route) => {
      await held.promise
      await route.continue().catch(() => undefined)
    })
    const field = tab.getByRole('searchbox')
    await field.fill('apple')
    await field.fill('banana')
    await expect.poll(() => tab.locator('#results li a').allTextContents()).toEqual(['Banana'])
    held.resolve()
    await expect.poll(() => failed.map((request) => new URL(request.url()).search)).toEqual(['?q=apple'])
    expect(await tab.locator('#results li a').allTextContents()).toEqual(['Banana'])
    expect(await field.inputValue()).toBe('banana')
    await closeWindow(tab)
  })

  test('takes one letter for the beginning of a word, until Enter asks for it', async () => {
    const { tab, url } = await fresh(['Apple', 'Pear'])
    const asked: string[] = []
    tab.on('request', (request) => asked.push(new URL(request.url()).search))
    await tab.goto(url)
    await tab.getByRole('searchbox').fill('l')
    expect(asked.filter((search) => search !== '')).toEqual([])
    await tab.keyboard.press('Enter')
    await expect.poll(() => tab.locator('#results li a').allTextContents()).toEqual(['Apple'])
    expect(new URL(tab.url()).search).toBe('?q=l')
    await closeWindow(tab)
  })

  test('keeps the place of the window when the list above the end of the page grows', async () => {
    const { tab, url } = await fresh(
      Array.from({ length: 30 }, (_, at) => `${at % 2 === 0 ? 'Apple' : 'Pear'} ${at}`),
    )
    await tab.goto(`${url}?q=apple`)
    const place = await tab.evaluate<number>('scrollTo(0, document.body.scrollHeight), scrollY')
    await tab.evaluate(`(() => {
      const field = document.querySelector('[name=q]')
      field.value = ''
      field.dispatchEvent(new InputEvent('input', { bubbles: true }))
    })()`)
    await expect.poll(() => tab.locator('#results li').count()).toBe(30)
    // A browser may correct the place with its next frame; a picture needs one.
    await tab.screenshot({ clip: { x: 0, y: 0, width: 1, height: 1 } })
    expect(place).toBeGreaterThan(0)
    expect(await tab.evaluate('scrollY')).toBe(place)
    await closeWindow(tab)
  })

  test('keeps the selection and says when the server is away', async () => {
    const { tab, url } = await fresh(['Apple pie', 'Apple juice', 'Pear'])
    await tab.goto(url)
    await tab.getByLabel('Select: Apple pie').check()
    await tab.getByRole('searchbox').fill('apple')
    await expect.poll(() => tab.locator('#results li').count()).toBe(2)
    expect(await tab.getByLabel('Select: Apple pie').isChecked()).toBe(true)
    expect(await tab.locator('output').textContent()).toBe('Selected: 1')
    await tab.context().setOffline(true)
    await tab.getByRole('searchbox').fill('pear')
    await expect.poll(() => tab.locator('#live').textContent()).toContain('could not be reached')
    await closeWindow(tab)
  })
})

describe('editing in place', () => {
  test('shows the form, keeps the change and the place', async () => {
    const { ada, tab, url } = await fresh(['Apple'])
    await tab.goto(`${url}/memories/1`)
    await tab.getByRole('link', { name: 'Edit' }).click()
    const text = tab.getByRole('textbox', { name: 'Text', exact: true })
    await expect.poll(() => tab.locator(':focus').getAttribute('name')).toBe('content')
    await text.fill('About green apples.')
    await tab.getByRole('button', { name: 'Save' }).click()
    await tab.getByRole('status').filter({ hasText: 'Saved.' }).first().waitFor()
    expect(new URL(tab.url()).pathname).toBe('/memory/memories/1')
    expect(new URL(tab.url()).search).toBe('')
    expect(await ada.get(1)).toMatchObject({ content: 'About green apples.', revision: 2 })
    await closeWindow(tab)
  })

  test('shows both texts of a conflict in their place, and what is wrong with data', async () => {
    const { ada, tab, url } = await fresh(['Apple'])
    await tab.goto(`${url}/memories/1`)
    await tab.getByRole('link', { name: 'Edit' }).click()
    await tab.getByRole('textbox', { name: 'Text', exact: true }).fill('Mine')
    await ada.update(1, { content: 'Theirs' })
    await tab.getByRole('button', { name: 'Save' }).click()
    await tab.getByRole('alert').waitFor()
    expect(await tab.getByRole('region', { name: 'The text that is kept now' }).textContent()).toContain(
      'Theirs',
    )
    expect(await tab.getByRole('textbox', { name: 'Text', exact: true }).inputValue()).toBe('Mine')
    await tab.getByText('Topic, source, keywords').click()
    await tab.getByLabel('Data (JSON)').fill('{\n "a": 1,\n}')
    await tab.getByRole('button', { name: 'Keep my text' }).click()
    await tab.getByText('Look at line 3, character 1.').waitFor()
    await tab.getByLabel('Data (JSON)').fill('{"a": 1}')
    await tab.getByRole('button', { name: 'Save' }).click()
    await tab.getByRole('status').filter({ hasText: 'Saved.' }).first().waitFor()
    expect(await ada.get(1)).toMatchObject({ content: 'Mine', data: { a: 1 }, revision: 3 })
    await closeWindow(tab)
  })

  test('keeps the revision that was seen when the language changes, so that a conflict is still told', async () => {
    const { ada, tab, url } = await fresh(['Apple'])
    await tab.goto(`${url}/memories/1`)
    await tab.getByRole('link', { name: 'Edit' }).click()
    await tab.getByRole('textbox', { name: 'Text', exact: true }).fill('Mine')
    await ada.update(1, { content: 'Theirs' })
    await tab.getByLabel('Language').selectOption('es')
    await tab.getByRole('button', { name: 'Guardar' }).click()
    await tab.getByRole('button', { name: 'Conservar mi texto' }).waitFor()
    expect(await tab.getByRole('textbox', { name: 'Texto', exact: true }).inputValue()).toBe('Mine')
    expect((await ada.get(1))?.content).toBe('Theirs')
    await closeWindow(tab)
  })

  test('ends with the other link, without a change', async () => {
    const { ada, tab, url } = await fresh(['Apple'])
    await tab.goto(`${url}/memories/1`)
    await tab.getByRole('link', { name: 'Edit' }).click()
    await tab.getByLabel('Title').fill('Nothing')
    await tab.getByRole('link', { name: 'Cancel' }).click()
    await tab.getByRole('link', { name: 'Edit' }).waitFor()
    expect(new URL(tab.url()).pathname).toBe('/memory/memories/1')
    expect((await ada.get(1))?.revision).toBe(1)
    await closeWindow(tab)
  })
})

test('colours and language change at once, and keep what was typed and the place', async () => {
  const { tab, url } = await fresh(['Apple', 'Pear'])
  await tab.goto(url)
  await tab.getByRole('searchbox').fill('apple')
  await expect.poll(() => tab.locator('#results li').count()).toBe(1)
  const marked = await tab.evaluate('window.same = true')
  await tab.getByLabel('Colours').selectOption('dark')
  expect(await tab.evaluate('document.documentElement.dataset.theme')).toBe('dark')
  await tab.getByLabel('Language').selectOption('es')
  await tab.getByRole('searchbox', { name: 'Busca en tus recuerdos' }).waitFor()
  expect(await tab.getByRole('searchbox').inputValue()).toBe('apple')
  expect(await tab.locator('#results li').count()).toBe(1)
  expect(await tab.evaluate('window.same')).toBe(marked)
  await tab.reload()
  expect(await tab.evaluate('document.documentElement.lang + document.documentElement.dataset.theme')).toBe(
    'esdark',
  )
  await closeWindow(tab)
})

test('an import shows its progress and its report in place', async () => {
  const { ada, tab, url } = await fresh(['Apple', 'Pear'])
  const lines = await Array.fromAsync(ada.export())
  const other = await fresh()
  await other.tab.goto(`${url}/control`)
  await other.tab.getByLabel('File').setInputFiles({
    name: 'memory.jsonl',
    mimeType: 'application/x-ndjson',
    buffer: Buffer.from(`nonsense\n${lines.join('\n')}\n`),
  })
  const held = Promise.withResolvers<void>()
  await other.tab.route('**/import', async (route) => {
    await held.promise
    await route.continue()
  })
  await other.tab.getByRole('button', { name: 'Import' }).click()
  await other.tab.getByRole('progressbar', { name: 'Progress of the import' }).waitFor()
  held.resolve()
  await other.tab.getByText('Memories added: 2').waitFor()
  expect(await other.tab.getByRole('cell').first().textContent()).toBe('1')
  await closeWindow(tab)
  await closeWindow(other.tab)
})

test('the next page is added below the list, and times are in the zone of the reader', async () => {
  const userId = `script-${count++}`
  const ada = application.memory.forUser(userId)
  await ada.save(
    Array.from({ length: 35 }, (_, at) => ({ type: 'discovery', title: `Fact ${at}`, content: '' })),
  )
  const tab = await application.tabOf(userId, { timezoneId: 'Asia/Tokyo' })
  await tab.goto(application.url)
  await tab.getByRole('link', { name: 'Show the next ones' }).click()
  await expect.poll(() => tab.locator('#results li').count()).toBe(35)
  expect(await tab.locator(':focus').textContent()).toBe('Fact 4')
  const shown = await tab.locator('time').first().textContent()
  const { updatedAt } = (await ada.get(1))!
  const inTokyo = new Intl.DateTimeFormat('en', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Asia/Tokyo',
    hour12: true,
  }).format(new Date(updatedAt))
  const digits = (text: string | null): string[] =>
    text?.match(/\d+/g)?.map((part) => String(Number(part))) ?? []
  expect(digits(shown)).toEqual(digits(inTokyo))
  await closeWindow(tab)
})
