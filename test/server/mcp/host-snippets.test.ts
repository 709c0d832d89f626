import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { describe, expect, test } from 'vitest'
import { mcpHosts, printConfig } from '../../../src/server/mcp/host-snippets.ts'
import { newClient } from './connected.ts'
import { freshFolder } from './served.ts'

const run = promisify(execFile)
const cli = join(import.meta.dirname, '../../../src/cli/bin.ts')
const node = `'${process.execPath}' --disable-warning=ExperimentalWarning`

interface Start {
  readonly command: string
  readonly args: string[]
}

/** Stands for the programs that a printed configuration names: `npx` runs the sources, `claude` tells its arguments. */
function programs(folder: string): string {
  const place = join(folder, 'programs')
  mkdirSync(place)
  const npx = `test "$1 $2" = '-y ilab-memory' || exit 64\nshift 2\nexec ${node} '${cli}' "$@"`
  const claude = `exec '${process.execPath}' -p 'JSON.stringify(process.argv.slice(1))' -- "$@"`
  for (const [name, script] of Object.entries({ npx, claude }))
    writeFileSync(join(place, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return [place, process.env['PATH']].join(delimiter)
}

/** The command that a host starts, by the rules of its configuration. */
async function startOf(host: string, printed: string, env: Record<string, string>): Promise<Start> {
  if (host === 'claude-code') {
    const { stdout } = await run('/bin/sh', ['-c', printed], { env })
    const words = JSON.parse(stdout) as string[]
    expect(words.slice(0, 6)).toEqual(['mcp', 'add', '--scope', 'user', 'ilab-memory', '--'])
    const [command = '', ...args] = words.slice(6)
    return { command, args }
  }
  const config = JSON.parse(printed) as Record<string, Record<string, Start>>
  expect(Object.keys(config)).toEqual([host === 'vscode' ? 'servers' : 'mcpServers'])
  const server = Object.values(config)[0]?.['ilab-memory']
  expect(server).toMatchObject(host === 'claude-desktop' ? {} : { type: 'stdio' })
  return server!
}

describe('a printed configuration', { timeout: 60_000 }, () => {
  test.each(mcpHosts)('for %s starts a server that keeps what it is told', async (host) => {
    const folder = join(freshFolder(), "a folder's name")
    mkdirSync(folder)
    const env = { PATH: programs(folder) }
    const store = join(folder, 'memory.db')
    const options = ['mcp', '--user', "alice'$(x)", '--store', store, '--print-config', host]
    const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...options])
    const client = newClient()
    const transport = new StdioClientTransport({
      ...(await startOf(host, stdout, env)),
      env,
      stderr: 'inherit',
    })
    await client.connect(transport)
    const draft = {
      type: 'preference',
      title: 'UI theme',
      content: 'Prefers the dark theme',
      topic_key: 'ui/theme',
    }
    await client.callTool({ name: 'mem_save', arguments: draft })
    const found = await client.callTool({ name: 'mem_search', arguments: { query: 'Which theme?' } })
    expect(found.structuredContent).toMatchObject({ results: [{ id: 1, topic_key: 'ui/theme' }] })
    const read = await client.callTool({ name: 'mem_get_observation', arguments: { observation_id: 1 } })
    expect(read.structuredContent).toMatchObject({ observation: { user_id: "alice'$(x)" } })
    await client.close()
  })

  test('for a host that is not known is refused', () => {
    for (const host of ['emacs', '', '__proto__', 'constructor'])
      expect(() => printConfig(host)).toThrow(
        'host: must be one of claude-code, claude-desktop, cursor, vscode',
      )
  })
})
