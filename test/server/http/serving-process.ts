import { openToAnyone } from '../../../src/server/access/authenticate.ts'
import { serve, serveUntilSignal } from '../../../src/server/http/index.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'

// Serves the file that it is told of, and prints where. `slow` makes `stats` wait until the first signal has come.
const [path, mode] = process.argv.slice(2)
const memory = await ILabMemory.fromPath(path)
const signalled = new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()))
const served =
  mode === 'slow'
    ? {
        forUser: (userId: string) => {
          const user = memory.forUser(userId)
          const stats = async () => {
            console.log('waiting')
            await signalled
            return user.stats()
          }
          return Object.assign(Object.create(user) as typeof user, { stats })
        },
      }
    : mode === 'stuck'
      ? { forUser: () => ({ stats: () => new Promise(() => console.log('waiting')) }) as never }
      : memory
const server = await serve({ memory: served, authenticator: openToAnyone, port: 0, limits: { rate: false } })
console.log(server.url)
// So long that a test would end before: what is idle must not be waited for.
await serveUntilSignal(server, () => memory.close(), 60_000)
console.log('closed')
