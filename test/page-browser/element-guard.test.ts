import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApplication, type Application } from './application.ts'
import { liveExample } from './example-life.ts'
import { closeWindow } from './close-window.ts'
import { importFile } from './control-page.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Tokens that the application's server knows by now. */
const tokens = new Map<string, string>()

let application: Application
let byToken: Application
beforeAll(async () => {
  application = await startApplication()
  byToken = await startApplication({
    user: ({ headers }) => tokens.get((headers.get('authorization') ?? '').replace('Bearer ', '')) ?? null,
  })
})
afterAll(async () => {
  await application[Symbol.asyncDispose]()
  await byToken[Symbol.asyncDispose]()
})

const theme = { type: 'preference', title: 'UI theme', content: 'Dark colours.', topicKey: 'ui/theme' }

/** Keeps the events of the element in the page. */
async function hear(tab: Page): Promise<() => Promise<string[]>> {
  await tab.addInitScript(`window.heard = []
    addEventListener('ilab-memory-error', ({ detail }) => heard.push(detail.code + ' ' + detail.status))`)
  return () => tab.evaluate('heard')
}

describe('with a token', () => {
  async function openWith(
    userId: string,
    tokenOf: string,
  ): Promise<{ tab: Page; heard: () => Promise<string[]> }> {
    const tab = await byToken.tabOf('nobody')
    const heard = await hear(tab)
    await tab.addInitScript(`window.asked = 0; window.tokenOf = ${tokenOf}`)
    tokens.set(`token-of-${userId}`, userId)
    await tab.goto(`${byToken.origin}/settings/token`)
    return { tab, heard }
  }

  test('every request has it: list, search, form, file, and what is sent as the window closes', async () => {
    const ada = byToken.memory.forUser('ada')
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
    await byToken.memory.forUser('bob').save(theme)
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
      await byToken.memory.forUser(name).save({ ...theme, title: `Of ${name}` })
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
    for (const name of people) await byToken.memory.forUser(name).save({ ...theme, title: `Of ${name}` })
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
      expect((await byToken.memory.forUser(name).settings()).isSavingPaused).toBe(false)
    await other.getByRole('button', { name: 'Try again' }).click()
    await other.getByRole('heading', { name: 'Control' }).waitFor()
    for (const { tab } of windows) await closeWindow(tab)
  })
})

test('without a script and without a server, the content of the element leads on', async () => {
  const tab = await application.tabOf('ada', { script: 'off' })
  await tab.goto(`${application.origin}/settings`)
  await tab.getByRole('link', { name: 'Your memory' }).click()
  await tab.getByRole('heading', { name: 'Memories' }).waitFor()
  await closeWindow(tab)
})

test('an answer that does not come, or is no page, is told and can be asked for again', async () => {
  await application.memory.forUser('away').save(theme)
  const tab = await application.tabOf('away')
  const heard = await hear(tab)
  await tab.route('**/memory', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<h1>Sign in</h1>' }),
  )
  await tab.goto(`${application.origin}/settings`)
  await tab.getByRole('alert').waitFor()
  expect(await heard()).toEqual(['no_page 200'])
  expect(await tab.getByRole('heading', { name: 'Sign in' }).count()).toBe(0)
  expect(await tab.getByRole('link', { name: 'Your memory' }).isVisible()).toBe(true)
  await tab.unroute('**/memory')
  await tab.getByRole('button', { name: 'Try again' }).click()
  await tab.getByRole('link', { name: 'UI theme' }).waitFor()
  await tab.context().setOffline(true)
  await tab.getByRole('link', { name: 'Sessions' }).click()
  await tab.getByRole('alert').waitFor()
  expect(await tab.getByRole('link', { name: 'UI theme' }).count()).toBe(1)
  await tab.context().setOffline(false)
  await tab.getByRole('button', { name: 'Try again' }).click()
  await tab.getByRole('heading', { name: 'Sessions' }).waitFor()
  expect(await heard()).toEqual(['no_page 200', 'unreachable 0'])
  await closeWindow(tab)
})

test('a page of another origin is not asked, and gets no token', async () => {
  const tab = await byToken.tabOf('ada')
  const heard = await hear(tab)
  await tab.addInitScript(`window.asked = 0; window.tokenOf = () => { asked++; return 'secret' }`)
  await tab.goto(`${byToken.origin}/settings/token`)
  await tab.getByRole('heading', { name: 'Please sign in' }).waitFor()
  const before = await tab.evaluate('asked')
  const outside: string[] = []
  tab.on('request', (request) => outside.push(request.url()))
  await tab.evaluate(
    `document.querySelector('ilab-memory').setAttribute('src', ${JSON.stringify(application.url)})`,
  )
  await expect.poll(heard).toContain('no_page 0')
  expect(await tab.evaluate('asked')).toBe(before)
  expect(outside).toEqual([])
  await closeWindow(tab)
})

