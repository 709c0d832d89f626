import type { ServerResponse } from 'node:http'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { readExport } from '../../src/client/connection/body.ts'
import { Deadline } from '../../src/client/connection/deadline.ts'
import { collect } from '../../src/testing/canonical.ts'
import { outcome } from './calls.ts'
import { json, patientClient, problem, rawServer } from './raw-server.ts'

const cut = { code: 'storage', message: 'the export was cut off and is not complete' }

describe('an export', () => {
  test.each([
    ['ends without its last line', '{"a":1}\n{"b":2}\n'],
    ['ends in the middle of a line', '{"a":1}\n{"b'],
    ['is empty', ''],
    ['goes on after its last line', '{"a":1}\n\n{"b":2}\n'],
    ['goes on after its last line with half a line', '{"a":1}\n\n{"b'],
  ])('that %s is cut off, however well the connection ended', async (_, body) => {
    const server = await rawServer((_arrived, response) => response.writeHead(200).end(body))
    expect((await outcome(() => collect(patientClient(server.url).alice.export()))).error).toMatchObject(cut)
  })

  test('that breaks off is an error after the lines that came', async () => {
    const server = await rawServer((_, response) => {
      response.writeHead(200).write('{"a":1}\n{"b":2}\n', () => response.destroy())
    })
    const lines: string[] = []
    const read = async (): Promise<void> => {
      for await (const line of patientClient(server.url).alice.export()) lines.push(line)
    }
    expect((await outcome(read)).error).toMatchObject(cut)
    expect(lines).toEqual(['{"a":1}', '{"b":2}'])
    expect(server.arrived).toHaveLength(1)
  })

  test('that falls silent is an error', async () => {
    const server = await rawServer((_, response) => response.writeHead(200).write('{"a":1}\n'))
    const { alice } = patientClient(server.url, { timeoutMs: 50 })
    expect((await outcome(() => collect(alice.export()))).error).toMatchObject(cut)
  })

  test('may take longer than one attempt, as long as it goes on and while the caller pauses', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const open = Promise.withResolvers<ServerResponse>()
    const server = await rawServer((_, response) => {
      response.writeHead(200).write('{"line":1}\n')
      open.resolve(response)
    })
    const { alice } = patientClient(server.url, { timeoutMs: 200 })
    const lines: string[] = []
    for await (const line of alice.export()) {
      lines.push(line)
      // The caller pauses for longer than an attempt may take. Then the client waits again, for less than that.
      vi.advanceTimersByTime(1_000)
      const response = await open.promise
      setImmediate(() => {
        vi.advanceTimersByTime(150)
        if (lines.length < 10) response.write(`{"line":${lines.length + 1}}\n`)
        else response.end('\n')
      })
    }
    expect(lines).toHaveLength(10)
  })

  test('is the same lines however the bytes are cut', async () => {
    const lines = ['{"a":"é😀\u2028"}', '{"b":"日本"}', `{"c":"${'x'.repeat(5_000)}"}`]
    const bytes = Buffer.from(`${lines.join('\n')}\n\n`)
    const server = await rawServer((_, response) => {
      response.writeHead(200)
      let at = 0
      const next = (): void => {
        const end = at < 40 ? at + 1 : at + 997
        response.write(bytes.subarray(at, end), () =>
          end < bytes.length ? setImmediate(next) : response.end(),
        )
        at = end
      }
      next()
    })
    expect(await collect(patientClient(server.url).alice.export())).toEqual(lines)
  })

  test('is whole or an error: no beginning of one passes for all of it, however it is cut into pieces', async () => {
    const line = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => JSON.stringify({ text }))
    const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(share), share, async (lines, cuts, end) => {
        const bytes = new TextEncoder().encode(`${lines.map((text) => `${text}\n`).join('')}\n`)
        expect(await collect(readExport(inPieces(bytes, cuts), new Deadline([], 0)))).toEqual(lines)
        const beginning = bytes.slice(0, Math.floor(end * bytes.length))
        const { error } = await outcome(() =>
          collect(readExport(inPieces(beginning, cuts), new Deadline([], 0))),
        )
        expect(error).toMatchObject({ code: 'storage' })
      }),
      { numRuns: 300 },
    )
  })

  test(
    'is not read faster than it is taken, and let go of where somebody stops',
    { timeout: 30_000 },
    async () => {
      let sent = 0
      const closed = Promise.withResolvers<void>()
      const line = `{"text":"${'x'.repeat(2 ** 16)}"}\n`
      const server = await rawServer((_, response) => {
        const more = (): void => {
          while (sent < 4_000 && response.write(line)) sent++
        }
        response.writeHead(200).on('drain', more).on('close', closed.resolve)
        more()
      })
      const lines = patientClient(server.url).alice.export()[Symbol.asyncIterator]()
      await lines.next()
      const settled = await settledCount(() => sent)
      expect(settled).toBeLessThan(1_000)
      await lines.return?.()
      await closed.promise
      expect(sent).toBeLessThan(1_000)
    },
  )

  test('asks again while nothing has come', async () => {
    const server = await rawServer((_, response) =>
      server.arrived.length < 3 ? response.destroy() : response.writeHead(200).end('{"a":1}\n\n'),
    )
    expect(await collect(patientClient(server.url).alice.export())).toEqual(['{"a":1}'])
  })

  test('sends nothing before the first line is asked for', async () => {
    const server = await rawServer((_, response) => response.writeHead(200).end('\n'))
    const lines = patientClient(server.url).alice.export()
    await new Promise(setImmediate)
    expect(server.arrived).toEqual([])
    expect(await collect(lines)).toEqual([])
  })
})

