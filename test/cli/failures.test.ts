import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { errorForms } from '../../src/core/errors/error-forms.ts'
import { errorCodes } from '../../src/core/errors/errors.ts'
import { CommandLine, ended } from './command.ts'
import { manyLines } from './many-lines.ts'

const environment = { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: './memory.db' }
const save = ['save', '--type', 'profile', '--title', 'Name', '--content', 'Ada']

describe('exit codes', () => {
  test('every error code has one of its own, and help and page name them all', async () => {
    const codes = errorCodes.map((code) => errorForms[code].exitCode)
    expect(new Set(codes).size).toBe(codes.length)
    expect(codes.every((code) => code > 1 && code < 126)).toBe(true)
    const { stdout } = await new CommandLine().run(['--help'])
    const page = readFileSync(join(import.meta.dirname, '../../docs/cli.md'), 'utf8')
    for (const code of errorCodes) {
      expect(stdout).toMatch(new RegExp(`\\n +${errorForms[code].exitCode} {2}${code}(?:\\n|$)`))
      expect(page).toContain(`| ${errorForms[code].exitCode} | \`${code}\``)
    }
  })

  test.each([
    ['no_active_session', ['session', 'end', 'x'], { ILAB_MEMORY_DB_PATH: './' }],
    ['not_found', ['get', '7'], { ILAB_MEMORY_DB_PATH: './' }],
    ['not_found', ['backup', 'to.db'], { ILAB_MEMORY_DB_PATH: './absent.db' }],
    ['invalid_input', ['save', '--type', 'mood', '--title', 'a', '--content', 'b'], {}],
    ['corrupt', ['stats'], { ILAB_MEMORY_DB_PATH: './foreign.db' }],
    ['newer_schema', ['stats'], { ILAB_MEMORY_DB_PATH: './newer.db' }],
    ['storage', ['stats'], { ILAB_MEMORY_DB_PATH: '/dev/null/memory.db' }],
    ['quota_exceeded', save, { ILAB_MEMORY_DB_PATH: './small.db' }, ['--config', 'quota.json']],
  ] as const)('%s: %j', async (code, args, env, flags: readonly string[] = []) => {
    const cli = new CommandLine(undefined, { ...environment, ...env })
    writeFileSync(join(cli.folder, 'foreign.db'), 'not a database, and long enough to be looked at as one')
    writeFileSync(join(cli.folder, 'quota.json'), JSON.stringify({ memory: { quota: { bytes: 3 } } }))
    makeNewer(join(cli.folder, 'newer.db'))
    const told = await cli.run([...args, ...flags])
    expect(told).toEqual({
      code: errorForms[code].exitCode,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^[^\\n]+ \\(${code}(?:, E[A-Z]+)?\\)\\n$`)),
    })
    const { stderr, ...rest } = await cli.run([...args, ...flags, '--json'])
    expect(rest).toEqual({ code: errorForms[code].exitCode, stdout: '' })
    const { error } = JSON.parse(stderr) as { error: Record<string, unknown> }
    expect(error).toMatchObject({ code, message: told.stderr.split(` (${code}`)[0] })
    if (code === 'invalid_input') expect(error).toMatchObject({ field: 'type' })
    if (code === 'storage') expect(error).toMatchObject({ cause: 'ENOTDIR' })
  })

  test('a database that is not there is said to be so, with the system’s name for it', async () => {
    const { code, stderr } = await new CommandLine(undefined, {
      ...environment,
      ILAB_MEMORY_DB_PATH: 'postgres://127.0.0.1:1/memory',
    }).run(['stats'])
    expect([code, stderr]).toEqual([
      errorForms.storage.exitCode,
      'the database cannot be reached: nothing listens at its host and port (storage, ECONNREFUSED)\n',
    ])
  })

  test.each([
    [['saev'], 'unknown command: did you mean save?'],
    [['save', '--titel', 'x'], 'unknown option: did you mean --title?'],
    [['save'], 'save needs --type <text>'],
    [['save', '--type'], "option '--type <text>' argument missing"],
    [
      ['completion', "x' is invalid for argument 'y'. Allowed choices are a."],
      'shell: must be one of bash, zsh, fish',
    ],
    [['get'], 'get needs <id>'],
    [['get', '1', '2'], 'too many arguments: put a text of several words into quotes'],
    [['get', '0'], 'observationId: must be greater than 0'],
    [['session'], 'name a command: see --help'],
    [['erase'], 'erase removes everything of the user for good: pass --yes where nobody can be asked'],
  ])('usage: %j', async (args, message) => {
    const { code, stderr } = await new CommandLine(undefined, environment).run(args)
    expect(code).toBe(2)
    expect(stderr.split('\n').at(-2)).toBe(`${message} (invalid_input)`)
  })

  test('--version is one line, and costs no store', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      version: string
    }
    for (const flag of ['--version', '-V'])
      expect(await new CommandLine().run([flag])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })
})

function makeNewer(path: string): void {
  const database = new DatabaseSync(path)
  database.exec(`pragma application_id = 1766605122; pragma user_version = 999; create table t (a)`)
  database.close()
}

describe('what cannot be written', () => {
  test.runIf(existsSync('/dev/full'))('is told in one sentence', async () => {
    const cli = new CommandLine(undefined, environment)
    await cli.run(save)
    for (const args of ['list', 'list --json', 'export', '--help']) {
      const full = spawn(
        'sh',
        ['-c', `"${process.execPath}" "${cli.program}" ${args} > /dev/full`],
        cli.place(),
      )
      const { code, stderr } = await ended(full)
      expect({ args, code }).toEqual({ args, code: 10 })
      expect(stderr).toContain('the output cannot be written')
      expect(stderr.trimEnd()).not.toContain('\n')
    }
  })

  test('nobody needs a help before a failure as JSON', async () => {
    const { code, stdout, stderr } = await new CommandLine().run(['--json'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(JSON.parse(stderr)).toEqual({
      error: { code: 'invalid_input', message: 'name a command: see --help' },
    })
  })
})

describe('a command that is cut off', () => {
  test('R27 a reader that has enough ends it without a word', async () => {
    const cli = new CommandLine(undefined, environment)
    await cli.run(['import'], { input: manyLines(3_000, 60) })
    const child = cli.start(['export'])
    const running = ended(child)
    child.stdout.once('data', () => child.stdout.destroy())
    const { code, stderr } = await running
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  test('SIGINT while it waits for a text ends it with 130, and nothing is saved', async () => {
    const cli = new CommandLine(undefined, environment)
    await cli.run(save)
    const child = cli.start(['save', '--type', 'profile', '--title', 'Waiting', '--content', '-'])
    const running = ended(child)
    // More than a pipe holds: when it is written, the command is reading.
    await new Promise((resolve) => {
      child.stdin.write('half of a text '.repeat(100_000), resolve)
    })
    child.kill('SIGINT')
    const { code, stdout, stderr } = await running
    expect({ code, stdout, stderr }).toEqual({ code: 130, stdout: '', stderr: '' })
    expect(await cli.json(['stats'])).toMatchObject({ observations: 1 })
  })
})
