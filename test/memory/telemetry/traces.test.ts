import * as api from '@opentelemetry/api'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { afterEach, describe, expect, test } from 'vitest'
import { MemoryError } from '../../../src/core/errors/errors.ts'
import { createLog } from '../../../src/server/http/index.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createMcpHandler } from '../../../src/server/mcp/index.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'
import { freshFolder, startServer } from '../../server/http/fixture.ts'
import { registerSdk } from './recording.ts'

const { takeSpans, readMetrics } = registerSdk()
afterEach(() => void takeSpans())

const draft = { type: 'decision', title: 'Colour', content: 'The accent is blue.' }
const remoteTrace = '0af7651916cd43dd8448eb211c80319c'
const remoteSpan = 'b7ad6b7169203331'
const traceparent = `00-${remoteTrace}-${remoteSpan}-01`

describe('a call of the library', () => {
  test('is a span and a measurement under the names of the conventions, without being asked for', async () => {
    await using memory = await ILabMemory.fromPath(`${freshFolder()}/memory.db`)
    const ada = memory.forUser('ada')
    const { id } = await ada.save(draft)
    await ada.save({ ...draft, topicKey: 'ui/accent' })
    await ada.save([draft, draft])
    await ada.search('colour')
    await ada.update(id, { content: 'The accent is green.' })
    await ada.forget(id)
    await ada.stats()
    await ada.erase()
    const told = takeSpans().map(({ name, kind, attributes }) => [
      name,
      kind,
      attributes['ilab_memory.operation'],
      attributes['gen_ai.memory.record.count'],
      attributes['gen_ai.memory.record.id'],
    ])
    const { INTERNAL } = api.SpanKind
    expect(told).toEqual([
      ['create_memory', INTERNAL, 'save_observation', 1, undefined],
      ['upsert_memory', INTERNAL, 'save_observation', 1, undefined],
      ['create_memory', INTERNAL, 'save_observations', 2, undefined],
      ['search_memory', INTERNAL, 'search_observations', 2, undefined],
      ['update_memory', INTERNAL, 'update_observation', 1, '1'],
      ['delete_memory', INTERNAL, 'forget_observation', 1, '1'],
      ['read_stats', INTERNAL, 'read_stats', undefined, undefined],
      ['delete_memory_store', INTERNAL, 'erase_user', 1, undefined],
    ])
    const measured = await readMetrics()
    const counts = (name: string, operation: string): unknown =>
      measured.find((each) => each.name === name && each.attributes['ilab_memory.operation'] === operation)
        ?.value
    expect(counts('ilab_memory.operation.duration', 'search_observations')).toMatchObject({ count: 1 })
    expect(counts('ilab_memory.operation.records', 'save_observations')).toBe(2)
  })

  test('that fails leaves its code in span and measurement, and none of its text', async () => {
    await using memory = await ILabMemory.fromPath(`${freshFolder()}/memory.db`)
    const ada = memory.forUser('ada')
    await ada.pause({ saving: true })
    await expect(ada.save(draft)).rejects.toThrow(MemoryError)
    const span = takeSpans().at(-1)!
    expect([span.attributes['error.type'], span.status, span.events]).toEqual([
      'paused',
      { code: api.SpanStatusCode.ERROR },
      [],
    ])
    expect((await readMetrics()).some(({ attributes }) => attributes['error.type'] === 'paused')).toBe(true)
  })

  test('makes no span where telemetry is switched off, and one where the constructor gets the API', async () => {
    await using silent = await ILabMemory.fromPath(`${freshFolder()}/memory.db`, { telemetry: false })
    await silent.forUser('ada').stats()
    const unasked = new ILabMemory(createReferenceStore())
    await unasked.forUser('ada').stats()
    expect([silent.telemetry, unasked.telemetry, takeSpans()]).toEqual([null, null, []])
    const asked = new ILabMemory(createReferenceStore(), { telemetry: api })
    await asked.forUser('ada').stats()
    expect(takeSpans().map(({ name }) => name)).toEqual(['read_stats'])
    expect(() => new ILabMemory(createReferenceStore(), { telemetry: {} as never })).toThrow(
      'Config.telemetry: must be the module @opentelemetry/api, or false',
    )
  })
})