describe('an import', () => {
  const counts = { observations: 1, sessions: 2, thread_items: 0, unchanged: 3 }

  test('goes out in batches, in order, and adds up', async () => {
    const server = await rawServer((_, response) => json(response, 200, counts))
    const lines = Array.from({ length: 450 }, (_, i) => `{"i":${i}}`)
    expect(await patientClient(server.url).alice.import(lines)).toEqual({
      observations: 3,
      sessions: 6,
      threadItems: 0,
      unchanged: 9,
    })
    expect(server.arrived.map(({ body }) => body.split('\n').length - 1)).toEqual([200, 200, 50])
    expect(server.arrived.map(({ body }) => body).join('')).toBe(lines.map((line) => `${line}\n`).join(''))
  })

  test('sends long lines in smaller batches', async () => {
    const server = await rawServer((_, response) => json(response, 200, counts))
    const lines = Array.from({ length: 6 }, (_, i) => `{"i":"${String(i).repeat(100_000)}"}`)
    await patientClient(server.url).alice.import(lines)
    expect(server.arrived.map(({ body }) => body.split('\n').length - 1)).toEqual([2, 2, 2])
  })

  test('takes the next line only when there is room for it', async () => {
    let taken = 0
    const server = await rawServer((_, response) => {
      expect(taken).toBeLessThanOrEqual(200 * server.arrived.length)
      json(response, 200, counts)
    })
    async function* many(): AsyncGenerator<string> {
      for (; taken < 1_000; taken++) yield '{}'
    }
    await patientClient(server.url).alice.import(many())
    expect(server.arrived).toHaveLength(5)
  })

  test('names the line over all batches', async () => {
    const server = await rawServer((_, response) =>
      server.arrived.length < 3
        ? json(response, 200, counts)
        : json(response, 400, {
            ...problem('invalid_input', 400, 'line 7: topic_key: must not be empty'),
            reason: 'must not be empty',
            field: 'topic_key',
            line: 7,
          }),
    )
    const lines = Array.from({ length: 450 }, () => '{}')
    expect((await outcome(() => patientClient(server.url).alice.import(lines))).error).toMatchObject({
      code: 'invalid_input',
      message: 'line 407: topic_key: must not be empty',
      field: 'topic_key',
      line: 407,
    })
  })

  test('keeps what one line says on one line, exactly', async () => {
    const server = await rawServer((_, response) => json(response, 200, counts))
    const { alice } = patientClient(server.url)
    const lines = [
      '{\n"a":\r1}',
      '{"a":"\ud800 \udc00x 😀"}',
      '\n',
      '{"b":"\u2028"}\n',
      '{"pair":"\\ud83d\\ude00"}',
    ]
    await alice.import(lines)
    const arrived = server.arrived[0]?.body.split('\n').slice(0, -1) ?? []
    expect(arrived).toHaveLength(lines.length)
    const read = (texts: readonly string[]): unknown[] =>
      texts.map((text) => (text.trim() === '' ? null : (JSON.parse(text) as unknown)))
    expect(read(arrived)).toEqual(read(lines))
  })

  test('refuses what is no line, by its number', async () => {
    const server = await rawServer((_, response) => json(response, 200, counts))
    const { alice } = patientClient(server.url)
    const bad: [unknown, string][] = [
      [['{}', 7], 'line 2: must be of type string'],
      [['{"a":"b\nc"}'], 'line 1: is not JSON'],
      ['{}', 'import: needs the lines of an export, one string each'],
      [{}, 'import: needs the lines of an export, one string each'],
    ]
    for (const [lines, message] of bad)
      expect((await outcome(() => alice.import(lines as string[]))).error).toMatchObject({
        code: 'invalid_input',
        message,
      })
    expect(server.arrived).toEqual([])
  })
})

/** A body that arrives in pieces, cut where the shares say. */
function inPieces(bytes: Uint8Array, shares: readonly number[]): Response {
  const ends = [...shares.map((share) => Math.floor(share * bytes.length)), bytes.length].toSorted(
    (a, b) => a - b,
  )
  return new Response(ReadableStream.from(ends.map((end, i) => bytes.slice(ends[i - 1] ?? 0, end))))
}

/** Waits until a count has not grown for many turns of the event loop, and returns it. */
async function settledCount(count: () => number): Promise<number> {
  let last = count()
  for (let turns = 0; turns < 200; turns++) {
    await new Promise((resolve) => setImmediate(resolve))
    if (count() === last) continue
    last = count()
    turns = 0
  }
  return last
}
