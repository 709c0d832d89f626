import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ILabMemory } from '../../src/index.ts'
import { createMemoryPage, type MemoryPage } from '../../src/page/index.ts'
import { openMemory, pageOf } from './browsing.ts'

const text = readFileSync(join(import.meta.dirname, '../../docs/page.md'), 'utf8')
// Those for browsers run in one: test/page-browser/documented-element.test.ts.
const blocks = [...text.matchAll(/^```js\n([\s\S]*?)^```$/gm)]
  .map(([, code = '']) => code)
  .filter((code) => !code.includes('document.'))

let memory: ILabMemory
beforeAll(async () => {
  memory = await openMemory()
  await memory.forUser('ada').save({ type: 'decision', title: 'Documented', content: 'x' })
})
afterAll(() => memory.close())

/** Runs a block of the page: its imports come as arguments, and its constants as the result. */
function run(code: string, given: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const constants = [...code.matchAll(/^(?:export )?const (\w+)/gm)].map(([, name]) => name)
  const body = code.replaceAll(/^import .*$/gm, '').replaceAll(/^export /gm, '')
  const whole = `return (async () => {\n${body}\nreturn { ${constants.join(', ')} }\n})()`
  const make = compileFunction(whole, Object.keys(given))
  return (make as (...values: unknown[]) => Promise<Record<string, unknown>>)(...Object.values(given))
}

test('there are three blocks for servers: Hono, Next.js, and requests of Node', () => {
  expect(blocks).toHaveLength(3)
})

test('Hono serves the page under its path', async () => {
  const sessionOf = (request: Request): { userId: string } | null =>
    request.headers.has('cookie') ? { userId: 'ada' } : null
  const made = await run(blocks[0]!, {
    Hono,
    ILabMemory: { fromPath: () => memory },
    createMemoryPage,
    sessionOf,
    process: { env: { PAGE_SECRET: 'a secret of thirty-two characters!' } },
  })
  const app = made['app'] as Hono
  for (const path of ['/memory', '/memory/memories/1'])
    expect(await (await app.request(path, { headers: { cookie: 'session' } })).text()).toContain('Documented')
  expect((await app.request('/memory')).status).toBe(401)
  expect((await app.request('/elsewhere')).status).toBe(404)
})

test('a route handler of Next.js answers GET and POST', async () => {
  const handlers = (await run(blocks[1]!, { page: pageOf(memory) })) as Record<
    'GET' | 'POST',
    MemoryPage['fetch']
  >
  const headers = { 'x-test-user': 'ada' }
  const answer = await handlers.GET(new Request('https://app.example/memory', { headers }))
  expect(await answer.text()).toContain('Documented')
  const form = new Request('https://app.example/memory/erase', { method: 'POST', headers, body: 'x' })
  expect((await handlers.POST(form)).status).toBe(403)
})

test('a server of Node’s own requests passes on what lies under the path', async () => {
  type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void
  const handlers: Handler[] = []
  const app = { use: (handler: Handler) => handlers.push(handler) }
  await run(blocks[2]!, { getRequestListener, page: pageOf(memory), app })
  const listening = createServer((request, response) =>
    handlers[0]!(request, response, () => response.end('next')),
  )
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
  const headers = { 'x-test-user': 'ada' }
  expect(await (await fetch(`${url}/memory`, { headers })).text()).toContain('Documented')
  expect(await (await fetch(`${url}/other`)).text()).toBe('next')
  await new Promise((resolve) => listening.close(resolve))
})
