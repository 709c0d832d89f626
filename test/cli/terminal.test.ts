import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { displayWidth, truncate, wrap } from '../../src/cli/terminal/display-width.ts'
import { plainJson, plainLine, plainLines } from '../../src/cli/terminal/escape-controls.ts'
import { table } from '../../src/cli/terminal/table.ts'
import { CommandLine, plainEnvironment } from './command.ts'

/** Characters that a terminal could act on. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const acting = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/
const anyText = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom('\u001b', '\u009b', '\u202e', '\u2028', '語', 'é', '👩‍👩‍👧', '\u00a0', ' '),
  ),
})

describe('text of a user', () => {
  test('R54 holds nothing that a terminal acts on', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(plainLine(text)).not.toMatch(/\n/)
        for (const line of [plainLine(text), ...plainLines(text)]) expect(line).not.toMatch(acting)
        const json = plainJson(JSON.stringify(text))
        expect(json).not.toMatch(acting)
        expect(JSON.parse(json)).toBe(text)
      }),
    )
  })

  test('keeps what is no danger', () => {
    expect(plainLine('Grüße, 語, 👩‍👩‍👧 und\tTab')).toBe('Grüße, 語, 👩‍👩‍👧 und Tab')
    expect(plainLine('\u001b[2J\u009b1m\u007f')).toBe('␛[2J�1m␡')
    expect(plainLines('a\r\nb\n\tc')).toEqual(['a', 'b', '    c'])
  })
})

describe('columns', () => {
  test.each([
    ['abc', 3],
    ['日本語', 6],
    ['한국', 4],
    ['e\u0301', 1],
    ['👩‍👩‍👧', 2],
    ['\u001b[1mab\u001b[22m', 2],
    ['', 0],
  ])('%j takes %i', (text, width) => {
    expect(displayWidth(text)).toBe(width)
  })

  test('a line is broken into lines that fit and lose nothing', () => {
    fc.assert(
      fc.property(anyText.map(plainLine), fc.integer({ min: 2, max: 40 }), (text, columns) => {
        const lines = wrap(text, columns)
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns)
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
        expect(displayWidth(truncate(text, columns))).toBeLessThanOrEqual(columns)
      }),
    )
  })

  test('a table fits where the columns that give way can', () => {
    const columns = [{ heading: 'id' }, { heading: 'title', gives: true }, { heading: 'topic', gives: true }]
    const lines = table(columns, [
      ['1', '語'.repeat(80), 'x'.repeat(90)],
      ['2', 'short', ''],
    ])
    for (const line of lines) expect(displayWidth(stripVTControlCharacters(line))).toBeLessThanOrEqual(100)
    expect(lines[1]).toContain('…')
    expect(lines[2]).toBe('2   short')
  })
})

const hasPseudoTerminal = existsSync('/usr/bin/script')

/** Runs a command line on a terminal of its own; what is typed comes once the terminal shows a text. */
function onTerminal(
  cli: CommandLine,
  line: string,
  typed: { after: string; text: string }[] = [],
  env = {},
): Promise<{ code: number | null; shown: string }> {
  const bin = join(import.meta.dirname, '../../src/cli/bin.ts')
  const command = `stty cols 60; "${process.execPath}" "${bin}" ${line}`
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: cli.folder,
    env: {
      ...plainEnvironment(cli.folder),
      SHELL: '/bin/sh',
      ILAB_MEMORY_USER: 'ada',
      ILAB_MEMORY_DB_PATH: './memory.db',
      ...env,
    },
  })
  let shown = ''
  const toType = [...typed]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text
    const next = toType[0]
    if (next === undefined || !shown.includes(next.after)) return
    toType.shift()
    child.stdin.write(next.text)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, shown }))
  })
}

