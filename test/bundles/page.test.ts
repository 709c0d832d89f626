import { expect, test } from 'vitest'
import { Leg } from './harness/leg.ts'
import { namesOnPage, writeFromPage } from './harness/page.ts'

/** Programs of the page that other tests run. */
const elsewhere = ['memory.js', 'route.js', 'memory.test.js']

test('every program of the page is run', () => {
  const run = ['express.js', 'fastify.js', 'hono.js', 'nest.ts', 'svelte.js', 'lambda.js']
  expect(namesOnPage.toSorted()).toEqual([...elsewhere, ...run].toSorted())
})

function written(...names: readonly string[]): Leg {
  const leg = new Leg('page', { MEMORY_PATH: './memory.db' })
  for (const name of ['memory.js', ...names]) writeFromPage(name, leg.folder)
  return leg
}

test.each(['express', 'fastify', 'hono', 'svelte', 'lambda'])('%s.js saves and finds', async (name) => {
  const leg = written(`${name}.js`)
  expect(await leg.node(`run-${name}.js`)).toBe('UI theme')
})

test('nest.ts saves and finds', async () => {
  const leg = written('nest.ts')
  const options = ['--format=esm', '--platform=node', '--outdir=.']
  await leg.run(leg.installed('.bin/esbuild'), 'nest.ts', ...options)
  expect(await leg.node('run-nest.js')).toBe('UI theme')
})
