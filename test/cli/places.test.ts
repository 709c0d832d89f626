import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { CommandLine, ended, freshFolder } from './command.ts'

const save = ['save', '--user', 'ada', '--type', 'profile', '--title', 'Name', '--content', 'Ada']
const hasProc = existsSync('/proc/self')

/** A command line with a working directory other than its home. */
function apart(): { readonly cli: CommandLine; readonly home: string; readonly cwd: string } {
  const home = freshFolder()
  return { cli: new CommandLine(home), home, cwd: freshFolder() }
}

describe('the place of a store', () => {
  test.each([
    ['--store', (place: string) => [[`--store=${place}`], {}] as const],
    ['--db-path', (place: string) => [['--db-path', place], {}] as const],
    ['the environment', (place: string) => [[], { ILAB_MEMORY_DB_PATH: place }] as const],
  ])('may begin in the home folder, or be a file: URL, in %s', async (_, given) => {
    const { cli, home, cwd } = apart()
    for (const place of ['~/a.db', '~/b/', pathToFileURL(join(home, 'c.db')).href]) {
      const [args, env] = given(place)
      const { code, stderr } = await cli.run([...save, ...args], { cwd, env })
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    }
    expect(readdirSync(home)).toEqual(expect.arrayContaining(['a.db', 'b', 'c.db']))
    expect(readdirSync(cwd)).toEqual([])
  })

  test('in a configuration file is relative to its folder, or begins in the home folder', async () => {
    const { cli, home, cwd } = apart()
    const folder = freshFolder()
    const config = join(folder, 'memory.json')
    for (const [store, kept] of [
      ['file:./a.db', join(folder, 'a.db')],
      ['~/b.db', join(home, 'b.db')],
      ['./c/', join(folder, 'c')],
    ] as const) {
      // Some editors begin a file with a byte-order mark.
      writeFileSync(config, `\uFEFF${JSON.stringify({ store })}`)
      expect((await cli.run([...save, '--config', config], { cwd })).code).toBe(0)
      expect(existsSync(kept)).toBe(true)
    }
    expect(readdirSync(cwd)).toEqual([])
  })

  test('is written in full into the configuration of a host', async () => {
    const { cli, home, cwd } = apart()
    writeFileSync(join(home, 'memory.json'), '{}')
    const places = ['--store', '~/memory/', '--config', '~/memory.json']
    const { stdout } = await cli.run(['mcp', '--print-config', 'claude-code', ...places], { cwd })
    expect(stdout).toContain(`mcp --store ${home}/memory/ --config ${home}/memory.json`)
  })

  test.each([
    ['http://ada:correct-horse@127.0.0.1/', 'a web address'],
    ['mysql://ada:correct-horse@127.0.0.1/', 'another kind of URL'],
    ['ada:correct-horse@127.0.0.1/memory', 'postgres://'],
  ])('that is %s is refused without repeating it', async (place, hint) => {
    const { cli, cwd } = apart()
    for (const [args, env] of [
      [['--store', place], {}],
      [[], { ILAB_MEMORY_DB_PATH: place }],
    ] as const) {
      const { code, stderr } = await cli.run([...save, ...args], { cwd, env })
      expect(code).toBe(2)
      expect(stderr).toContain(hint)
      expect(stderr).not.toContain('correct-horse')
    }
    expect(readdirSync(cwd)).toEqual([])
  })

  test('has one name at a time', async () => {
    const { cli } = apart()
    const { code, stderr } = await cli.run([...save, '--store', 'a.db', '--db-path', 'b.db'])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: '--store and --db-path exclude each other (invalid_input)\n',
    })
  })
})

describe(':memory:', () => {
  test('is refused by commands that would end with it', async () => {
    const { cli } = apart()
    for (const args of [
      save,
      ['stats', '--user', 'ada'],
      ['doctor'],
      ['migrate'],
      ['export', '--user', 'ada'],
    ])
      expect(await cli.run([...args, '--store', ':memory:'])).toMatchObject({ code: 2, stdout: '' })
    expect(existsSync(join(cli.folder, ':memory:'))).toBe(false)
  })

  test('serves an MCP client, and says that it is temporary', async () => {
    const { cli } = apart()
    const child = cli.start(['mcp', '--user', 'ada', '--store', ':memory:'])
    const call = { jsonrpc: '2.0', id: 1, method: 'ping' }
    child.stdin.end(`${JSON.stringify(call)}\n`)
    const { code, stdout, stderr } = await ended(child)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ id: 1 })
    expect(stderr).toContain('temporary')
  })
})

describe.runIf(hasProc)('a home folder that takes no folders', () => {
  test.each([
    [['stats', '--user', 'ada'], 4],
    [save, 11],
    [['keys', 'create', '--user', 'ada', '--keyring', '/proc/nohome/keys.json'], 11],
    [['--version'], 0],
  ])('%j ends with a reason', async (args, exit) => {
    const { cli } = apart()
    const env = { HOME: '/proc/nohome', XDG_CACHE_HOME: '' }
    const { code, stderr } = await cli.run(args, { env })
    expect(code).toBe(exit)
    expect(stderr).toMatch(exit === 0 ? /^$/ : /^[^\n]+ \((?:not_found|storage)(?:, E[A-Z]+)?\)\n$/)
  })
})
