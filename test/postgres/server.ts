import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { guard } from './guard.ts'
import { freePort } from '../free-port.ts'

/** The user that a program runs as, if it is another one than the tests run as. */
export interface RunAs {
  readonly uid: number
  readonly gid: number
}

/** A running server of this test run. */
export interface Server {
  readonly port: number
  /** Folder of its cluster. */
  readonly folder: string
  /** Connects as the superuser, to a database without tables. */
  readonly url: string
}

/** PostgreSQL and pgbouncer refuse to run as root, so there they run as the user that their packages bring. */
export function runAs(): RunAs | null {
  if (process.getuid?.() !== 0) return null
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

/** The folder of PostgreSQL's programs: the newest that Debian's packages installed, else what PATH has. */
function programFolder(): string {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).toSorted((a, b) => Number(b) - Number(a)) : []
  const found = versions
    .map((version) => join(root, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')))
  if (found !== undefined) return found
  try {
    return join(execFileSync('sh', ['-c', 'command -v initdb'], { encoding: 'utf8' }).trim(), '..')
  } catch (error) {
    throw new Error('PostgreSQL is not installed: apt-get install postgresql pgbouncer', { cause: error })
  }
}

/** Creates a cluster in `folder`, which must not be there yet, and starts it. */
export async function createServerIn(folder: string, options: { readonly fsync: boolean }): Promise<Server> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const as = runAs()
  if (as !== null) chownSync(folder, as.uid, as.gid)
  const data = join(folder, 'data')
  execFileSync(
    join(programFolder(), 'initdb'),
    [
      '--pgdata',
      data,
      '--username',
      'postgres',
      '--auth',
      'trust',
      '--encoding',
      'UTF8',
      '--no-locale',
      '--no-sync',
    ],
    { ...as, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const port = await freePort()
  const settings = [
    `port = ${port}`,
    `listen_addresses = '127.0.0.1'`,
    `unix_socket_directories = ''`,
    'max_connections = 200',
    'shared_buffers = 256MB',
    `fsync = ${options.fsync ? 'on' : 'off'}`,
    `synchronous_commit = ${options.fsync ? 'on' : 'off'}`,
    `full_page_writes = ${options.fsync ? 'on' : 'off'}`,
  ]
  writeFileSync(join(data, 'postgresql.auto.conf'), `${settings.join('\n')}\n`)
  const server = { port, folder, url: `postgres://postgres@127.0.0.1:${port}/postgres` }
  await startServer(server)
  return server
}

/** Starts a server on an existing cluster. */
export async function startServer({ port, folder }: Omit<Server, 'url'>): Promise<void> {
  const as = runAs()
  const server = spawn(join(programFolder(), 'postgres'), ['-D', join(folder, 'data')], {
    ...as,
    cwd: folder,
    detached: true,
    stdio: 'ignore',
  })
  server.unref()
  if (server.pid !== undefined) guard({ pid: server.pid, path: folder })
  for (let tries = 0; tries < 3_600; tries++) {
    await sleep(50)
    if (server.exitCode !== null) throw new Error(`the PostgreSQL server in ${folder} did not start`)
    if (isReady(port)) return
  }
  throw new Error(`the PostgreSQL server in ${folder} is not ready after 3 minutes`)
}

function isReady(port: number): boolean {
  try {
    execFileSync(join(programFolder(), 'pg_isready'), [
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
      '-U',
      'postgres',
    ])
    return true
  } catch {
    return false
  }
}

/** Ends the server by its own process id: at once where `signal` is `SIGQUIT` (as in a crash), else orderly. */
export async function stopServer(
  { folder }: Pick<Server, 'folder'>,
  signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT',
): Promise<void> {
  const file = join(folder, 'data', 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  process.kill(pid, signal)
  for (let tries = 0; tries < 3_600 && isRunning(pid); tries++) await sleep(50)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Removes a stopped server's files. */
export function removeServer({ folder }: Server): void {
  rmSync(folder, { recursive: true, force: true })
}
