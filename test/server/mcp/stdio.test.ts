import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { describe, expect, test } from 'vitest'
import { MemoryError } from '../../../src/core/errors/errors.ts'
import { serveMcpStdio } from '../../../src/server/mcp/transport/stdio.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'
import { newClient, type Era } from './connected.ts'
import { callMessage, freshFolder } from './served.ts'

const program = join(import.meta.dirname, '../../../src/cli/bin.ts')

/** Arguments of Node that serve Alice's memory in a file. */
function serving(file: string): string[] {
  return ['--disable-warning=ExperimentalWarning', program, 'mcp', '--store', file, '--user', 'alice']
}

const opening = [
  '{"jsonrpc":"2.0","id":"open","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}',
  '{"jsonrpc":"2.0","method":"notifications/initialized"}',
]
const draft = { type: 'decision', title: 'Colour', content: 'The accent is blue.' }

function withId(id: unknown, call: string): string {
  return JSON.stringify({ ...(JSON.parse(call) as object), id })
}

interface Ran {
  readonly code: number | null
  readonly lines: string[]
  readonly stderr: string
}

/** Writes lines to a fresh process, closes its input, and reads it to its end. */
async function run(lines: readonly string[], file: string, env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(process.execPath, serving(file), { env: { PATH: process.env['PATH'], ...env } })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  // A server that has ended by itself does not read the rest.
  child.stdin.on('error', () => undefined)
  child.stdin.end(lines.map((line) => `${line}\n`).join(''))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, lines: stdout.split('\n').slice(0, -1), stderr }
}

/** One line of the protocol, or a failure. */
function message(line: string): Record<string, unknown> {
  const parsed = JSON.parse(line) as Record<string, unknown>
  expect(parsed['jsonrpc']).toBe('2.0')
  expect('method' in parsed || 'result' in parsed || 'error' in parsed).toBe(true)
  return parsed
}

/** All that the operator is told of what a client wrote. */
const notUnderstood = 'a message was not understood, or an answer could not be written'

/** Variables that a host may have in its environment, and those that make Node and libraries print. */
const hostile: Readonly<Record<string, string>> = {
  DEBUG: '*',
  NODE_DEBUG: 'fs,net,http,stream,module,timer',
  NODE_OPTIONS: '--trace-warnings --trace-deprecation --pending-deprecation',
  FORCE_COLOR: '3',
  LOG_LEVEL: 'trace',
  CI: '1',
  TERM: 'xterm-256color',
}

describe('R49: standard output', { timeout: 60_000 }, () => {
  test.each([
    ['alone', {}],
    ['in a hostile environment', hostile],
  ])('carries the protocol and nothing else, whatever comes in, %s', async (_, env) => {
    const file = join(freshFolder(), 'memory.db')
    const canary = 'ZebraSecret7'
    const { code, lines, stderr } = await run(
      [
        ...opening,
        'not JSON at all',
        `{"${canary}":`,
        `{"jsonrpc":"1.0","${canary}":true}`,
        `{"jsonrpc":"2.0","id":{},"method":"${canary}"}`,
        '',
        '\u001B[31m',
        withId(1, callMessage('mem_save', draft)),
        withId(2, callMessage('mem_save', { ...draft, type: canary })),
        withId(3, callMessage(canary, {})),
        withId(4, callMessage('mem_session_start', { [canary]: 1 })),
        withId(5, `{"jsonrpc":"2.0","method":"${canary}"}`),
        withId(6, callMessage('mem_get_observation', { observation_id: -1 })),
      ],
      file,
      env,
    )
    expect(code).toBe(0)
    const answers = new Map(lines.map(message).map((answer) => [answer['id'], JSON.stringify(answer)]))
    expect(new Set(answers.keys())).toEqual(new Set(['open', 1, 2, 3, 4, 5, 6]))
    expect(lines).toHaveLength(7)
    expect(answers.get(1)).toContain('"outcome":"created"')
    expect(answers.get(2)).toContain('invalid_input: type: must be one of')
    expect(answers.get(3)).toContain('-32602')
    expect(answers.get(4)).toContain('invalid_input: ')
    expect(answers.get(5)).toContain('-32601')
    expect(answers.get(6)).toContain('invalid_input: ')
    // R24: nothing of what was malformed comes out anywhere. Node's own tracing of a hostile environment is not ours.
    expect(lines.join('\n')).not.toContain(canary)
    if (env !== hostile) expect(new Set(stderr.trim().split('\n'))).toEqual(new Set([notUnderstood]))
  })

  test('stays empty where the memory cannot be opened', async () => {
    const file = join(freshFolder(), 'memory.db')
    writeFileSync(file, 'this is no database, it only looks like a file of one '.repeat(100))
    const { code, lines } = await run(opening, file)
    expect(code).not.toBe(0)
    expect(lines).toEqual([])
  })
})

