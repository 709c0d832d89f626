import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { CommandLine, freshFolder, saveTitled as save } from './command.ts'

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) =>
    join(entry.parentPath, entry.name),
  )
}

/** Tells whether any file under a folder holds a text. */
function holds(folder: string, text: string): boolean {
  return filesIn(folder).some((path) => lstatSync(path).isFile() && readFileSync(path).includes(text))
}

describe("R3 another user's id answers as one that never was", () => {
  const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './memory.db' })

  beforeAll(async () => {
    for (let i = 1; i <= 3; i++) await cli.run([...save(`Note ${i}`, 'of Ada'), '--user', 'ada'])
    await cli.run([...save('Mine', 'of Bob'), '--user', 'bob'])
  })

  test.each([
    ['get'],
    ['get', '--json'],
    ['timeline'],
    ['timeline', '--json'],
    ['forget'],
    ['forget', '--json'],
  ])('%s %s', async (command, ...flags) => {
    const others = await cli.run([command, '3', ...flags, '--user', 'bob'])
    const absent = await cli.run([command, '99999', ...flags, '--user', 'bob'])
    expect(others).toEqual(absent)
    expect(others.stderr + others.stdout).not.toMatch(/Ada|Note/)
  })

  test('and what it belongs to is still there', async () => {
    expect(await cli.json(['stats', '--user', 'ada'])).toMatchObject({ observations: 3 })
    expect(await cli.json(['list', '--user', 'bob'])).toMatchObject({
      observations: [{ id: 1, user_id: 'bob' }],
    })
  })
})

describe('R20 private regions', () => {
  const secret = 'canary-7c1f0a9be2d4'
  const hidden = `before <private>${secret}</private> after`

  test.each([
    ['save, content', [...save('Title', hidden)], undefined],
    ['save, title', [...save(hidden, 'Content')], undefined],
    ['save, topic key', [...save('T', 'C'), '--topic-key', hidden], undefined],
    ['save, unclosed', [...save('U', `open <private>${secret}`)], undefined],
    ['save, standard input', save('Piped', '-'), hidden],
    ['session end', ['session', 'end', hidden], undefined],
    ['session summary', ['session', 'summary'], hidden],
    ['search', ['search', hidden], undefined],
    ['import', ['import'], exported(hidden)],
  ])('%s: the region reaches neither disk nor terminal', async (_, args, input) => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: './memory.db' })
    await cli.run(save('Begin', 'a session'))
    const { code, stdout, stderr } = await cli.run(args, input === undefined ? {} : { input })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).not.toContain(secret)
    expect(holds(cli.folder, secret)).toBe(false)
    const { stdout: all } = await cli.run(['export'])
    expect(all).not.toContain(secret)
    if (args[0] !== 'search') expect(all).toContain('[REDACTED]')
  })
})

