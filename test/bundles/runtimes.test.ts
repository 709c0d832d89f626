import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { expected } from '../client/platform-program.ts'
import { writeClientProgram } from './harness/client-program.ts'
import { Leg } from './harness/leg.ts'
import { writeFromPage } from './harness/page.ts'
import { withServer } from './harness/served.ts'

/** Runtimes from their packages for this machine. The install scripts of the main packages only copy the same programs. */
const runtimes = {
  Bun: { folder: '@oven', program: 'bin/bun', args: [] },
  Deno: { folder: '@deno', program: 'deno', args: ['run', '--allow-all'] },
} as const

const listRequest = { jsonrpc: '2.0', id: 1, method: 'tools/list' }

describe.each(Object.entries(runtimes))('%s', (_, { folder, program, args }) => {
  const runtimeOf = async (leg: Leg): Promise<string> => {
    const [found = ''] = (await leg.run('ls', leg.installed(folder))).split('\n')
    return leg.installed(`${folder}/${found}/${program}`)
  }

  test.each(['0', '1'])('saves and finds, in %s threads', async (threads) => {
    const leg = new Leg('library')
    expect(await leg.run(await runtimeOf(leg), ...args, 'program.mjs', 'memory.db', threads)).toBe('dark')
  })

  test('the client does what it does everywhere', async () => {
    const leg = new Leg('library')
    writeClientProgram(leg)
    leg.write(
      'main.mjs',
      `console.log(JSON.stringify(await (await import('./client-program.mjs')).run(process.argv[2])))`,
    )
    const runtime = await runtimeOf(leg)
    const result = await withServer([], (url) => leg.run(runtime, ...args, 'main.mjs', url))
    expect(JSON.parse(result)).toEqual(expected)
  })

  test('the command saves and finds', async () => {
    const leg = new Leg('library')
    const runtime = await runtimeOf(leg)
    const command = (...given: readonly string[]): Promise<string> =>
      leg.run(runtime, ...args, leg.installed('ilab-memory/dist/cli/bin.js'), ...given, ...place)
    const place = ['--store', './memory.db', '--user', 'ada']
    expect(await command('save', '--type', 'preference', '--title', 'UI theme', '--content', 'dark')).toBe(
      'Saved #1',
    )
    expect(await command('search', 'theme', '--json')).toContain('"snippet":"dark"')
  })

  test('the command serves HTTP and MCP', async () => {
    const leg = new Leg('library')
    const bin = [...args, leg.installed('ilab-memory/dist/cli/bin.js')]
    const runtime = await runtimeOf(leg)
    const server = leg.start(runtime, ...bin, 'serve', '--store', './memory.db', '--port', '0')
    try {
      const url = await lineWith(server.stderr!, /http:\/\/127\.0\.0\.1:\d+/)
      const body = JSON.stringify({ type: 'preference', title: 'UI theme', content: 'dark' })
      const headers = { 'content-type': 'application/json', 'x-user-id': 'ada' }
      expect((await fetch(`${url}/v1/observations`, { method: 'POST', headers, body })).status).toBe(201)
    } finally {
      await leg.stop(server)
    }
    const host = leg.start(runtime, ...bin, 'mcp', '--store', './memory.db', '--user', 'ada')
    try {
      const params = {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo: { name: 'test', version: '1' },
      }
      host.stdin!.write(`${JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params })}\n`)
      host.stdin!.write(`${JSON.stringify(listRequest)}\n`)
      expect(await lineWith(host.stdout!, /mem_save/)).toBe('mem_save')
    } finally {
      await leg.stop(host)
    }
  })
})

/** The first match in a stream's lines. Errors: a stream that ends without one. */
async function lineWith(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  for await (const line of createInterface({ input: stream })) {
    const found = pattern.exec(line)?.[0]
    if (found !== undefined) return found
  }
  throw new Error(`the program ended without ${pattern}`)
}

test('Jest runs tests that save and find', async () => {
  const leg = new Leg('jest')
  writeFromPage('memory.test.js', leg.folder)
  await leg.node('--experimental-vm-modules', leg.installed('jest/bin/jest.js'), '--ci')
})