describe.runIf(hasPseudoTerminal)('on a terminal', () => {
  const cli = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: './memory.db' })
  const hostile = 'evil \u001b]0;owned\u0007\u001b[2J\u009b31m red \u202e gnp.exe'

  beforeAll(async () => {
    await cli.run(['save', '--type', 'profile', '--title', hostile, '--content', `theme ${hostile}`])
  })

  test('text of a user drives nothing, in any view', async () => {
    for (const line of [
      'list',
      'get 1',
      'search theme',
      'timeline 1',
      'session start',
      'get 1 --json',
      'export',
    ]) {
      const { code, shown } = await onTerminal(cli, line)
      expect(code).toBe(0)
      // Our own colours are the only escapes that are left.
      expect(stripVTControlCharacters(shown).replaceAll(/[\r\n]/g, '')).not.toMatch(acting)
      expect(shown).not.toContain('\u001b]')
      expect(shown).not.toContain('\u001b[2J')
      expect(shown).toContain('owned')
    }
  })

  test('colours are there, and NO_COLOR takes them away; elsewhere FORCE_COLOR brings them', async () => {
    // oxlint-disable-next-line no-control-regex -- a colour begins with it
    const colour = /\u001b\[\d+m/
    expect((await onTerminal(cli, 'search theme')).shown).toMatch(colour)
    expect((await onTerminal(cli, 'search theme', [], { NO_COLOR: '1' })).shown).not.toMatch(colour)
    expect((await cli.run(['search', 'theme'])).stdout).not.toMatch(colour)
    expect((await cli.run(['search', 'theme'], { env: { FORCE_COLOR: '1' } })).stdout).toMatch(colour)
  })

  test('lines fit its width', async () => {
    await cli.run([
      'save',
      '--type',
      'profile',
      '--title',
      '長い題名'.repeat(20),
      '--content',
      'word '.repeat(60),
    ])
    for (const line of ['list', 'get 2', 'search word']) {
      const { shown } = await onTerminal(cli, line)
      for (const part of stripVTControlCharacters(shown).split(/\r?\n/))
        expect(displayWidth(part)).toBeLessThanOrEqual(60)
    }
  })

  test('erase asks for the user id, and takes no other answer', async () => {
    const question = 'Type the user id to go on: '
    const refused = await onTerminal(cli, 'erase', [{ after: question, text: 'yes\r' }])
    expect(refused.code).toBe(2)
    expect(refused.shown).toContain('nothing was erased: that is not the user id (invalid_input)')
    const ended = await onTerminal(cli, 'erase', [{ after: question, text: '\u0004' }])
    expect(ended.code).toBe(2)
    const interrupted = await onTerminal(cli, 'erase', [{ after: question, text: '\u0003' }])
    expect(interrupted.code).toBe(130)
    expect(await cli.json(['stats'])).toMatchObject({ observations: 2 })
    const done = await onTerminal(cli, 'erase', [{ after: question, text: 'ada\r' }])
    expect(done.code).toBe(0)
    expect(done.shown).toMatch(/observations\S* +2\r\n/)
    expect(await cli.json(['stats'])).toMatchObject({ observations: 0 })
  })

  test('mcp says what it waits for, and Ctrl-D ends it', async () => {
    const { code, shown } = await onTerminal(cli, 'mcp', [{ after: 'see --print-config', text: '\u0004' }])
    expect({ code, shown }).toEqual({
      code: 0,
      shown: expect.stringContaining('an MCP host, which starts this'),
    })
  })

  test('long work shows how far it is, and leaves no trace of it', async () => {
    await cli.run(['save', '--type', 'profile', '--title', 'Name', '--content', 'Ada'])
    const { code, shown } = await onTerminal(cli, 'export --all ./all')
    expect(code).toBe(0)
    expect(shown).toMatch(/[█░]{24} +\d+ %/)
    expect(shown.slice(shown.lastIndexOf('░'))).toContain('\r\u001b[KExported 1 user, 3 records.\r\n')
    expect((await onTerminal(cli, 'export --all ./quiet --quiet')).shown).not.toMatch(/[█░]/)
  })
})
