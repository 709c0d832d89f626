import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { urlOf, type Database } from './databases.ts'
import { guard } from './guard.ts'
import { freePort } from '../free-port.ts'
import { runAs } from './server.ts'

/** A running pgbouncer. */
export interface Pooler {
  readonly url: string
  readonly stop: () => void
}

/** Starts pgbouncer in transaction mode before a database, with so many connections to the server. */
export async function startPooler(database: Database, role: string, connections: number): Promise<Pooler> {
  const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-pgbouncer-'))
  chmodSync(folder, 0o755)
  const port = await freePort()
  const file = join(folder, 'pgbouncer.ini')
  const server = new URL(urlOf(database, role))
  const password = server.password === '' ? '' : ` password=${server.password}`
  const settings = [
    '[databases]',
    `${database.name} = host=${server.hostname} port=${server.port || '5432'} user=${role}${password}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    `default_pool_size = ${connections}`,
    'max_client_conn = 100',
    // A connection is passed on as it is: the next user of it gets all that a transaction leaves in it.
    'server_reset_query =',
  ]
  writeFileSync(file, `${settings.join('\n')}\n`)
  const pooler = spawn('/usr/sbin/pgbouncer', [file], { ...runAs(), cwd: folder, stdio: 'ignore' })
  if (pooler.pid !== undefined) guard({ pid: pooler.pid, path: file })
  for (let tries = 0; !(await listens(port)); tries++) {
    if (tries > 2_400 || pooler.exitCode !== null)
      throw new Error('pgbouncer did not start: is it installed?')
    await sleep(25)
  }
  return {
    url: `postgres://${role}@127.0.0.1:${port}/${database.name}`,
    stop: () => {
      pooler.kill('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
