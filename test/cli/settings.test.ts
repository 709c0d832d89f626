import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { serverSchema } from '../../src/cli/settings/config-file.ts'
import { configSchema } from '../../src/memory/config/config.ts'
import { stableUserId } from '../../src/memory/stable-user-id.ts'
import { CommandLine, freshFolder } from './command.ts'

const save = ['save', '--type', 'profile', '--title', 'Name', '--content', 'Ada']

function configured(file: object): CommandLine {
  const folder = freshFolder()
  writeFileSync(join(folder, 'ilab-memory.json'), JSON.stringify(file))
  return new CommandLine(folder)
}

describe('where memory is kept', () => {
  test('a flag goes before the environment, that before the file, that before the data folder', async () => {
    const cli = configured({ store: './of-file.db', user: 'ada' })
    const kept = (path: string): boolean => existsSync(join(cli.folder, path))
    await cli.run(save, { env: { ILAB_MEMORY_DB_PATH: './of-environment.db' } })
    expect([kept('of-environment.db'), kept('of-file.db')]).toEqual([true, false])
    await cli.run([...save, '--store', './of-flag.db'], { env: { ILAB_MEMORY_DB_PATH: './other.db' } })
    expect([kept('of-flag.db'), kept('other.db')]).toEqual([true, false])
    await cli.run(save, { env: { ILAB_MEMORY_DB_PATH: '' } })
    expect([kept('of-file.db'), kept('.local')]).toEqual([true, false])
  })

  test('the data folder of the user, where nothing is said; XDG_DATA_HOME moves it', async () => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada' })
    await cli.run(save)
    expect(existsSync(join(cli.folder, '.local/share/ilab-memory/memory.db'))).toBe(true)
    await cli.run(save, { env: { XDG_DATA_HOME: join(cli.folder, 'data') } })
    expect(existsSync(join(cli.folder, 'data/ilab-memory/memory.db'))).toBe(true)
    const { stdout } = await cli.run(['--help'])
    expect(stdout).toContain(
      `memory is kept in\n  ${join(cli.folder, '.local/share/ilab-memory/memory.db')}\n`,
    )
  })

  test.each([
    ['search', 'x'],
    ['get', '1'],
    ['timeline', '1'],
    ['list'],
    ['stats'],
    ['forget', '1'],
    ['erase', '--yes'],
    ['session', 'end', 'x'],
    ['export'],
    ['export', 'ada.jsonl'],
    ['migrate'],
  ])('%s on a store that is not there says so, and makes none', async (...args) => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada' })
    for (const place of ['./mistyped/memory.db', './mistyped/']) {
      const { code, stdout, stderr } = await cli.run([...args, '--store', place])
      expect({ code, stdout, stderr }).toEqual({
        code: 4,
        stdout: '',
        stderr: 'there is no store at this path: check --store, or save something first (not_found)\n',
      })
    }
    expect(readdirSync(cli.folder).filter((name) => !name.startsWith('.'))).toEqual([])
  })

  test('a folder that is there needs no slash', async () => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: 'users' })
    mkdirSync(join(cli.folder, 'users'), { mode: 0o700 })
    expect(await cli.json(save)).toMatchObject({ id: 1 })
    expect(await cli.json(['doctor'])).toMatchObject({ files: 1, is_healthy: true })
  })

  test('shared options also stand before the command', async () => {
    const cli = new CommandLine()
    const { stdout } = await cli.run(['--user', 'ada', '--store', 'memory.db', '--json', ...save])
    expect(JSON.parse(stdout)).toMatchObject({ id: 1 })
    expect(await cli.json(['stats', '-u', 'ada', '-s', 'memory.db'])).toMatchObject({ observations: 1 })
  })
})

describe('whose memory it is', () => {
  const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './memory.db' })

  test('a flag goes before the environment', async () => {
    const env = { ILAB_MEMORY_USER: 'bob' }
    await cli.run([...save, '--user', 'ada'], { env })
    expect(await cli.json(['stats'], { env })).toMatchObject({ observations: 0 })
    expect(await cli.json(['stats', '--user', 'ada'], { env })).toMatchObject({ observations: 1 })
  })

  test('an e-mail address stands for the id that the library makes of it', async () => {
    const env = { USER_ID_SALT: 'a long secret' }
    const { code } = await cli.run([...save, '--email', 'Carol@Example.com'], { env })
    expect(code).toBe(0)
    const id = stableUserId('carol@example.com', 'a long secret')
    expect(await cli.json(['stats', '--user', id])).toMatchObject({ observations: 1 })
  })

  test.each([
    [
      ['stats'],
      'name the user: --user <id>, --email <address>, ILAB_MEMORY_USER, or "user" in ilab-memory.json',
    ],
    [['stats', '--email', 'ada@example.com'], 'stableUserId needs a salt: pass one or set USER_ID_SALT'],
    [['stats', '--user', 'ada', '--email', 'a@b.c'], '--user and --email exclude each other'],
    [['stats', '--user', ''], 'userId: must be 1 to 255 printable ASCII characters without spaces'],
  ])('%j is refused, and no store is made', async (args, message) => {
    const fresh = new CommandLine()
    expect(await fresh.run(args)).toEqual({ code: 2, stdout: '', stderr: `${message} (invalid_input)\n` })
    expect(existsSync(join(fresh.folder, '.local'))).toBe(false)
  })
})

