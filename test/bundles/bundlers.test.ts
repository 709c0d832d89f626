import { cpSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openToAnyone, serve } from '../../src/server/http/index.ts'
import { ILabMemory } from '../../src/index.ts'
import { createReferenceStore } from '../../src/testing/index.ts'
import { Leg } from './harness/leg.ts'

const threadsInBundle =
  'unsupported_runtime: threads: a bundler has moved this code away from the program of the thread: ' +
  'keep ilab-memory out of the bundle (external), or leave threads at 0'
/** The lines that esbuild's documentation puts before an ESM bundle with CommonJS packages, such as the server's log. */
const banner = `--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`

describe.each([
  ['cjs', 'bundle.cjs', []],
  ['esm', 'bundle.mjs', [banner]],
] as const)('a bundle of esbuild as %s', (format, file, options) => {
  const bundled = async (name: string): Promise<Leg> => {
    const leg = new Leg(name)
    const common = ['--bundle', '--platform=node', '--log-level=warning', `--outfile=${file}`]
    const warnings = await leg.run(
      leg.installed('.bin/esbuild'),
      'program.mjs',
      `--format=${format}`,
      ...common,
      ...options,
    )
    expect(warnings).toBe('')
    return leg
  }

  test('saves and finds; threads are refused in words', async () => {
    const leg = await bundled('library')
    expect(await leg.node(file, 'memory.db')).toBe('dark')
    expect(await leg.node(file, 'memory.db', '1')).toBe(threadsInBundle)
  })

  test('serves HTTP and MCP', async () => {
    const leg = await bundled('server')
    expect(await leg.node(file, 'memory.db')).toBe('dark')
  })
})

test('a bundle without the package saves and finds, also in a thread', async () => {
  const leg = new Leg('library')
  const options = [
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--external:ilab-memory',
    '--outfile=bundle.mjs',
  ]
  await leg.run(leg.installed('.bin/esbuild'), 'program.mjs', ...options)
  expect(await leg.node('bundle.mjs', 'memory.db', '1')).toBe('dark')
})

describe('Vite', () => {
  const vite = 'vite/bin/vite.js'

  test('builds a server that saves and finds; threads are refused in words', async () => {
    const leg = new Leg('vite')
    cpSync(join(import.meta.dirname, 'projects/library/program.mjs'), join(leg.folder, 'src/program.js'))
    await leg.node(leg.installed(vite), 'build', '--ssr', 'src/program.js', '--outDir', 'server')
    expect(await leg.node('server/program.js', 'memory.db')).toBe('dark')
    expect(await leg.node('server/program.js', 'memory.db', '1')).toBe(threadsInBundle)
  })

  test('builds a page that saves and finds on a server', async () => {
    const leg = new Leg('vite')
    await leg.node(leg.installed(vite), 'build')
    const [script = ''] = await readdir(join(leg.folder, 'dist/assets'))
    const weight = gzipSync(await readFile(join(leg.folder, 'dist/assets', script))).length
    expect(weight).toBeLessThanOrEqual(25_000)
    const memory = new ILabMemory(createReferenceStore())
    const server = await serve({ memory, authenticator: openToAnyone, port: 0 })
    try {
      const program = `await import('./dist/assets/${script}')
        console.log(await globalThis.remember('${server.url}'))`
      expect(await leg.node('--input-type=module', '--eval', program)).toBe('dark')
    } finally {
      await server.close()
      await memory.close()
    }
  })
})