test('a script in any field never runs inside the application', async () => {
  const attack = `"><script>alert(1)</script><img src=x onerror="alert(2)"><svg onload=alert(3)></textarea><a href="javascript:alert(4)">x</a>`
  const ada = application.memory.forUser('attack')
  await ada.startSession({ key: attack })
  const fields = { title: attack, content: attack, source: attack, keywords: [attack.slice(0, 90)] }
  const draft = { type: 'decision', ...fields, topicKey: attack, data: { [attack]: attack } }
  await ada.save(draft, { sessionKey: attack })
  await ada.update(1, { content: `${attack} again` })
  await ada.save({ ...draft, content: `${attack} proposed`, status: 'pending' }, { sessionKey: attack })
  await ada.endSession(attack, { key: attack })
  const tab = await application.tabOf('attack')
  const ran: string[] = []
  tab.on('dialog', (dialog) => {
    ran.push(dialog.message())
    void dialog.dismiss()
  })
  tab.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) ran.push(message.text())
  })
  await tab.goto(`${application.origin}/settings`)
  await tab.getByRole('searchbox').fill('alert')
  await tab.locator('mark').first().waitFor()
  const paths = [
    '/memories/1',
    '/memories/1/edit',
    '/memories/1/history',
    '/review',
    '/sessions',
    '/print',
    `/?${new URLSearchParams({ q: attack }).toString()}`,
  ]
  for (const path of paths) {
    await tab.evaluate(`document.querySelector('ilab-memory').path = ${JSON.stringify(path)}`)
    await expect.poll(() => tab.evaluate('document.querySelector("ilab-memory").path')).toBe(path)
    expect(await tab.locator('ilab-memory').locator('img, svg, script, a[href^=javascript]').count()).toBe(0)
  }
  expect(ran).toEqual([])
  await closeWindow(tab)
})

test('what could run is taken out of a page, in an application without a policy too', async () => {
  const tab = await application.tabOf('ada')
  const page = `<html lang="en" data-theme="auto"><body><main id="content"><h1>Hostile</h1>
    <script>ran = 1</script><img src="x" onerror="ran = 2"><iframe srcdoc="<script>parent.ran = 3</script>"></iframe>
    <style>body { display: none }</style><a href="javascript:ran = 4">Link</a><form action="javascript:ran = 5"><button>Send</button></form>
    </main></body></html>`
  await tab.route('**/memory', (route) => route.fulfill({ contentType: 'text/html', body: page }))
  await tab.route('**/open', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<script type="module" src="/memory/element.js"></script><ilab-memory src="/memory"></ilab-memory>',
    }),
  )
  await tab.goto(`${application.origin}/open`)
  await tab.getByRole('heading', { name: 'Hostile' }).waitFor()
  await tab.getByText('Link').click()
  await tab.getByRole('button', { name: 'Send' }).click()
  await expect.poll(() => tab.locator('[aria-busy]').count()).toBe(0)
  expect(await tab.getByRole('heading', { name: 'Hostile' }).count()).toBe(1)
  expect(await tab.evaluate('globalThis.ran')).toBeUndefined()
  expect(
    await tab.locator('ilab-memory').locator('script, iframe, style, [onerror], [href^=javascript]').count(),
  ).toBe(0)
  await closeWindow(tab)
})

test.each([
  ['light', 1280],
  ['light', 390],
  ['dark', 1280],
  ['dark', 390],
] as const)(
  'every view has 0 findings of axe in the application, %s at %i px',
  async (colorScheme, width) => {
    const userId = `views-${colorScheme}-${width}`
    await liveExample(application.memory.forUser(userId))
    const tab = await application.tabOf(userId, { colorScheme, width })
    const outside: string[] = []
    tab.on('request', (request) => outside.push(request.url()))
    await tab.goto(`${application.origin}/settings`)
    await tab.getByRole('searchbox').waitFor()
    const found: unknown[] = []
    await tab.evaluate(axe)
    const paths = [
      '/',
      '/?q=colours',
      '/?order=topic',
      '/memories/3',
      '/memories/3/edit',
      '/memories/3/history',
      '/memories/3/forget',
      '/review',
      '/sessions',
      '/control',
      '/print',
      '/nothing',
    ]
    for (const path of paths) {
      await tab.evaluate(`document.querySelector('ilab-memory').path = ${JSON.stringify(path)}`)
      await expect.poll(() => tab.evaluate('document.querySelector("ilab-memory").path')).toBe(path)
      await expect.poll(() => tab.locator('[aria-busy]').count()).toBe(0)
      const ids = await tab.evaluate<string[]>(
        'axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))',
      )
      const excess = await tab.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      // A button keeps its words on one line where there is room for them.
      const tall = await tab.evaluate<string[]>(
        `[...document.querySelector('ilab-memory').shadowRoot.querySelectorAll('button')].filter((button) => button.offsetHeight > 80).map((button) => button.textContent)`,
      )
      if (ids.length > 0 || excess > 0 || tall.length > 0) found.push({ path, ids, excess, tall })
    }
    expect(found).toEqual([])
    expect(outside.filter((address) => !address.startsWith(application.origin))).toEqual([])
    await closeWindow(tab)
  },
)
