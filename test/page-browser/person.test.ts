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

const theme = {
  type: 'preference',
  title: 'UI theme',
  content: 'Prefers dark colours.',
  topicKey: 'ui/theme',
  source: 'chat/web',
  pinned: true,
}

interface Person {
  readonly ada: UserMemory
  readonly tab: Page
  readonly url: string
}

async function personWith(look: Look, drafts: readonly Draft[] = []): Promise<Person> {
  const userId = `person-${count++}`
  const ada = application.memory.forUser(userId)
  if (drafts.length > 0) await ada.save(drafts)
  return { ada, tab: await application.tabOf(userId, look), url: application.url }
}

/** Each way in which a person may come: a wide window, a telephone, and a browser without scripts. */
const looks: readonly (Look & { readonly name: string })[] = [
  { name: 'a wide window', width: 1280 },
  { name: 'a telephone', width: 390 },
  { name: 'no script', width: 1280, script: 'off' },
]

describe.each(looks)('a person with $name', (look) => {
  const hasScript = look.script !== 'off'
  /** Presses the button that only the plain page has. */
  const find = async (tab: Page): Promise<void> => {
    if (!hasScript) await tab.getByRole('button', { name: 'Search' }).click()
  }

  test('finds memories by words, type, topic, source, day, pin and session, and sees their badges', async () => {
    const { ada, tab, url } = await personWith(look, [
      theme,
      { type: 'decision', title: 'Database', content: 'Postgres it is.' },
    ])
    await tab.goto(url)
    expect(await tab.getByRole('heading', { name: 'UI theme' }).count()).toBe(1)
    const card = tab.getByRole('listitem').filter({ hasText: 'UI theme' })
    for (const badge of ['Preference', 'Pinned', 'Topic: ui/theme', 'From: chat/web'])
      expect(await card.getByText(badge).count()).toBe(1)
    await tab.getByRole('searchbox').fill('dark')
    await find(tab)
    await tab.locator('mark', { hasText: 'dark' }).waitFor()
    await tab.goto(url)
    const today = new Date().toISOString().slice(0, 10)
    const filters: [string, string][] = [
      ['Topic begins with', 'ui/'],
      ['Source begins with', 'chat'],
      ['From this day (UTC)', today],
    ]
    await tab.getByText('Filters and order').click()
    for (const [label, value] of filters) await tab.getByLabel(label).fill(value)
    await tab.getByLabel('Type').selectOption('preference')
    await tab.getByLabel('Pinned').selectOption('yes')
    await find(tab)
    await expect.poll(() => tab.locator('#results li').count()).toBe(1)
    await tab.getByLabel('Topic begins with').fill('nothing/')
    await find(tab)
    await tab.getByText('No memory meets these filters.').waitFor()
    await tab.goto(`${url}/memories/1`)
    await tab.getByText('Kept in the session of').getByRole('link').click()
    await tab.getByText('Only what was kept in one session.').waitFor()
    expect((await ada.stats()).observations).toBe(2)
    await closeWindow(tab)
  })

  test('reads one memory whole, edits all of it, pins it, gives it an end, and goes back to a version', async () => {
    const { ada, tab, url } = await personWith(look, [
      { ...theme, pinned: false, data: { size: { px: 12 } } },
    ])
    await tab.goto(`${url}/memories/1`)
    expect(await tab.getByRole('rowheader', { name: 'size › px' }).count()).toBe(1)
    await tab.getByRole('link', { name: 'Edit' }).click()
    await tab.getByRole('textbox', { name: 'Text', exact: true }).fill('Prefers light colours.')
    await tab.getByLabel('Type').selectOption('decision')
    await tab.getByText('Topic, source, keywords').click()
    await tab.getByLabel('Source').fill('me')
    await tab.getByRole('textbox', { name: 'Also found by' }).fill('night mode\ncontrast')
    await tab.getByRole('textbox', { name: 'Data (JSON)' }).fill('{"size": {"px": 14}}')
    await tab.getByLabel('Forget it by itself').fill('2999-01-01')
    await tab.getByRole('button', { name: 'Save' }).click()
    await tab.getByText('Saved.').first().waitFor()
    expect(await ada.get(1)).toMatchObject({
      type: 'decision',
      content: 'Prefers light colours.',
      source: 'me',
      keywords: ['night mode', 'contrast'],
      data: { size: { px: 14 } },
      expiresAt: '2999-01-01T00:00:00.000Z',
    })
    await tab.getByRole('button', { name: 'Pin' }).click()
    await tab.getByText('Pinned.').waitFor()
    await tab.getByRole('link', { name: 'History' }).click()
    expect(await tab.locator('ins').first().textContent()).toContain('light')
    await tab.getByRole('button', { name: 'Go back to version 1' }).click()
    await tab.getByText('The earlier version is back').waitFor()
    expect(await ada.get(1)).toMatchObject({ content: theme.content, pinned: true })
    await closeWindow(tab)
  })

  test('reviews proposals: approves, edits and approves, rejects', async () => {
    const { ada, tab, url } = await personWith(look, [theme])
    await ada.save({ ...theme, content: 'Prefers grey.', status: 'pending' })
    await ada.save({ type: 'decision', title: 'Tea', content: 'Green.', status: 'pending' })
    await ada.save({ type: 'decision', title: 'Milk', content: 'None.', status: 'pending' })
    await tab.goto(url)
    await tab.getByRole('link', { name: 'Review' }).click()
    const card = tab.getByRole('listitem').filter({ hasText: 'Prefers grey.' })
    expect(await card.textContent()).toContain(theme.content)
    await card.getByRole('button', { name: 'Approve' }).click()
    await tab.getByText('Approved.').waitFor()
    expect((await ada.get('ui/theme'))?.content).toBe('Prefers grey.')
    await tab.getByRole('link', { name: 'Edit: Tea' }).click()
    await tab.getByRole('textbox', { name: 'Text', exact: true }).fill('Black.')
    await tab.getByRole('button', { name: 'Save and approve' }).click()
    await tab.getByText('Approved.').first().waitFor()
    expect((await ada.search('tea', { full: true }))[0]?.content).toBe('Black.')
    await tab.getByRole('link', { name: 'Reject…: Milk' }).click()
    if (!hasScript) await tab.getByRole('button', { name: 'Forget this memory' }).click()
    else {
      await tab.getByRole('button', { name: 'Undo' }).waitFor()
      await tab.getByRole('link', { name: 'Memories' }).click()
    }
    await expect.poll(async () => (await ada.stats()).pending).toBe(0)
    await closeWindow(tab)
  })

  test('takes everything along, prints it, erases it with the typed word, and keeps the receipt', async () => {
    const { ada, tab, url } = await personWith(look, [theme])
    await ada.startSession()
    await ada.endSession('Talked about colours.')
    await tab.goto(`${url}/sessions`)
    await tab.getByText('Talked about colours.').waitFor()
    await tab.getByRole('link', { name: 'Control' }).click()
    await tab.getByRole('button', { name: 'Pause keeping' }).click()
    await tab.getByText('Paused.').waitFor()
    expect((await ada.settings()).isSavingPaused).toBe(true)
    await tab.getByRole('button', { name: 'Resume keeping' }).click()
    await tab.getByText('Resumed.').waitFor()
    await tab.getByRole('button', { name: 'Start a private session' }).click()
    await tab.getByText('Paused.').waitFor()
    expect(await ada.settings()).toEqual({ isSavingPaused: true, isRecallPaused: true })
    await tab.getByRole('button', { name: 'End the private session' }).click()
    await tab.getByText('Resumed.').waitFor()
    const file = await download(tab, 'Download the file')
    expect(readFileSync(file, 'utf8')).toContain(theme.content)
    await eraseByWord(tab)
    expect(await tab.getByRole('link', { name: 'Download the receipt' }).getAttribute('download')).toBe(
      'memory-erased.json',
    )
    expect((await ada.stats()).observations).toBe(0)
    await tab.goto(`${url}/control`)
    await importFile(tab, file, 'Memories added: 1')
    await tab.goto(`${url}/print`)
    await tab.getByText(theme.content).waitFor()
    await closeWindow(tab)
  })
})

