import { expect, test } from 'vitest'
import { createLog } from '../../../src/server/http/index.ts'
import { createMcpHandler } from '../../../src/server/mcp/index.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'
import { ada, sendRaw, startServer } from './fixture.ts'

test('log and metrics name the tools of a request to /mcp, and no text in their place', async () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => lines.push(line) })
  const mcp = createMcpHandler({ memory: new ILabMemory(createReferenceStore()) })
  const { server } = await startServer({ log, mcp, operator: { port: 0 } })
  const call = (id: number, name: string, args: object): object => ({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name, arguments: args },
  })
  const send = async (body: unknown): Promise<unknown> => {
    const headers = {
      ...ada,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    }
    const answer = await fetch(`${server.url}/mcp`, { method: 'POST', headers, body: JSON.stringify(body) })
    await answer.text()
    const { operation, tools } = JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>
    return [operation, tools]
  }
  expect(await send(call(1, 'mem_search', { query: 'canary' }))).toEqual(['mcp', ['mem_search']])
  expect(await send(call(2, 'canary', {}))).toEqual(['mcp', ['unknown']])
  expect(await send({ jsonrpc: '2.0', id: 3, method: 'ping' })).toEqual(['mcp', undefined])
  expect(await send([call(4, 'mem_stats', {}), call(5, 'mem_search', { query: 'a' })])).toEqual([
    'mcp',
    ['mem_stats', 'mem_search'],
  ])
  const { text } = await sendRaw(server.operatorUrl!, 'GET', '/metrics', {})
  expect(text).toContain('ilab_memory_mcp_calls_total{tool="mem_search"} 2')
  expect(text).toContain('ilab_memory_mcp_calls_total{tool="unknown"} 1')
  expect(lines.join('') + text).not.toContain('canary')
})
