import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { describe, expect, test } from 'vitest'
import { CommandLine, ended, plainEnvironment } from './command.ts'
import { serving } from './serving.ts'

async function save(url: string, headers: Record<string, string>, title = 'Name'): Promise<Response> {
  return fetch(`${url}/v1/observations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ type: 'profile', title, content: 'canary-9d31' }),
  })
}

describe('serve', () => {
  test('over HTTP and MCP, until it is told to end', async () => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './memory.db' })
    const server = await serving(cli, ['--operator-port', '0'])
    expect(server).toMatchObject({
      authentication: false,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    })
    expect((await save(server.url, { 'x-user-id': 'ada' })).status).toBe(201)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${server.operator_url}/metrics`)).text()).toContain('# HELP')
    const initialize = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }
    const mcp = await fetch(server.mcp_url!, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'x-user-id': 'ada',
      },
      body: JSON.stringify(initialize),
    })
    expect(await mcp.text()).toContain('mem_search')
    const { code, stderr, stdout } = await server.end()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const line of stdout.trimEnd().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow()
    expect(stdout).not.toMatch(/canary|"ada"/)
    // What was acknowledged is there, and a command sees what the server has saved.
    expect(await cli.json(['stats', '--user', 'ada'])).toMatchObject({ observations: 1 })
  })

  test('tells a person where it listens, and that nobody is authenticated', async () => {
    const child = new CommandLine().start(['serve', '--port', '0', '--no-mcp', '--log-level', 'silent'])
    const running = ended(child)
    child.stderr.once('data', () => child.kill('SIGINT'))
    const { code, stdout, stderr } = await running
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(
      /^Listening on (http:\/\/127\.0\.0\.1:\d+) \(reference at \1\/docs\)\nNo authentication: loopback only\.\n$/,
    )
  })

  test('has the page of its users where it is asked for, by flag, environment and file', async () => {
    const settings = { ILAB_MEMORY_DB_PATH: './m.db', ILAB_MEMORY_KEYRING: './keyring.json' }
    const cli = new CommandLine(undefined, settings)
    const { key } = (await cli.json(['keys', 'create', '--user', 'ada'])) as { key: string }
    const byFlag = await serving(cli, ['--page'])
    expect(byFlag.page_url).toBe(`${byFlag.url}/page`)
    const page = await fetch(byFlag.page_url!, { headers: { authorization: `Bearer ${key}` } })
    expect(await page.text()).toContain('Nothing is kept about you yet')
    await byFlag.end()
    const file = { store: 'm.db', keyring: 'keyring.json', server: { page: true } }
    writeFileSync(join(cli.folder, 'ilab-memory.json'), JSON.stringify(file))
    for (const [environment, status] of [
      [{ ILAB_MEMORY_PAGE: 'false' }, 404],
      [{ ILAB_MEMORY_PAGE: '1' }, 401],
      [{}, 401],
    ] as const) {
      const server = await serving(new CommandLine(cli.folder, { ...settings, ...environment }))
      expect((await fetch(`${server.url}/page`)).status).toBe(status)
      await server.end()
    }
    const open = await new CommandLine().run(['serve', '--page', '--port', '0'])
    expect(open).toMatchObject({ code: 2, stderr: expect.stringContaining('page: needs API keys or tokens') })
  })

  test('--readers puts threads beside the one that writes, for one file only', async () => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './memory.db' })
    const server = await serving(cli, ['--readers', '1'])
    const headers = { 'content-type': 'application/json', 'x-user-id': 'ada' }
    const post = async (path: string, body: object): Promise<unknown> => {
      const sent = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
      return sent.json()
    }
    await post('/v1/observations', { type: 'profile', title: 'Name', content: 'Ada writes in Vim.' })
    expect(await post('/v1/search', { query: 'vim' })).toMatchObject({ results: [{ title: 'Name' }] })
    expect((await server.end()).code).toBe(0)
    const refused = await cli.run(['serve', '--store', './folder/', '--readers', '1', '--port', '0'])
    expect(refused.code).not.toBe(0)
    expect(refused.stderr).toContain('fromDirectory has no use for it')
  })

  test('says what is in the way of listening', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './memory.db' })
    const { code, stderr } = await cli.run(['serve', '--port', String(port)])
    taken.close()
    expect({ code, stderr }).toEqual({
      code: 11,
      stderr: `the server cannot listen on port ${port}: another program listens there; choose another port (storage, EADDRINUSE)\n`,
    })
  })

  test('R51 a key that the command makes opens its user, and revoking it works at once', async () => {
    const cli = new CommandLine(undefined, {
      ILAB_MEMORY_DB_PATH: './users/',
      ILAB_MEMORY_KEYRING: './keyring.json',
    })
    const { key, id } = (await cli.json(['keys', 'create', '--user', 'ada'])) as { key: string; id: string }
    const server = await serving(cli)
    expect(server.authentication).toBe(true)
    const headers = { authorization: `Bearer ${key}`, 'x-user-id': 'bob' }
    expect((await save(server.url, { 'x-user-id': 'ada' })).status).toBe(401)
    expect((await save(server.url, headers)).status).toBe(201)
    await cli.run(['keys', 'revoke', id])
    expect((await save(server.url, headers, 'Later')).status).toBe(401)
    const { stdout } = await server.end('SIGINT')
    expect(stdout).not.toContain(key)
    expect(await cli.json(['stats', '--user', 'ada'])).toMatchObject({ observations: 1 })
    expect(await cli.json(['stats', '--user', 'bob'])).toMatchObject({ observations: 0 })
  })

  test('the configuration file says how it listens, and flags go before it', async () => {
    const cli = new CommandLine()
    const file = {
      store: 'm.db',
      server: { port: 1, mcp: false, limits: { rate: { requests: 1, seconds: 60 } } },
    }
    writeFileSync(join(cli.folder, 'ilab-memory.json'), JSON.stringify(file))
    const server = await serving(cli)
    expect(server.mcp_url).toBeNull()
    const answers = [
      await save(server.url, { 'x-user-id': 'ada' }),
      await save(server.url, { 'x-user-id': 'ada' }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 429])
    await server.end()
  })

  test.each([
    ['an empty keyring setting', [], { ILAB_MEMORY_KEYRING: '' }],
    ['a keyring that is not there', ['--keyring', './none.json'], {}],
    ['an issuer without keys', ['--jwt-issuer', 'https://issuer.example'], {}],
    ['a misspelt setting', [], { ILAB_MEMORY_JWT_ISUER: 'x' }],
    ['an address of the network without authentication', ['--host', '0.0.0.0'], {}],
  ])('R6 %s refuses to start', async (_, args, env) => {
    const { code, stdout, stderr } = await new CommandLine().run(['serve', '--port', '0', ...args], { env })
    expect({ refused: (code ?? 0) > 1, stdout }).toEqual({ refused: true, stdout: '' })
    expect(stderr).toMatch(/^[^\n]+ \(\w+\)\n$/)
  })
})

