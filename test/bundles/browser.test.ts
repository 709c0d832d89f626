import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../../src/wire/operations.ts'
import { expected } from '../client/platform-program.ts'
import { findChromium } from './harness/chromium.ts'
import { writeClientProgram } from './harness/client-program.ts'
import { Leg } from './harness/leg.ts'
import { withServer } from './harness/served.ts'

let chromium: string
beforeAll(() => {
  chromium = findChromium()
})

/** Serves a page with one script while `body` runs. `body` takes the page's origin. */
async function withPage<T>(script: string, body: (origin: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

test('the client does on a page of another origin in Chromium what it does everywhere', async () => {
  const leg = new Leg('browser')
  writeClientProgram(leg)
  await leg.run(leg.installed('.bin/esbuild'), 'page.mjs', '--bundle', '--format=esm', '--outfile=page.js')
  const script = readFileSync(join(leg.folder, 'page.js'), 'utf8')
  const result = await withPage(script, (origin) =>
    withServer([origin], (url) => leg.node('result.mjs', chromium, `${origin}/?memory=${url}`)),
  )
  expect(JSON.parse(result)).toEqual(expected)
})

interface Found {
  readonly faults: readonly string[]
  readonly undecided: readonly string[]
  readonly measured: number
  readonly background: string
  readonly commands: readonly string[]
}

describe.each([
  ['light', 'rgb(245, 246, 248)'],
  ['dark', 'rgb(14, 18, 22)'],
])('the HTTP reference in %s mode', (scheme, background) => {
  let found: Found
  beforeAll(async () => {
    const leg = new Leg('browser')
    found = await withServer([], async (url) => {
      return JSON.parse(await leg.node('faults.mjs', chromium, `${url}/docs`, scheme)) as Found
    })
  })

  test('has no fault of contrast, and no other that axe finds', () => {
    expect(found.faults).toEqual([])
    expect(found.undecided).toEqual([])
    expect(found.measured).toBeGreaterThan(100)
    expect(found.background).toBe(background)
  })

  test('shows a curl command for every operation', () => {
    expect(found.commands.length).toBeGreaterThanOrEqual(operations.length)
  })
})
