import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ILabMemory } from '../../src/index.ts'
import { createMemoryPage } from '../../src/page/index.ts'
import { openMemory } from './browsing.ts'

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

test('there are three blocks for servers: Hono, Next.js and Express', () => {
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

// The others run in an application of their own: test/bundles/mounted-page.test.ts and next.test.ts.
test('the route of Next.js is that of the example', () => {
  const route = '../../examples/next-app/app/memory/[[...path]]/route.js'
  expect(blocks[1]).toBe(readFileSync(join(import.meta.dirname, route), 'utf8'))
})
