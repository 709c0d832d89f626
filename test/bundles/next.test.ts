import { createInterface } from 'node:readline'
import type { ChildProcess } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Leg } from './harness/leg.ts'
import { writeFromPage } from './harness/page.ts'

/** The address that the server prints when it listens. */
async function addressOf(server: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: server.stdout! })) {
    const address = /http:\/\/localhost:\d+/.exec(line)?.[0]
    if (address !== undefined) return address
  }
  throw new Error('the server ended before it listened')
}

test.each(['turbopack', 'webpack'])('Next.js built by %s saves and finds in a route', async (bundler) => {
  const leg = new Leg('next', { MEMORY_PATH: './memory.db' })
  const route = join(leg.folder, 'app/notes')
  cpSync(join(import.meta.dirname, 'projects/page/login.js'), join(route, 'login.js'))
  for (const name of ['memory.js', 'route.js']) writeFromPage(name, route)
  const next = leg.installed('next/dist/bin/next')
  await leg.node(next, 'build', `--${bundler}`)
  const server = leg.start(process.execPath, next, 'start', '--port', '0')
  try {
    const notes = `${await addressOf(server)}/notes`
    const body = JSON.stringify({ title: 'UI theme', content: 'dark' })
    expect((await fetch(notes, { method: 'POST', body })).status).toBe(201)
    expect(await (await fetch(`${notes}?q=theme`)).json()).toMatchObject([{ title: 'UI theme' }])
  } finally {
    await leg.stop(server)
  }
})
