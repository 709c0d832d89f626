import { createInterface } from 'node:readline'
import type { ChildProcess } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Leg } from './harness/leg.ts'
import { writeFromPage } from './harness/page.ts'
import { noteOf, secrets, walkPage } from './harness/walk-page.ts'

/** The address that the server prints when it listens. */
async function addressOf(server: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: server.stdout! })) {
    const address = /http:\/\/localhost:\d+/.exec(line)?.[0]
    if (address !== undefined) return address
  }
  throw new Error('the server ended before it listened')
}

test.each(['turbopack', 'webpack'])(
  'Next.js built by %s saves and finds in a route, and shows each person their own page',
  async (bundler) => {
    const leg = new Leg('next', { MEMORY_PATH: './memory.db', ...secrets })
    cpSync(join(import.meta.dirname, '../../examples/next-app'), leg.folder, { recursive: true })
    const route = join(leg.folder, 'app/documented')
    cpSync(join(import.meta.dirname, 'projects/page/login.js'), join(route, 'login.js'))
    for (const name of ['memory.js', 'route.js']) writeFromPage(name, route)
    const next = leg.installed('next/dist/bin/next')
    await leg.node(next, 'build', `--${bundler}`)
    const server = leg.start(process.execPath, next, 'start', '--port', '0')
    try {
      const site = await addressOf(server)
      const body = JSON.stringify({ title: 'UI theme', content: 'dark' })
      expect((await fetch(`${site}/documented`, { method: 'POST', body })).status).toBe(201)
      expect(await (await fetch(`${site}/documented?q=theme`)).json()).toMatchObject([{ title: 'UI theme' }])
      await walkPage(site, async (browser, name) => {
        expect(await (await browser.post('/sign-in', { name })).text()).toContain(
          'What is remembered about you',
        )
        await browser.post('/notes', { note: noteOf(name) })
      })
    } finally {
      await leg.stop(server)
    }
  },
)
