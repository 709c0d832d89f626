import { check, finish } from './check.js'
import * as handlers from './svelte.js'

await check(async (method, address, body) => {
  const url = new URL(address, 'http://localhost')
  const event = { locals: { userId: 'ada' }, url, request: new Request(url, { method, body }) }
  return (await handlers[method](event)).text()
})
await finish()
