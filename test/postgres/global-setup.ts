import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderVariable, startGuard } from './guard.ts'
import { dropDatabases, findNodes } from './own-server.ts'
import { stopServer } from './server.ts'

/** Says where the server of this test run will be. At the end it stops what the tests started, or drops what they made. */
export default async function setUp(): Promise<() => Promise<void>> {
  const root = mkdtempSync(join(tmpdir(), 'ilab-memory-postgres-'))
  // The server runs as another user.
  chmodSync(root, 0o755)
  process.env[folderVariable] = root
  const endGuard = startGuard(root)
  await findNodes()
  return async () => {
    await stopServer({ folder: join(root, 'server') })
    await dropDatabases(root)
    await endGuard()
  }
}
