import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { openToAnyone, serve, type RunningServer } from '../../src/http/index.ts'
import { ILabMemory } from '../../src/index.ts'
import { createReferenceStore } from '../../src/testing/index.ts'
import { expected, run } from './platform-program.ts'

const execute = promisify(execFile)
const root = join(import.meta.dirname, '../..')
/** Programs that a machine may have: paths of the executables. */
const { ILAB_BUN: bun, ILAB_DENO: deno, ILAB_CHROMIUM: chromium } = process.env

async function withServer(
  allowedOrigins: readonly string[],
  body: (server: RunningServer) => Promise<void>,
): Promise<void> {
  const memory = new ILabMemory(createReferenceStore())
  const server = await serve({ memory, authenticator: openToAnyone, port: 0, allowedOrigins })
  try {
    await body(server)
  } finally {
    await server.close()
    await memory.close()
  }
}

/** The program as a script for a runtime that takes TypeScript as it is. */
function script(url: string): string {
  const file = JSON.stringify(join(import.meta.dirname, 'platform-program.ts'))
  return `import { run } from ${file}; console.log(JSON.stringify(await run('${url}')))`
}

test('the client does on Node what it does everywhere', async () => {
  await withServer([], async ({ url }) => expect(await run(url)).toEqual(expected))
})

test.skipIf(bun === undefined)('and on Bun, which ILAB_BUN names', async () => {
  await withServer([], async ({ url }) => {
    const { stdout } = await execute(bun!, ['--eval', script(url)], { cwd: root })
    expect(JSON.parse(stdout)).toEqual(expected)
  })
})

test.skipIf(deno === undefined)('and on Deno, which ILAB_DENO names', { timeout: 60_000 }, async () => {
  await withServer([], async ({ url }) => {
    const { stdout } = await execute(deno!, ['eval', '--ext=ts', script(url)], { cwd: root })
    expect(JSON.parse(stdout)).toEqual(expected)
  })
})

interface Page {
  readonly url: string
  /** What the program came to in the browser. */
  readonly told: Promise<string>
  readonly close: () => void
}

/** Serves the sources as a browser takes them, and a page that runs the program and tells what it came to. */
async function servePage(urlOfMemory: () => string): Promise<Page> {
  const { promise: told, resolve: tell } = Promise.withResolvers<string>()
  const page = (): string => `<!doctype html>
    <script type="importmap">{ "imports": { "zod/": "/node_modules/zod/", "zod/mini": "/node_modules/zod/mini/index.js" } }</script>
    <script type="module">
      const tell = (body) => fetch('/told', { method: 'POST', body })
      try {
        const { run } = await import('/test/client/platform-program.ts')
        await tell(JSON.stringify(await run('${urlOfMemory()}')))
      } catch (error) {
        await tell(String(error.stack))
      }
    </script>`
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    if (path === '/told') {
      void text(request).then(tell)
      response.end()
    } else if (/^\/(src|test|node_modules)\//.test(path) && !path.includes('..')) {
      const source = readFileSync(join(root, path), 'utf8')
      response.setHeader('content-type', 'text/javascript')
      response.end(path.endsWith('.ts') ? stripTypeScriptTypes(source) : source)
    } else {
      response.setHeader('content-type', 'text/html').end(page())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, told, close }
}

test.skipIf(chromium === undefined)(
  'and on a page of another origin in Chromium, which ILAB_CHROMIUM names',
  { timeout: 60_000 },
  async () => {
    let urlOfMemory = ''
    const page = await servePage(() => urlOfMemory)
    await withServer([page.url], async ({ url }) => {
      urlOfMemory = url
      const profile = mkdtempSync(join(tmpdir(), 'ilab-memory-chromium-'))
      const options = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`]
      const browser = spawn(chromium!, [...options, page.url], { stdio: 'ignore' })
      const told = await page.told
      const ended = once(browser, 'exit')
      browser.kill()
      await ended
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
      expect(told).toBe(JSON.stringify(expected))
    })
    page.close()
  },
)