describe('a server on standard input and output', { timeout: 60_000 }, () => {
  test('answers all that was asked before the input ended, and has kept it', async () => {
    const file = join(freshFolder(), 'memory.db')
    const saves = Array.from({ length: 200 }, (_, id) =>
      withId(id, callMessage('mem_save', { ...draft, title: `Colour ${id}` })),
    )
    const { code, lines } = await run([...opening, ...saves], file)
    expect(code).toBe(0)
    expect(
      lines.map(message).filter(({ result }) => JSON.stringify(result).includes('created')),
    ).toHaveLength(200)
    const memory = await ILabMemory.fromPath(file)
    expect(await memory.forUser('alice').stats()).toMatchObject({ observations: 200 })
    await memory.close()
  })

  test.each(['legacy', 'modern'] satisfies Era[])(
    'serves a real client, and ends with it (%s)',
    async (era) => {
      const file = join(freshFolder(), 'memory.db')
      const client = newClient(era)
      const transport = new StdioClientTransport({
        command: process.execPath,
        args: serving(file),
        stderr: 'ignore',
      })
      await client.connect(transport)
      await client.callTool({ name: 'mem_save', arguments: draft })
      const found = await client.callTool({ name: 'mem_search', arguments: { query: 'accent' } })
      expect(found.structuredContent).toMatchObject({ results: [{ id: 1 }] })
      const pid = transport.pid!
      await client.close()
      expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    },
  )

  test('goes on after a message that is too large has ended it for one client', async () => {
    const file = join(freshFolder(), 'memory.db')
    const huge = withId(1, callMessage('mem_save', { ...draft, content: 'x'.repeat(11 * 2 ** 20) }))
    const { code, lines, stderr } = await run([...opening, huge], file)
    expect([code, lines.length, stderr.trim()]).toEqual([0, 1, notUnderstood])
    const after = await run([...opening, withId(1, callMessage('mem_stats', {}))], file)
    expect(message(after.lines[1]!)).toMatchObject({ result: { structuredContent: { observations: 0 } } })
  })
})

describe('serving', () => {
  function streams(): { input: PassThrough; output: PassThrough } {
    return { input: new PassThrough(), output: new PassThrough() }
  }

  async function isClosed(memory: ILabMemory): Promise<boolean> {
    const error: unknown = await memory
      .forUser('alice')
      .stats()
      .catch((thrown: unknown) => thrown)
    return error instanceof MemoryError && error.code === 'closed'
  }

  test('ends with the signal, and closes the memory', async () => {
    const memory = new ILabMemory(createReferenceStore())
    const ending = new AbortController()
    const served = serveMcpStdio({ memory, userId: 'alice', signal: ending.signal, ...streams() })
    ending.abort()
    await served
    expect(await isClosed(memory)).toBe(true)
  })

  test('ends when nobody reads any more', async () => {
    const memory = new ILabMemory(createReferenceStore())
    const { input, output } = streams()
    const served = serveMcpStdio({ memory, userId: 'alice', input, output })
    output.destroy(new Error('EPIPE'))
    await served
    expect(await isClosed(memory)).toBe(true)
  })

  test.each([
    [{ userId: 'a b' }, 'userId: must be'],
    [{ tools: ['mem_erase_user'] as never }, 'tools: each must be one of'],
  ])('%j is refused before anything is read, and the memory is closed', async (wrong, text) => {
    const memory = new ILabMemory(createReferenceStore())
    const { input, output } = streams()
    input.write(`${opening.join('\n')}\n`)
    await expect(serveMcpStdio({ memory, input, output, ...wrong })).rejects.toThrow(text)
    expect(output.read()).toBeNull()
    expect(await isClosed(memory)).toBe(true)
  })

  test.each([
    [
      new MemoryError('corrupt', 'the file is damaged: restore a backup'),
      'corrupt',
      /^mem_save: corrupt: the file is damaged: restore a backup$/,
    ],
    [
      new MemoryError('storage', 'the storage failed', {
        cause: new RangeError('damaged canary\n    at canary'),
      }),
      'storage',
      /^mem_save: storage: the storage failed \(RangeError at .*stdio\.test\.ts.*\)$/,
    ],
    [
      Object.assign(new TypeError('damaged canary'), { code: 'ERR_X' }),
      'storage',
      /^mem_save: storage: an unexpected error \(TypeError ERR_X at .*stdio\.test\.ts.*\)$/,
    ],
  ])(
    'R18: %s tells the model a fixed text, and the operator which failure it was',
    async (error, code, line) => {
      const memory = new ILabMemory(createReferenceStore())
      const broken = {
        forUser: () => {
          throw error
        },
        close: () => memory.close(),
      }
      const { input, output } = streams()
      const log: string[] = []
      const served = serveMcpStdio({
        memory: broken,
        userId: 'alice',
        input,
        output,
        log: (said) => log.push(said),
      })
      input.end(`${[...opening, withId(1, callMessage('mem_save', draft))].join('\n')}\n`)
      await served
      output.end()
      const answers = (await output.toArray()).join('')
      expect(answers).toContain(
        `"text":"${code}: the memory cannot be used now; go on without it and tell the user"}],"isError":true`,
      )
      expect(answers).not.toContain('damaged')
      expect(log).toEqual([expect.stringMatching(line)])
      expect(log[0]).not.toContain('canary')
    },
  )
})