function exported(content: string): string {
  const at = '2026-01-01T00:00:00.000Z'
  const times = { started_at: at, ended_at: at, last_activity_at: at }
  return [
    { kind: 'header', format: 1, next_observation_id: 2 },
    { kind: 'session', id: 's', status: 'completed', ...times, summary: content, is_auto_generated: false },
    {
      kind: 'observation',
      id: 1,
      session_id: 's',
      type: 'profile',
      title: 'T',
      content,
      topic_key: null,
      revision: 1,
      created_at: at,
      updated_at: at,
    },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')
}

describe('R18 R24 standard error holds no text of a user', () => {
  const canary = 'canary-5e0d3b7a91c2'
  const cli = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: './memory.db' })

  test.each([
    [['save', '--type', canary, '--title', canary, '--content', canary]],
    [['save', '--type', 'profile', '--title', ' ', '--content', canary]],
    [['save', canary]],
    [['save', `--${canary}`, 'x']],
    [['save', `--topic-key=${canary}`]],
    [[canary]],
    [['session', canary]],
    [['get', canary]],
    [['get', '1', canary]],
    [['list', '--limit', canary]],
    [['list', '--cursor', canary]],
    [['search', 'x', '--types', canary]],
    [['search', ' ', '--user', `${canary} with a space`]],
    [['import', canary]],
    [['import'], `{"kind":"observation","title":"${canary}`],
    [['import'], `{"kind":"${canary}"}\n`],
    [['stats', '--config', canary]],
    [['stats', '--store', `redis://${canary}`]],
    [['completion', canary]],
    [['keys', 'create', '--keyring', 'k.json', '--scopes', canary]],
    [['keys', 'revoke', canary, '--keyring', 'k.json']],
    [['export', `./memory.db/${canary}`]],
    [['stats', '--store', `./memory.db/${canary}`]],
  ])('%j', async (args, input = '') => {
    // Every other one as JSON.
    const flags = args.length % 2 === 0 ? [] : ['--json']
    const { code, stderr } = await cli.run([...flags, ...args], { input })
    expect({ isRefused: (code ?? 0) > 1, stderr }).toMatchObject({ isRefused: true })
    expect(stderr).not.toBe('')
    expect(stderr).not.toContain(canary)
    expect(stderr).not.toMatch(/\n {4}at /)
  })

  test('a configuration file that is no JSON is not quoted', async () => {
    writeFileSync(join(cli.folder, 'broken.json'), `{ "store": ${canary}`)
    const { code, stderr } = await cli.run(['stats', '--config', 'broken.json'])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'the configuration file is not JSON (invalid_input)\n',
    })
  })
})

describe('R24 a failure that nobody foresaw', () => {
  test('is told in a fixed text, and by its message only where that was asked for', async () => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada' })
    const breaking = `process.on('newListener', (event) => {
      if (event === 'uncaughtException') queueMicrotask(() => { throw new Error('canary-81f2') })
    })`
    writeFileSync(join(cli.folder, 'breaking.mjs'), breaking)
    const env = { NODE_OPTIONS: '--import ./breaking.mjs' }
    const message = 'something went wrong that was not foreseen: set ILAB_MEMORY_DEBUG=1 to see what'
    const told = await cli.run(['stats'], { env })
    expect(told).toEqual({ code: 1, stdout: '', stderr: `${message} (unexpected)\n` })
    const { stderr } = await cli.run(['stats', '--json'], { env })
    expect(JSON.parse(stderr)).toEqual({ error: { code: 'unexpected', message } })
    const shown = await cli.run(['stats'], { env: { ...env, ILAB_MEMORY_DEBUG: '1' } })
    expect(shown.stderr).toContain('canary-81f2')
  })
})

describe('R10 after every command, under umask 022', () => {
  test.each(['./data/memory.db', './data/users/'])('files of %s are 0600 and folders 0700', async (store) => {
    const folder = freshFolder()
    const cli = new CommandLine(folder, {
      ILAB_MEMORY_USER: 'ada',
      ILAB_MEMORY_DB_PATH: store,
      XDG_CACHE_HOME: join(folder, 'cache'),
      NODE_COMPILE_CACHE: '',
    })
    const before = process.umask(0o022)
    try {
      for (const args of [
        save('Name', 'Ada'),
        ['stats'],
        ['export', './out/ada.jsonl'],
        ['export', '--all', './out/all'],
        ['import', './out/ada.jsonl', '--user', 'bob'],
        ['import', '--all', './out/all'],
        ['backup', './out/copy'],
        ['restore', './out/copy', '--overwrite'],
        ['doctor', '--repair'],
        ['migrate'],
        ['keys', 'create', '--keyring', './keys/keyring.json'],
        ['forget', '1'],
        ['erase', '--yes', '--user', 'bob'],
      ]) {
        const { code, stderr } = await cli.run([...args])
        expect({ args, code, stderr }).toMatchObject({ code: 0 })
        expect({ args, loose: looseIn(folder) }).toEqual({ args, loose: [] })
      }
    } finally {
      process.umask(before)
    }
    expect(filesIn(folder).length).toBeGreaterThan(8)
  })
})

/** Paths under a folder that others may reach. */
function looseIn(folder: string): string[] {
  return filesIn(folder).filter((path) => (lstatSync(path).mode & 0o077) !== 0)
}
