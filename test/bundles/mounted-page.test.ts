import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test, vi } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { Browser } from '../examples/browser.ts'
import { Leg } from './harness/leg.ts'
import { noteOf, secrets, walkPage } from './harness/walk-page.ts'

const session = join(import.meta.dirname, '../../examples/next-app/session.js')
const { sessionCookie } = (await import(session)) as { sessionCookie: (userId: string) => string }
vi.stubEnv('SESSION_SECRET', secrets.SESSION_SECRET)

const guide = readFileSync(join(import.meta.dirname, '../../docs/page.md'), 'utf8')
const blocks = [...guide.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code)
const hono = programWith("from 'hono'")
const express = programWith("from 'express'")

function programWith(text: string): string {
  const found = blocks.filter((code) => code.includes(text))
  expect(found).toHaveLength(1)
  return found[0]!
}

/** Runs a program of the guide, with one memory of each person and the sessions of the example. `visit` takes its address. */
async function running(program: string, visit: (site: string) => Promise<void>): Promise<void> {
  const leg = new Leg('page', secrets)
  cpSync(session, join(leg.folder, 'session.js'))
  leg.write('server.js', program)
  const memory = await ILabMemory.fromPath(join(leg.folder, 'memory.db'))
  for (const name of ['ana', 'ben'])
    await memory.forUser(name).save({ type: 'discovery', title: noteOf(name), content: 'x' })
  await memory.close()
  const server = leg.start(process.execPath, 'server.js')
  try {
    for await (const port of createInterface({ input: server.stdout! })) {
      await visit(`http://127.0.0.1:${port}`)
      return
    }
    throw new Error('the program ended before it listened')
  } finally {
    await leg.stop(server)
  }
}

function replaced(program: string, part: string, by: string): string {
  expect(program).toContain(part)
  return program.replace(part, by)
}

/** The program of Express on a free port, which it prints. */
const onExpress = replaced(
  express,
  'app.listen(3000)',
  "const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port))",
)
const onHono = `import { serve } from '@hono/node-server'
${hono}
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(port))
`

async function enter(browser: Browser, name: string): Promise<void> {
  browser.cookies = sessionCookie(name).split(';')[0]!
}

test.each([
  ['Express', onExpress],
  ['Hono', onHono],
])('%s shows each person their own page', (_, program) => running(program, (site) => walkPage(site, enter)))

test('Express with a parser before the page says what to do', async () => {
  const program = replaced(
    onExpress,
    'const app = express()',
    'const app = express().use(express.urlencoded())',
  )
  await running(program, async (site) => {
    const ana = new Browser(site)
    await enter(ana, 'ana')
    const token = /name="token" value="([^"]+)"/.exec(await ana.text('/memory'))?.[1] ?? ''
    const answer = await ana.post('/memory/memories/1/forget', { token })
    expect([answer.status, await answer.text()]).toEqual([
      500,
      expect.stringContaining('before parsers of bodies'),
    ])
    expect(await ana.text('/memory')).toContain(noteOf('ana'))
  })
})
