import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'
import { openToAnyone } from '../../src/access/authenticate.ts'
import { connect } from '../../src/client/index.ts'
import type { Config } from '../../src/core/model.ts'
import type { MemoryOfUsers } from '../../src/core/user-memory.ts'
import { createApp } from '../../src/http/index.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'

const folder = mkdtempSync(join(tmpdir(), 'ilab-adapters-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

const closings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).toReversed()) await close()
})

let files = 0

/** Opens a memory in a file of its own, which the test's end closes. */
export async function openFile(config: Config = {}): Promise<ILabMemory> {
  const memory = await ILabMemory.fromPath(join(folder, `${++files}.db`), config)
  closings.push(() => memory.close())
  return memory
}

/** Serves a memory in a file on a free port, and connects to it. */
export async function openRemote(): Promise<MemoryOfUsers> {
  const memory = await openFile()
  const app = createApp({ memory, authenticator: openToAnyone, limits: { rate: false } })
  const server = createAdaptorServer({ fetch: app.fetch })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closings.push(() => new Promise((resolve) => server.close(resolve)))
  const remote = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  closings.push(() => remote.close())
  return remote
}

/** The two kinds of a user's handle that every adapter takes. */
export const memories: readonly (readonly [kind: string, open: () => Promise<MemoryOfUsers>])[] = [
  ['embedded', openFile],
  ['remote', openRemote],
]

/** Opens a memory that fails at every call. */
export async function openBroken(): Promise<MemoryOfUsers> {
  const memory = await ILabMemory.fromPath(join(folder, `${++files}.db`))
  await memory.close()
  return memory
}
