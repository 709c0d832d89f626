/**
 * A notebook on the web where people sign in, each with a memory of their own.
 *
 *     npm run demo:web
 *
 * It keeps everything in a temporary folder, unless WEB_APP_FOLDER names one to keep. With ILAB_MEMORY_URL (and
 * ILAB_MEMORY_API_KEY, a service key) the memory is on a server instead. Behind TLS, set WEB_APP_URL to its address.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { connect } from '../../src/client/index.ts'
import { ILabMemory } from '../../src/index.ts'
import { Accounts } from './accounts.ts'
import { createWebApp } from './app.ts'
import { Visits } from './visits.ts'

const kept = process.env['WEB_APP_FOLDER'] || undefined
const folder = kept ?? mkdtempSync(join(tmpdir(), 'ilab-memory-web-'))
mkdirSync(folder, { recursive: true, mode: 0o700 })

const url = process.env['ILAB_MEMORY_URL'] || undefined
const apiKey = process.env['ILAB_MEMORY_API_KEY'] || undefined

// The one line that says where memory is kept.
const memory =
  url === undefined ? await ILabMemory.fromPath(join(folder, 'memory.db')) : connect(url, { apiKey })

const publicUrl = process.env['WEB_APP_URL'] || undefined
const origin = publicUrl === undefined ? undefined : new URL(publicUrl).origin
const secret = process.env['WEB_APP_SECRET'] ?? randomBytes(32).toString('base64url')
const app = createWebApp({
  memory,
  secret,
  accounts: new Accounts(
    join(folder, 'accounts.json'),
    process.env['USER_ID_SALT'] ?? 'a salt for the demo only',
  ),
  visits: new Visits(secret, origin?.startsWith('https:') === true),
  origin,
})

const server = serve(
  { fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) },
  ({ port }) => {
    console.log(`http://127.0.0.1:${port} — memory ${url === undefined ? `in ${folder}` : `on ${url}`}`)
  },
)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close(() => {
      void memory.close().then(() => {
        if (kept === undefined) rmSync(folder, { recursive: true, force: true })
      })
    })
  })
}