describe('the configuration file', () => {
  test('closes the list of types', async () => {
    const memory = { types: 'closed', observationTypes: ['mood'] }
    const cli = configured({ store: 'data/m.db', user: 'ada', memory })
    const saveAs = (type: string) =>
      cli.run(['save', '--type', type, '--title', 'Today', '--content', 'Good.'])
    expect((await saveAs('mood')).code).toBe(0)
    expect(await saveAs('decision')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('type: must be one of mood') as unknown,
    })
  })

  test('gives the library its options, and paths relative to itself', async () => {
    const cli = configured({ store: 'data/m.db', user: 'ada', memory: { observationTypes: ['mood'] } })
    mkdirSync(join(cli.folder, 'elsewhere'))
    const args = [
      'save',
      '--type',
      'mood',
      '--title',
      'Today',
      '--content',
      'Good.',
      '--config',
      '../ilab-memory.json',
    ]
    expect((await cli.run(args, { cwd: join(cli.folder, 'elsewhere') })).code).toBe(0)
    expect(existsSync(join(cli.folder, 'data/m.db'))).toBe(true)
  })

  test.each([
    [{ stroe: 'x' }, "configuration file.stroe: unknown option, did you mean 'store'?"],
    [{ server: { prot: 1 } }, "configuration file.server.prot: unknown option, did you mean 'port'?"],
    [
      { jwt: { issuers: [{ issuer: 'a', audience: 'b', jwks: 'c', algoritms: [] }] } },
      "configuration file.jwt.issuers.0.algoritms: unknown option, did you mean 'algorithms'?",
    ],
    [
      { database: { conections: 2 } },
      "configuration file.database.conections: unknown option, did you mean 'connections'?",
    ],
    [{ memory: { serach: {} } }, "Config: unknown option 'serach', did you mean 'search'?"],
    [{ store: 7 }, 'configuration file.store: must be of type string'],
  ])('%j is refused with what to do', async (file, message) => {
    const { code, stderr } = await configured(file).run([...save, '--user', 'ada'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: `${message} (invalid_input)\n` })
  })

  test.each([
    ['ILAB_MEMORY_CONNECTIONS', 'many', 'must be a whole number'],
    ['ILAB_MEMORY_CONNECTIONS', '0', 'must be 1 at least'],
    ['ILAB_MEMORY_RETRY_FOR_MS', '-1', 'must be a whole number'],
    ['ILAB_MEMORY_PREPARED_STATEMENTS', 'maybe', 'must be true or false'],
  ])('%s=%s is refused with what to do', async (name, value, reason) => {
    const cli = new CommandLine(undefined, { [name]: value })
    const { code, stderr } = await cli.run([...save, '--user', 'ada'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: `${name}: ${reason} (invalid_input)\n` })
  })

  test('an option that is null is not given, at every depth', async () => {
    const server = Object.fromEntries(Object.keys(serverSchema.shape).map((name) => [name, null]))
    const memory = Object.fromEntries(Object.keys(configSchema().shape).map((name) => [name, null]))
    const search = Object.fromEntries(['mode', 'base', 'recency', 'revision'].map((name) => [name, null]))
    const none = { store: null, user: null, keyring: null, jwt: null }
    for (const file of [
      { ...none, server, memory },
      { ...none, server: null, memory: null },
      { ...none, memory: { search, quota: { bytes: null }, limits: { titleLength: null } } },
    ]) {
      const { code, stderr } = await configured(file).run([...save, '--user', 'ada'])
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    }
  })

  test('one that is named must be there', async () => {
    const { code, stderr } = await new CommandLine().run(['stats', '--config', 'none.json'])
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: 'the configuration file cannot be read: check its path and permissions (not_found)\n',
    })
  })
})
