import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { placesOf, valueFlags } from '../../src/cli/completion/command-tree.ts'
import { buildProgram } from '../../src/cli/program.ts'
import { CommandLine } from './command.ts'

const cli = new CommandLine()
const places = placesOf(buildProgram('1.2.3'))
const scripts: Record<string, string> = {}

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout } = await cli.run(['completion', shell])
    scripts[shell] = stdout
    writeFileSync(join(cli.folder, `completion.${shell}`), stdout)
  }
  mkdirSync(join(cli.folder, 'here'))
  for (const name of ['memory one.db', 'memory.db']) writeFileSync(join(cli.folder, 'here', name), '')
})

function has(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'exit 0'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Completions that bash offers after a line. */
function inBash(line: string): string[] {
  const program = `source ../completion.bash
    read -r -a COMP_WORDS <<< "$1"; [[ $1 == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
    compopt() { :; }
    _ilab_memory; printf '%s\\n' "\${COMPREPLY[@]}"`
  return offered(
    execFileSync('bash', ['--norc', '-c', program, 'bash', line], {
      cwd: join(cli.folder, 'here'),
      encoding: 'utf8',
    }),
  )
}

/** Completions that fish offers after a line. */
function inFish(line: string): string[] {
  const program = `source ../completion.fish; complete --do-complete '${line}'`
  const out = execFileSync('fish', ['--no-config', '-c', program], {
    cwd: join(cli.folder, 'here'),
    encoding: 'utf8',
    env: { ...process.env, HOME: cli.folder },
  })
  return offered(out.replaceAll(/\t.*/g, ''))
}

/** Completions that zsh offers after a line: the functions that show them are replaced by ones that print them. */
function inZsh(line: string): string[] {
  const program = `compdef() { :; }
    _describe() { local -a list; list=("\${(@P)@[-1]}"); print -l -- "\${(@)list%%:*}"; }
    _files() { print -l -- *(N); }; _message() { :; }; compadd() { print -l -- "$@"; }
    source ../completion.zsh
    words=(\${(z)1}); [[ $1 == *' ' ]] && words+=('')
    CURRENT=$#words; PREFIX=$words[-1]
    _ilab_memory`
  return offered(
    execFileSync('zsh', ['-f', '-c', program, 'zsh', line], {
      cwd: join(cli.folder, 'here'),
      encoding: 'utf8',
    }),
  ).filter((name) => name.startsWith(line.split(' ').at(-1)!))
}

function offered(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .toSorted()
}

const commands = places.find(({ words }) => words === '')!.commands.map(({ name }) => name)
const flagsOf = (words: string): string[] =>
  places
    .find((place) => place.words === words)!
    .flags.map(({ long }) => long)
    .toSorted()

const cases: readonly (readonly [string, readonly string[]])[] = [
  ['ilab-memory ', commands.toSorted()],
  ['ilab-memory se', ['search', 'serve', 'session', 'settings']],
  ['ilab-memory session ', ['end', 'forget', 'get', 'list', 'start', 'summary', 'update']],
  ['ilab-memory --user save session s', ['start', 'summary']],
  ['ilab-memory -u ada --json keys ', ['create', 'list', 'revoke']],
  ['ilab-memory save --t', ['--title', '--topic-key', '--ttl-ms', '--type']],
  ['ilab-memory save --type p', ['pattern', 'preference', 'profile']],
  ['ilab-memory save --title ', []],
  ['ilab-memory completion ', ['bash', 'fish', 'zsh']],
  ['ilab-memory stats --store m', ['memory one.db', 'memory.db']],
  ['ilab-memory import m', ['memory one.db', 'memory.db']],
  ['ilab-memory session end --', flagsOf('session end')],
]

describe('scripts', () => {
  test('an option has a value everywhere or nowhere', () => {
    const values = valueFlags(places)
    expect(
      places.flatMap(({ flags }) => flags).filter(({ long, takes }) => values.has(long) && takes === null),
    ).toEqual([])
  })

  test('name every command and every option', () => {
    for (const script of Object.values(scripts)) {
      for (const { words, flags } of places) {
        expect(script).toContain(words === '' ? 'ilab-memory' : `' ${words}'`)
        for (const { long } of flags) expect(script).toContain(long.slice(2))
      }
    }
  })

  test.runIf(has('bash'))('bash reads its script', () => {
    expect(execFileSync('bash', ['-n', join(cli.folder, 'completion.bash')], { encoding: 'utf8' })).toBe('')
  })

  test.runIf(has('zsh'))('zsh reads its script', () => {
    expect(execFileSync('zsh', ['-n', join(cli.folder, 'completion.zsh')], { encoding: 'utf8' })).toBe('')
  })

  test.runIf(has('fish'))('fish reads its script', () => {
    expect(
      execFileSync('fish', ['--no-execute', join(cli.folder, 'completion.fish')], { encoding: 'utf8' }),
    ).toBe('')
  })
})

describe.runIf(has('bash'))('bash completes', () => {
  test.each(cases)('%s', (line, expected) => {
    expect(inBash(line)).toEqual(expected)
  })
})

describe.runIf(has('zsh'))('zsh completes', () => {
  test.each(cases)('%s', (line, expected) => {
    expect(inZsh(line)).toEqual(expected)
  })
})

describe.runIf(has('fish'))('fish completes', () => {
  test.each(cases)('%s', (line, expected) => {
    expect(inFish(line)).toEqual(expected)
  })
})
