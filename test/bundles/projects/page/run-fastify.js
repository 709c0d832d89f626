import { check } from './check.js'
import { app } from './fastify.js'

await check(async (method, url, payload) => {
  const headers = payload === undefined ? {} : { 'content-type': 'application/json' }
  return (await app.inject({ method, url, payload, headers })).body
})
await app.close()
