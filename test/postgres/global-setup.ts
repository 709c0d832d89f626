import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderVariable, startGuard } from './guard.ts'
import { stopServer } from './server.ts'

/** Says where the server of this test run will be, and stops it at the end if any test started it. */
export default function setUp(): () => Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'ilab-memory-postgres-'))
  // The server runs as another user.
  chmodSync(root, 0o755)
  process.env[folderVariable] = root
  const endGuard = startGuard(root)
  return async () => {
    await stopServer({ folder: join(root, 'server'), port: 0 })
    await endGuard()
  }
}
