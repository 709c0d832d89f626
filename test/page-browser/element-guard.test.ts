import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApplication, type Application } from './application.ts'
import { liveExample } from './example-life.ts'
import { closeWindow } from './close-window.ts'
import { hear } from './element-events.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let application: Application
beforeAll(async () => {
  application = await startApplication()
})
afterAll(() => application[Symbol.asyncDispose]())

const theme = { type: 'preference', title: 'UI theme', content: 'Dark colours.', topicKey: 'ui/theme' }

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
