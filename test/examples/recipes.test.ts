import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { expect, test } from 'vitest'
import { readPage } from '../markdown.ts'
import { newClient } from '../server/mcp/connected.ts'
import { temporaryFolder } from './run.ts'

const cli = join(import.meta.dirname, '../../src/cli/bin.ts')

/** The servers that the configurations of the page name. */
const servers = [...readPage('docs/recipes.md').matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
  ([, json = '']) => {
    const config = JSON.parse(json) as Record<string, Record<string, { command: string; args: string[] }>>
    const [key = ''] = Object.keys(config)
    return { key, ...config[key]!['ilab-memory']! }
  },
)

test.each(servers)(
  'the project-local configuration under "$key" keeps memory inside the project',
  async (server) => {
    const folder = temporaryFolder()
    expect([server.command, ...server.args.slice(0, 2)]).toEqual(['npx', '-y', 'ilab-memory'])
    const args = server.args.slice(2).map((word) => word.replace('${workspaceFolder}', folder))
    const client = newClient()
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args: [cli, ...args], cwd: folder }),
    )
    const draft = { type: 'decision', title: 'Store', content: 'SQLite' }
    const saved = await client.callTool({ name: 'mem_save', arguments: draft })
    expect(saved.structuredContent).toMatchObject({ id: 1, outcome: 'created' })
    await client.close()
    expect(existsSync(join(folder, '.ilab-memory', 'memory.db'))).toBe(true)
  },
)
