import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { serveMcpStdio } from '../../../src/server/mcp/transport/stdio.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'

interface Answer {
  readonly id: unknown
  readonly result?: { readonly isError?: boolean }
  readonly error?: { readonly code: number; readonly message: string }
}

/** A client that writes lines, some of them batches, and reads the lines that come back. */
class LineClient {
  readonly input = new PassThrough()
  readonly #output = new PassThrough()
  readonly #lines: AsyncIterator<string>
  readonly done: Promise<void>

  constructor(revision: string) {
    const memory = new ILabMemory(createReferenceStore())
    this.done = serveMcpStdio({ memory, userId: 'alice', input: this.input, output: this.#output })
    this.#lines = linesOf(this.#output)
    const clientInfo = { name: 't', version: '1' }
    this.send({
      jsonrpc: '2.0',
      id: 'open',
      method: 'initialize',
      params: { protocolVersion: revision, capabilities: {}, clientInfo },
    })
  }

  send(message: unknown): void {
    this.input.write(`${JSON.stringify(message)}\n`)
  }

  async next<Line = Answer>(): Promise<Line> {
    const { value, done } = await this.#lines.next()
    if (done === true) throw new Error('the output ended')
    return JSON.parse(value) as Line
  }

  async end(): Promise<void> {
    this.input.end()
    await this.done
  }
}

async function* linesOf(output: PassThrough): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of output.setEncoding('utf8')) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

function call(id: unknown, name: string, args: unknown): object {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } }
}

const ping = (id: unknown): object => ({ jsonrpc: '2.0', id, method: 'ping' })
const draft = { type: 'profile', title: 'Name', content: 'Ada' }

describe('batches over standard input', () => {
  test.each(['2025-03-26', '2024-11-05'])('of %s are answered by one line', async (revision) => {
    const client = new LineClient(revision)
    expect(await client.next()).toMatchObject({ id: 'open', result: { protocolVersion: revision } })
    client.send([
      ping(901),
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      call('b', 'mem_save', draft),
      call(902, 'mem_search', { query: 'ada' }),
    ])
    const answers = await client.next<Answer[]>()
    expect(new Set(answers.map(({ id }) => id))).toEqual(new Set([901, 'b', 902]))
    expect(answers.every(({ error, result }) => error === undefined && result?.isError !== true)).toBe(true)
    // Messages of their own go on as before.
    client.send(ping(903))
    expect(await client.next()).toMatchObject({ id: 903, result: {} })
    await client.end()
  })

  test('are refused by an error where the agreed revision has none', async () => {
    const client = new LineClient('2025-06-18')
    await client.next()
    client.send([ping(1)])
    expect(await client.next()).toMatchObject({ id: null, error: { code: -32_600 } })
    await client.end()
  })

  test.each([
    ['[]', -32_600],
    ['[1', -32_700],
    [JSON.stringify(Array.from({ length: 101 }, (_, id) => ping(id))), -32_700],
    [`[${'['.repeat(40)}${']'.repeat(40)}]`, -32_700],
    [`["${'x'.repeat(2 ** 21)}"]`, -32_700],
  ])('that are none are refused, and the server goes on (%#)', async (line, code) => {
    const client = new LineClient('2025-03-26')
    await client.next()
    client.input.write(`${line}\n`)
    const refused = await client.next()
    expect(refused).toMatchObject({ id: null, error: { code } })
    expect(refused.error?.message).not.toContain('x'.repeat(9))
    client.send(ping(2))
    expect(await client.next()).toMatchObject({ id: 2 })
    await client.end()
  })

  test('answer each message that is none beside the others', async () => {
    const client = new LineClient('2025-03-26')
    await client.next()
    client.send([1, { jsonrpc: '2.0', id: 7 }, ping(8), ping(8), call(9, 'mem_none', {})])
    const answers = await client.next<Answer[]>()
    const codes = answers.map(({ id, error }) => [id, error?.code ?? 0] as const)
    expect(codes.filter(([id]) => id === null)).toHaveLength(3)
    expect(codes).toContainEqual([8, 0])
    expect(codes).toContainEqual([9, -32_602])
    await client.end()
  })

  test('of notifications alone have no answer', async () => {
    const client = new LineClient('2025-03-26')
    await client.next()
    client.send([{ jsonrpc: '2.0', method: 'notifications/initialized' }])
    client.send(ping(3))
    expect(await client.next()).toMatchObject({ id: 3 })
    await client.end()
  })

  test('come in pieces, behind a byte-order mark and space', async () => {
    const client = new LineClient('2025-03-26')
    await client.next()
    for (const byte of Buffer.from(`  ${JSON.stringify([ping(4), ping(5)])}\n`))
      client.input.write(Buffer.from([byte]))
    expect(await client.next<Answer[]>()).toHaveLength(2)
    await client.end()
  })

  test('that were asked before the input ended are still answered', async () => {
    const client = new LineClient('2025-03-26')
    await client.next()
    client.send([call(1, 'mem_save', draft), ping(2)])
    client.input.end()
    expect(await client.next<Answer[]>()).toHaveLength(2)
    await client.done
  })
})
