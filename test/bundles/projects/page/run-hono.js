import { check, finish } from './check.js'
import { app } from './hono.js'

await check(async (method, address, body) => (await app.request(address, { method, body })).text())
await finish()