describe.each([0, 1])('over HTTP, with the store in %i threads', (threads) => {
  test('one trace goes from the traceparent of a request to the store, and its id into the log', async () => {
    const lines: string[] = []
    const log = createLog('info', { write: (line) => lines.push(line) })
    const { send } = await startServer({ config: { threads }, log })
    const saved = Array.from({ length: 12 }, (_, i) =>
      send('POST', '/v1/observations', {
        headers: { 'x-user-id': `user-${i}`, ...(i === 0 ? { traceparent } : {}) },
        json: draft,
      }),
    )
    expect(new Set((await Promise.all(saved)).map(({ status }) => status))).toEqual(new Set([201]))
    const spans = takeSpans()
    const requests = spans.filter(({ kind }) => kind === api.SpanKind.SERVER)
    const stores = spans.filter(({ name }) => name === 'create_memory')
    expect([requests.length, stores.length]).toEqual([12, 12])
    for (const store of stores) {
      const above = requests.find((each) => each.spanContext().spanId === store.parentSpanContext?.spanId)
      expect(above?.spanContext().traceId).toBe(store.spanContext().traceId)
    }
    const first = requests.find(({ parentSpanContext }) => parentSpanContext?.spanId === remoteSpan)
    expect(first).toMatchObject({
      name: 'POST /v1/observations',
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/v1/observations',
        'http.response.status_code': 201,
      },
    })
    expect(first?.spanContext().traceId).toBe(remoteTrace)
    const logged = lines.map((line) => (JSON.parse(line) as { traceId: string }).traceId)
    expect(logged.toSorted()).toEqual(requests.map((each) => each.spanContext().traceId).toSorted())
    expect(logged).toContain(remoteTrace)
  })
})

test('a span that the application has made for the request stays the only one', async () => {
  const { server, memory } = await startServer()
  const { createApp, openToAnyone } = await import('../../../src/server/http/index.ts')
  const app = createApp({ memory, authenticator: openToAnyone })
  const request = new Request(`${server.url}/v1/stats`, {
    headers: { 'x-user-id': 'ada', host: 'localhost' },
  })
  const { status } = await api.trace.getTracer('app').startActiveSpan('the application', async (span) => {
    const response = await app.fetch(request)
    span.end()
    return response
  })
  expect([status, takeSpans().map(({ name }) => name)]).toEqual([200, ['read_stats', 'the application']])
})

test('a call over MCP goes on with the trace of its _meta, and else with that of its request', async () => {
  const memory = new ILabMemory(createReferenceStore(), { telemetry: api })
  const { server } = await startServer({ memory, mcp: createMcpHandler({ memory }) })
  const client = new Client({ name: 'host', version: '1' })
  const transport = new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), {
    requestInit: { headers: { 'x-user-id': 'ada' } },
  })
  await client.connect(transport)
  takeSpans()
  // The client also asks for a stream of events, at a time of its own.
  const taken = (): ReadableSpan[] => takeSpans().filter(({ name }) => name !== 'GET /mcp')
  await client.callTool({ name: 'mem_save', arguments: { ...draft }, _meta: { traceparent } })
  const [store, tool] = taken()
  expect([store?.name, tool?.name]).toEqual(['create_memory', 'tools/call mem_save'])
  expect(store?.parentSpanContext?.spanId).toBe(tool?.spanContext().spanId)
  expect(tool?.parentSpanContext).toMatchObject({ traceId: remoteTrace, spanId: remoteSpan })
  await client.callTool({ name: 'mem_save', arguments: {} })
  const [failed, request] = taken()
  expect(failed?.attributes).toMatchObject({ 'gen_ai.tool.name': 'mem_save', 'error.type': 'tool_error' })
  expect(request).toMatchObject({ name: 'POST /mcp', kind: api.SpanKind.SERVER })
  expect(failed?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId)
  await client.close()
})
