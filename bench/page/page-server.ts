import { getRequestListener } from '@hono/node-server'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { createMemoryPage } from '../../src/page/index.ts'

// The page of one user in a process of its own, over the file that it is given. Under /empty it answers with as many
// bytes as the list has, and under /cpu with the time that the process has taken. It prints where it listens, and ends with its standard input.
const memory = await ILabMemory.fromPath(process.argv[2])
const page = createMemoryPage(memory, { user: () => 'ada', basePath: '/memory' })
const list = await (await page.fetch(new Request('http://127.0.0.1/memory'))).text()
const empty = new TextEncoder().encode('x'.repeat(list.length))
const handle = getRequestListener((request) => {
  const { pathname } = new URL(request.url)
  if (pathname === '/cpu') return Response.json(process.cpuUsage())
  return pathname === '/empty' ? new Response(empty) : page.fetch(request)
})
const server = createServer((incoming, outgoing) => void handle(incoming, outgoing))
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
process.stdin.resume().once('end', () => {
  server.close()
  server.closeAllConnections()
  void memory.close()
})
