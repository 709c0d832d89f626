import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, inject, test } from 'vitest'
import { untilWritten } from '../cli/served-child.ts'
import { readImage, startInImage, stranger } from '../deploy/image.ts'
import { freePort } from '../free-port.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ilab-image-')))
const isRoot = process.getuid?.() === 0
afterAll(() => rmSync(folder, { recursive: true, force: true }))
// The user of the image passes through.
chmodSync(folder, 0o755)

test('what the Dockerfile installs is served by its command', async () => {
  const app = join(folder, 'app')
  mkdirSync(app)
  mkdirSync(join(folder, 'secrets'))
  const operatorPort = String(await freePort())
  const image = readImage([
    [' ilab-memory ', ` ${inject('packed')} `],
    ['/app', app],
    ['/run/secrets', join(folder, 'secrets')],
    ['/data', join(folder, 'data')],
    ['7438', operatorPort],
    ['0.0.0.0', '127.0.0.1'],
    ['node:node', `${stranger}:${stranger}`],
  ])
  expect(image.installation).toHaveLength(1)
  for (const command of [...image.installation, ...image.preparations])
    execFileSync(
      'sh',
      ['-c', process.getuid?.() === 0 ? command : command.replace(/chown \S+ \S+ && /, '')],
      {
        cwd: app,
        stdio: 'pipe',
      },
    )
  const [node = '', bin = '', ...args] = image.command
  const keys = ['keys', 'create', '--user', 'ada', '--json']
  const { key } = JSON.parse(
    execFileSync(node, [bin, ...keys], { env: { ...process.env, ...image.environment }, encoding: 'utf8' }),
  ) as { key: string }
  if (isRoot) chownSync(image.environment['ILAB_MEMORY_KEYRING']!, stranger, stranger)
  const port = String(await freePort())
  const server = startInImage(
    [node, bin, ...args, '--port', port, '--json'],
    image.environment,
    join(folder, 'data'),
  )
  const end = once(server, 'exit')
  await untilWritten(server, '\n')
  const [checker = '', ...check] = image.healthcheck
  expect(spawnSync(checker, check).status).toBe(0)
  const answer = await fetch(`http://127.0.0.1:${port}/v1/stats`, {
    headers: { authorization: `Bearer ${key}` },
  })
  expect(await answer.json()).toMatchObject({ observations: 0 })
  server.kill('SIGTERM')
  expect(await end).toEqual([0, null])
})
