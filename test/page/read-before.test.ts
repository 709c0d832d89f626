import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MemoryError, type ILabMemory } from '../../src/index.ts'
import { openMemory, origin, pageOf } from './browsing.ts'

let memory: ILabMemory
beforeAll(async () => {
  memory = await openMemory()
  await memory.forUser('ada').save({ type: 'decision', title: 'Kept', content: 'x' })
})
afterAll(() => memory.close())

const headers = { 'x-test-user': 'ada', 'content-type': 'application/x-www-form-urlencoded' }

describe('a form that a parser of the application has read', () => {
  test('is refused with what to do, and the application is told', async () => {
    const told: unknown[] = []
    const page = pageOf(memory, { onError: (error) => told.push(error) })
    const request = new Request(`${origin}/memory/memories/1/forget`, {
      method: 'POST',
      headers: { ...headers, origin },
      body: 'token=x',
    })
    await request.text()
    const answer = await page.fetch(request)
    expect([answer.status, await answer.text()]).toEqual([
      500,
      expect.stringMatching(
        /read the form before .* before parsers of bodies, such as express\.urlencoded\(\)/,
      ),
    ])
    expect(told).toEqual([expect.any(MemoryError)])
    expect(String(told[0])).toContain('mount the page before parsers of bodies')
    expect(await memory.forUser('ada').get(1)).not.toBeNull()
  })

  test('is told from an empty form, in requests of Node', async () => {
    const show = getRequestListener(pageOf(memory).fetch)
    const server = createServer((request, response) => {
      const isParsed = request.url === '/memory/erase'
      if (isParsed) request.resume().once('end', () => void show(request, response))
      else void show(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const send = async (path: string, body: string): Promise<number> =>
      (await fetch(site + path, { method: 'POST', headers: { ...headers, origin: site }, body })).status
    expect(await send('/memory/erase', 'token=x')).toBe(500)
    expect(await send('/memory/import', '')).toBe(403)
    await new Promise((resolve) => server.close(resolve))
  })
})