describe('mcp', () => {
  const bin = join(import.meta.dirname, '../../src/cli/bin.ts')

  test('R49 a real client works with it over stdio, and finds what the command has saved', async () => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './memory.db' })
    await cli.run(['save', '--user', 'ada', '--type', 'preference', '--title', 'Theme', '--content', 'dark'])
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [bin, 'mcp', '--user', 'ada', '--store', join(cli.folder, 'memory.db')],
      env: plainEnvironment(cli.folder),
      stderr: 'pipe',
    })
    const client = new Client({ name: 'test', version: '1' })
    await client.connect(transport)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toContain('mem_search')
    expect(tools.map(({ name }) => name)).not.toContain('mem_export')
    expect(JSON.stringify(tools.map(({ inputSchema }) => inputSchema))).not.toContain('user_id')
    const found = await client.callTool({ name: 'mem_search', arguments: { query: 'theme' } })
    expect(JSON.stringify(found)).toContain('dark')
    await client.close()
  })

  test('--tools and --with-export choose the tools', async () => {
    const list = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } } })}\n${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n${JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list' })}\n`
    const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './memory.db', ILAB_MEMORY_USER: 'ada' })
    const { code, stdout, stderr } = await cli.run(['mcp', '--tools', 'save,mem_search', '--with-export'], {
      input: list,
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const answer = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as {
      result: { tools: { name: string }[] }
    }
    expect(answer.result.tools.map(({ name }) => name)).toEqual(['mem_save', 'mem_search', 'mem_export'])
    const refused = await cli.run(['mcp', '--tools', 'erase'])
    expect(refused).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^--tools: each must be one of mem_/),
    })
  })

  test('takes no configuration file of the project that it is started in, but a named one', async () => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada' })
    const path = join(cli.folder, 'ilab-memory.json')
    writeFileSync(path, JSON.stringify({ store: './of-project.db' }))
    const isThere = (): boolean => existsSync(join(cli.folder, 'of-project.db'))
    expect((await cli.run(['mcp'], { input: '' })).code).toBe(0)
    expect(isThere()).toBe(false)
    expect((await cli.run(['mcp', '--print-config', 'cursor'])).stdout).toContain('of-project.db')
    expect((await cli.run(['mcp', '--config', path], { input: '' })).code).toBe(0)
    expect(isThere()).toBe(true)
  })

  test('--print-config tells a host what to start, with absolute paths and without passwords', async () => {
    const cli = new CommandLine()
    const { stdout } = await cli.run([
      'mcp',
      '--user',
      'ada',
      '--store',
      './m.db',
      '--print-config',
      'claude-code',
    ])
    expect(stdout).toBe(
      `claude mcp add --scope user ilab-memory -- npx -y ilab-memory mcp --user ada --store ${join(cli.folder, 'm.db')}\n`,
    )
    const database = await cli.run([
      'mcp',
      '--user',
      'ada',
      '--store',
      'postgres://u:secret@h/d',
      '--print-config',
      'cursor',
    ])
    expect(JSON.parse(database.stdout)).toMatchObject({
      mcpServers: { 'ilab-memory': { args: ['-y', 'ilab-memory', 'mcp', '--user', 'ada'] } },
    })
    expect(database.stdout + database.stderr).not.toContain('secret')
    expect(readFileSync(bin, 'utf8')).toContain('#!/usr/bin/env node')
  })
})
