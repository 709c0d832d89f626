import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { CommandLine, ended } from '../cli/command.ts'
import { beginSave, untilWritten } from '../cli/served-child.ts'
import { freePort } from '../free-port.ts'
import { canHaveReadOnlyRoot, readImage, startInImage, stranger } from './image.ts'

const folder = mkdtempSync(join(tmpdir(), 'ilab-deploy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
// The user of the image passes through.
chmodSync(folder, 0o755)
const root = join(import.meta.dirname, '../..')

test('the image runs without rights, answers its check, takes mounted keys and loses no save at SIGTERM', async () => {
  const cli = new CommandLine(folder, { ILAB_MEMORY_KEYRING: join(folder, 'secrets/keyring') })
  chmodSync(dirname(dirname(dirname(cli.program))), 0o755)
  mkdirSync(join(folder, 'secrets'), { mode: 0o755 })
  const { key } = (await cli.json(['keys', 'create', '--user', 'ada'])) as { key: string }
  const [port, operatorPort] = [String(await freePort()), String(await freePort())]
  const image = readImage([
    ['/app/node_modules/ilab-memory/dist/cli/bin.js', cli.program],
    ['/run/secrets', join(folder, 'secrets')],
    ['/data', join(folder, 'data')],
    ['7438', operatorPort],
    ['0.0.0.0', '127.0.0.1'],
    ['node:node', `${stranger}:${stranger}`],
  ])
  expect([image.user, image.volume]).toEqual(['node', join(folder, 'data')])
  const isRoot = process.getuid?.() === 0
  for (const command of image.preparations)
    execFileSync('sh', ['-c', isRoot ? command : command.replace(/chown \S+ \S+ && /, '')])
  if (isRoot) chownSync(join(folder, 'secrets/keyring'), stranger, stranger)
  chmodSync(join(folder, 'secrets/keyring'), 0o400)
  const [node = '', ...args] = image.command
  const start = () =>
    startInImage([node, ...args, '--port', port, '--json'], image.environment, join(folder, 'data'))

  const child = start()
  const running = ended(child)
  await untilWritten(child, '\n')
  if (isRoot)
    expect(readFileSync(`/proc/${child.pid}/status`, 'utf8')).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m)
  const [checker = '', ...check] = image.healthcheck
  const health = (): number | null => spawnSync(checker, check).status
  expect(health()).toBe(0)
  const url = `http://127.0.0.1:${port}`
  const save = await beginSave(url, { authorization: `Bearer ${key}` })
  child.kill('SIGTERM')
  expect(await save.finish()).toBe(201)
  expect(await running).toMatchObject({ code: 0, stderr: '' })
  expect(health()).toBe(1)
  expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)

  const again = start()
  const end = ended(again)
  await untilWritten(again, '\n')
  const stats = await fetch(`${url}/v1/stats`, { headers: { authorization: `Bearer ${key}` } })
  expect(await stats.json()).toMatchObject({ observations: 1 })
  again.kill('SIGTERM')
  expect((await end).code).toBe(0)
})

test.runIf(canHaveReadOnlyRoot)('nothing outside of the volume can be written there', async () => {
  const open = join(folder, 'open')
  mkdirSync(open)
  chmodSync(open, 0o777)
  // The folder of the tests may lie in memory, which is another file system than the root.
  const outside = mkdtempSync('/var/tmp/ilab-deploy-')
  onTestFinished(() => rmSync(outside, { recursive: true }))
  chmodSync(outside, 0o777)
  const write = (place: string): Promise<{ code: number | null }> =>
    ended(startInImage(['sh', '-c', `echo a > ${place}/file`], {}, open))
  expect((await write(open)).code).toBe(0)
  expect((await write(outside)).code).not.toBe(0)
})

test('compose and Kubernetes have a read-only root, no rights, and flags that the command knows', async () => {
  const read = (name: string): string => readFileSync(join(root, 'deploy', name), 'utf8')
  const { services } = parse(read('compose.yaml')) as {
    services: Record<string, { read_only?: boolean; cap_drop?: string[]; command?: string[] }>
  }
  expect(services['memory']).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
  const documents = parseAllDocuments(read('kubernetes/memory.yaml')).map((each) => each.toJS() as object)
  const set = documents.find((each) => Reflect.get(each, 'kind') === 'StatefulSet')
  const pod = (set as { spec: { template: { spec: { containers: object[] } } } }).spec.template.spec
  expect(pod).toMatchObject({ securityContext: { runAsNonRoot: true }, automountServiceAccountToken: false })
  expect(pod.containers[0]).toMatchObject({
    securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
  })
  const { stdout: help } = await new CommandLine(folder).run(['serve', '--help'])
  const texts = globSync('deploy/**/*', { cwd: root }).filter((name) => statSync(join(root, name)).isFile())
  const flags = texts.flatMap((name) =>
    readFileSync(join(root, name), 'utf8')
      .split('\n')
      .filter((line) => /serve|--proxies/.test(line))
      .flatMap((line) => [...line.matchAll(/--[a-z][a-z-]+/g)].map(([flag]) => flag)),
  )
  expect(flags.length).toBeGreaterThan(8)
  expect([...new Set(flags)].filter((flag) => !help.includes(flag))).toEqual([])
})
