import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { openToAnyone } from '../../src/server/access/authenticate.ts'
import { connect } from '../../src/client/index.ts'
import type { Config } from '../../src/core/model.ts'
import type { MemoryOfUsers } from '../../src/core/user-memory.ts'
import { createApp } from '../../src/server/http/index.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import type { OpenAdapter } from '../../src/testing/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'ilab-adapters-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

let files = 0

/** Opens a memory in a file of its own, which the test's end closes. */
export async function openFile(config: Config = {}): Promise<ILabMemory> {
  const memory = await ILabMemory.fromPath(join(folder, `${++files}.db`), config)
  onTestFinished(() => memory.close())
  return memory
}

/** Serves a memory in a file on a free port, and connects to it. */
export async function openRemote(): Promise<MemoryOfUsers> {
  const memory = await openFile()
  const app = createApp({ memory, authenticator: openToAnyone, limits: { rate: false } })
  const server = createAdaptorServer({ fetch: app.fetch })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  const remote = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  onTestFinished(() => remote.close())
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

/** Controls of the memory below an adapter, as the contract of adapters uses them: pause, break, and errors so far. */
export function controlsOf(memory: MemoryOfUsers, errors: readonly unknown[]): Omit<OpenAdapter, 'forUser'> {
  return {
    pause: (id) => memory.forUser(id).pause(),
    resume: (id) => memory.forUser(id).resume(),
    breakMemory: async () => {
      if ('close' in memory) await (memory.close as () => Promise<void>)()
    },
    reported: () => errors,
    // The end of the test closes it.
    close: async () => undefined,
  }
}