test('by keyboard only, with the script: search, select, forget, undo', async () => {
  const { ada, tab, url } = await personWith({}, [
    theme,
    { type: 'decision', title: 'Database', content: 'Postgres it is.' },
  ])
  await tab.goto(url)
  const tabTo = async (name: string): Promise<void> => {
    for (let presses = 0; presses < 40; presses++) {
      await tab.keyboard.press('Tab')
      const focused = await tab.locator(':focus').ariaSnapshot()
      if (focused.includes(name)) return
    }
    throw new Error(`Tab does not reach ${name}`)
  }
  await tabTo('Search your memories')
  await tab.keyboard.type('postgres')
  await expect.poll(() => tab.locator('#results li').count()).toBe(1)
  await tabTo('Select: Database')
  await tab.keyboard.press('Space')
  await tab.keyboard.press('Shift+Tab')
  expect(await tab.locator(':focus').textContent()).toBe('Forget…')
  await tab.keyboard.press('Enter')
  await expect.poll(() => tab.locator(':focus').textContent()).toBe('Undo')
  await tab.keyboard.press('Enter')
  await expect.poll(() => tab.locator('#live').textContent()).toBe('Nothing was forgotten.')
  expect(await tab.locator(':focus').textContent()).toBe('Forget…')
  expect((await ada.stats()).observations).toBe(2)
  await closeWindow(tab)
})

