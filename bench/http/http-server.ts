import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { openToAnyone } from '../../src/server/access/authenticate.ts'
import { serve } from '../../src/server/http/index.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'

// One server in a process of its own: `memory <path> <threads> <readers>`, or `bare <bytes>`, which answers that many. It prints
// where it listens, and ends with its standard input.
const [kind, ...options] = process.argv.slice(2)

if (kind === 'memory') {
  const memory = await ILabMemory.fromPath(options[0], {
    threads: Number(options[1]),
    readers: Number(options[2]),
  })
  const server = await serve({
    memory,
    authenticator: openToAnyone,
    port: 0,
    operator: { port: 0 },
    limits: { rate: false },
  })
  console.log(JSON.stringify({ url: server.url, operatorUrl: server.operatorUrl }))
  process.stdin.resume().once('end', () => void server.close(0).then(() => memory.close()))
} else {
  const body = 'x'.repeat(Number(options[0]))
  const app = new Hono().post('/*', async (c) => {
    await c.req.arrayBuffer()
    return c.body(body, 200, { 'content-type': 'application/json' })
  })
  const handle = getRequestListener(app.fetch)
  const server = createServer((incoming, outgoing) => void handle(incoming, outgoing))
  server.listen(0, '127.0.0.1', () => {
    console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }))
  })
  process.stdin.resume().once('end', () => {
    server.close()
    server.closeAllConnections()
  })
}
