// Saves over HTTP and finds by an MCP tool, in an application that is asked without a port.
import { ILabMemory } from 'ilab-memory'
import { createApp, createLog, openToAnyone } from 'ilab-memory/http'
import { createMcpHandler } from 'ilab-memory/mcp'

const headers = {
  accept: 'application/json, text/event-stream',
  'content-type': 'application/json',
  host: 'localhost',
  'x-user-id': 'ada',
}

async function main() {
  const memory = await ILabMemory.fromPath(process.argv[2])
  const app = createApp({
    memory,
    authenticator: openToAnyone,
    mcp: createMcpHandler({ memory, log: () => undefined }),
    log: createLog('silent'),
  })
  const post = async (path, body) => {
    const request = { method: 'POST', headers, body: JSON.stringify(body) }
    const response = await app.fetch(new Request(`http://localhost${path}`, request))
    return response.text()
  }
  await post('/v1/observations', { type: 'preference', title: 'UI theme', content: 'dark' })
  const params = { name: 'mem_search', arguments: { query: 'theme' } }
  const answer = await post('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params })
  await memory.close()
  console.log(/"snippet":"(\w+)"/.exec(answer)?.[1] ?? answer)
}

main().catch(({ code, message }) => console.log(`${code}: ${message}`))