test('two people in two windows see nothing of each other', async () => {
  const ada = await personWith({}, [theme])
  const bob = await personWith({}, [{ type: 'decision', title: 'Zebra', content: 'Stripes.' }])
  for (const [mine, other, own, foreign] of [
    [ada, bob, 'UI theme', 'Zebra'],
    [bob, ada, 'Zebra', 'UI theme'],
  ] as const) {
    await mine.tab.goto(mine.url)
    await mine.tab.getByRole('searchbox').fill(foreign)
    await mine.tab.getByText('No memory matches this search').waitFor()
    await mine.tab.getByRole('searchbox').fill(own)
    await expect.poll(() => mine.tab.locator('#results li').count()).toBe(1)
    for (const path of ['', '/memories/1', '/memories/1/history', '/review', '/sessions', '/print']) {
      await mine.tab.goto(mine.url + path)
      expect(await mine.tab.content()).not.toContain(foreign)
    }
    const before = (await other.ada.get(1))?.revision
    await mine.tab.goto(`${mine.url}/memories/1`)
    await mine.tab.getByRole('button', { name: /^(Pin|Unpin)$/ }).click()
    await mine.tab.locator('.notice').waitFor()
    expect((await other.ada.get(1))?.revision).toBe(before)
  }
  // A form that the one was given is worth nothing in the window of the other.
  const token = await ada.tab.locator('input[name=token]').first().getAttribute('value')
  await bob.tab.goto(`${bob.url}/control`)
  await bob.tab.evaluate(
    `for (const field of document.querySelectorAll('input[name=token]')) field.value = ${JSON.stringify(token)}`,
  )
  await bob.tab.getByRole('button', { name: 'Pause keeping' }).click()
  await bob.tab.getByText('This form was refused').waitFor()
  await closeWindow(ada.tab)
  await closeWindow(bob.tab)
})

test('a script in any field never runs, with the page’s own script at work', async () => {
  const attack = `"><script>alert(1)</script><img src=x onerror="alert(2)"><svg onload=alert(3)></textarea><a href="javascript:alert(4)">x</a>`
  const { ada, tab, url } = await personWith({})
  await ada.startSession({ key: attack })
  const fields = { title: attack, content: attack, source: attack, keywords: [attack.slice(0, 90)] }
  const draft = { type: 'decision', ...fields, topicKey: attack, data: { [attack]: attack } }
  await ada.save(draft, { sessionKey: attack })
  await ada.save({ ...draft, content: `${attack} proposed`, status: 'pending' }, { sessionKey: attack })
  await ada.endSession(attack, { key: attack })
  const ran: string[] = []
  tab.on('dialog', (dialog) => {
    ran.push(dialog.message())
    void dialog.dismiss()
  })
  const outside: string[] = []
  tab.on('request', (request) => outside.push(request.url()))
  await tab.goto(url)
  await tab.getByRole('searchbox').fill('alert')
  await tab.locator('mark').first().waitFor()
  await tab.getByRole('searchbox').fill(attack)
  await expect.poll(() => tab.locator('[aria-busy]').count()).toBe(0)
  await tab.goto(`${url}/memories/1`)
  await tab.getByRole('link', { name: 'Edit' }).click()
  await tab.getByRole('textbox', { name: 'Text', exact: true }).fill(`${attack} mine`)
  await ada.update(1, { content: `${attack} theirs` })
  await tab.getByRole('button', { name: 'Save' }).click()
  await tab.getByRole('region', { name: 'The text that is kept now' }).waitFor()
  await tab.getByLabel('Language').selectOption('es')
  await tab.getByRole('button', { name: 'Guardar' }).click()
  await tab.getByText('Guardado.').first().waitFor()
  await tab.goto(`${url}/review`)
  await tab.getByRole('link', { name: /^Rechazar/ }).click()
  await tab.getByRole('button', { name: 'Deshacer' }).click()
  for (const path of ['/memories/1/history', '/sessions', '/print', `/${encodeURIComponent(attack)}`])
    await tab.goto(url + path)
  expect(ran).toEqual([])
  expect(await tab.locator('main img, main svg, main a[href^=javascript]').count()).toBe(0)
  const { origin } = new URL(url)
  expect(outside.filter((address) => !address.startsWith(origin))).toEqual([])
  await closeWindow(tab)
})
