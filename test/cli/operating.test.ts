import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CommandLine, ended } from './command.ts'
import { beginSave, untilWritten } from './served-child.ts'

const draft = JSON.stringify({ type: 'profile', title: 'canary-9d31', content: 'canary-9d31' })
const ada = { 'x-user-id': 'ada', 'content-type': 'application/json' }

/** Starts a server, and tells where it listens. */
async function start(cli: CommandLine, args: readonly string[] = []) {
  const child = cli.start(['serve', '--json', '--port', '0', '--operator-port', '0', ...args])
  const running = ended(child)
  const [line] = (await untilWritten(child, '\n')).split('\n')
  const { url, operator_url: operatorUrl } = JSON.parse(line!) as Record<'url' | 'operator_url', string>
  return { child, running, url, operatorUrl }
}

test('secrets come from mounted files, and never together with their variables', async () => {
  const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH_FILE: './place' })
  writeFileSync(join(cli.folder, 'place'), `${cli.folder}/secret.db\n`)
  const flags = ['--user', 'ada', '--type', 'profile', '--title', 'T', '--content', 'C']
  expect(await cli.json(['save', ...flags])).toMatchObject({ id: 1 })
  const named = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: join(cli.folder, 'secret.db') })
  expect(await named.json(['stats', '--user', 'ada'])).toMatchObject({ observations: 1 })
  const both = await cli.run(['stats', '--user', 'ada'], { env: { ILAB_MEMORY_DB_PATH: 'x' } })
  expect(both).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('or ILAB_MEMORY_DB_PATH_FILE, not both'),
  })
  const missing = await cli.run(['stats', '--user', 'ada'], { env: { USER_ID_SALT_FILE: './none' } })
  expect(missing).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('USER_ID_SALT_FILE: the file cannot'),
  })
})

test('the metrics tell versions and the bytes of the store', async () => {
  const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './memory.db' })
  const { child, running, url, operatorUrl } = await start(cli)
  await fetch(`${url}/v1/observations`, { method: 'POST', headers: ada, body: draft })
  const text = await (await fetch(`${operatorUrl}/metrics`)).text()
  expect(text).toMatch(
    /^ilab_memory_build_info\{version="\d+\.\d+\.\d+",node="v\d+[^"]*",sqlite="[^"]+"\} 1$/m,
  )
  expect(Number(/^ilab_memory_store_bytes (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(10_000)
  child.kill('SIGTERM')
  expect((await running).code).toBe(0)
})

test('SIGHUP opens the keys again; where that fails, the server goes on and says so', async () => {
  const keyring = { ILAB_MEMORY_DB_PATH: './memory.db', ILAB_MEMORY_KEYRING: './keyring.json' }
  const cli = new CommandLine(undefined, keyring)
  const { key } = (await cli.json(['keys', 'create', '--user', 'ada'])) as { key: string }
  const { child, running, url } = await start(cli)
  const reloaded = untilWritten(child, 'keys reloaded')
  child.kill('SIGHUP')
  await reloaded
  const stats = (): Promise<Response> =>
    fetch(`${url}/v1/stats`, { headers: { authorization: `Bearer ${key}` } })
  expect((await stats()).status).toBe(200)
  writeFileSync(join(cli.folder, 'keyring.json'), 'no keys')
  const refused = untilWritten(child, 'keys stay as they were')
  child.kill('SIGHUP')
  await refused
  expect((await stats()).status).toBe(401)
  child.kill('SIGTERM')
  expect((await running).code).toBe(0)
})

test('a save that has begun is finished after SIGTERM, and cut off when the time to drain is up', async () => {
  const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './memory.db' })
  const first = await start(cli, ['--drain-seconds', '600'])
  const save = await beginSave(first.url, { 'x-user-id': 'ada' })
  first.child.kill('SIGTERM')
  expect(await save.finish()).toBe(201)
  expect((await first.running).code).toBe(0)
  expect(await cli.json(['stats', '--user', 'ada'])).toMatchObject({ observations: 1 })
  const second = await start(cli, ['--drain-seconds', '0'])
  await beginSave(second.url, { 'x-user-id': 'ada' })
  second.child.kill('SIGTERM')
  expect((await second.running).code).toBe(0)
  expect(await cli.json(['stats', '--user', 'ada'])).toMatchObject({ observations: 1 })
})

test('--log pretty writes lines for a person, with as little of a user as the others', async () => {
  const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './memory.db' })
  const child = cli.start(['serve', '--port', '0', '--log', 'pretty'])
  const running = ended(child)
  const url = await new Promise<string>((resolve) => {
    child.stderr.on('data', (text: string) => resolve(/http:\S+\d/.exec(text)?.[0] ?? ''))
  })
  await fetch(`${url}/v1/observations`, { method: 'POST', headers: ada, body: draft })
  child.kill('SIGTERM')
  const { code, stdout } = await running
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^\d\d:\d\d:\d\d\.\d{3} {2}INFO {3}mem_save {2}201 {2}[\d.]+ ms {2}request {2}requestId=\S+ {2}user=\w+\n$/,
  )
  expect((await cli.run(['serve', '--log', 'loud'])).stderr).toContain('--log: must be json or pretty')
})
