import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderVariable, startGuard } from '../../test/postgres/guard.ts'
import { createServerIn, removeServer, stopServer, type Server } from '../../test/postgres/server.ts'

/** A server of a benchmark's own, on a free port of the loopback interface, with its files in a temporary folder. */
export interface BenchServer extends AsyncDisposable {
  readonly server: Server
  /** Folder that is removed with the server, for other files of the benchmark. */
  readonly folder: string
}

/** Starts a server that syncs every commit, as in production. Disposing stops it and removes its files. */
export async function startBenchServer(name: string): Promise<BenchServer> {
  const root = mkdtempSync(join(tmpdir(), `ilab-memory-bench-${name}-`))
  chmodSync(root, 0o755)
  // The guard ends the server if this process is killed.
  process.env[folderVariable] = root
  const endGuard = startGuard(root)
  const server = await createServerIn(join(root, 'server'), { fsync: true })
  const end = async (): Promise<void> => {
    await stopServer(server)
    // Nothing else keeps the process alive until the guard has ended.
    const alive = setInterval(() => undefined, 1_000)
    await endGuard()
    clearInterval(alive)
    removeServer({ ...server, folder: root })
  }
  return { server, folder: root, [Symbol.asyncDispose]: end }
}
