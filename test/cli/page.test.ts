import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { placesOf } from '../../src/cli/completion/command-tree.ts'
import { buildProgram } from '../../src/cli/program.ts'
import { readPage } from '../markdown.ts'
import { freshFolder, plainEnvironment } from './command.ts'

const page = readPage('docs/cli.md')
const places = placesOf(buildProgram('1.2.3'))
const shared = new Set(places.find(({ words }) => words === '')!.flags.map(({ long }) => long))
const bin = join(import.meta.dirname, '../../src/cli/bin.ts')

/** Shell blocks that are followed by what they print. */
const runs = [...page.matchAll(/^```sh\n((?:(?!```).*\n)*)```\n\n```text\n((?:(?!```).*\n)*)```$/gm)].map(
  ([, code = '', output = '']) => ({ code, output }),
)

/** Times, random ids and free ports are another each time. */
function steady(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d/g, '<day>')
    .replaceAll(/(<day>)[T ]\d\d:\d\d(:\d\d\.\d{3})?Z/g, '<time>')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/\b[0-9a-f]{12}\b/g, '<key>')
    .replaceAll(/127\.0\.0\.1:\d+/g, '<address>')
}

describe('the page of the command line', () => {
  test('its commands print what it says, from the first line to the last', { timeout: 120_000 }, () => {
    const folder = freshFolder()
    const command = join(folder, 'ilab-memory')
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`)
    chmodSync(command, 0o700)
    const mark = '--- next block ---'
    const script = `exec 2>&1\n${runs.map(({ code }) => `echo '${mark}'\n${code}`).join('')}`
    const { PATH = '', ...environment } = plainEnvironment(folder)
    const env = { ...environment, PATH: `${folder}${delimiter}${PATH}` }
    const printed = execFileSync('bash', ['-c', script], { cwd: folder, env, encoding: 'utf8', input: '' })
    expect(printed.split(`${mark}\n`).slice(1).map(steady)).toEqual(runs.map(({ output }) => steady(output)))
  })

  test('names every command with every option of it, and no other', () => {
    const rows = new Map(
      [...page.matchAll(/^\| `([a-z][a-z-]*(?: [a-z]+)?)(?: [<[][^`]+)?` \|(.*)$/gm)].map(
        ([, words = '', rest = '']) => [words, rest],
      ),
    )
    const conditions = page.slice(page.indexOf('### Conditions'), page.indexOf('The wire names work'))
    const commands = places.filter(
      ({ words, commands: inner }) => words !== '' && words !== 'help' && inner.length === 0,
    )
    expect(
      [...rows.keys()]
        .filter((words) => !['store', 'user', 'memory', 'embedder', 'server'].includes(words))
        .toSorted(),
    ).toEqual(commands.map(({ words }) => words).toSorted())
    for (const { words, flags } of commands) {
      const own = flags.map(({ long }) => long).filter((long) => !shared.has(long))
      const row = rows.get(words) ?? ''
      const named = row.includes('(#conditions)') ? `${row}${conditions}` : row
      expect({ words, missing: own.filter((long) => !named.includes(long)) }).toEqual({
        words,
        missing: [],
      })
    }
  })

  test('uses no option that a command does not have', () => {
    const lines = [...page.matchAll(/^.*?\bilab-memory ((?:[a-z-]+ ?)+.*)$/gm)]
      .map(([, line = '']) => line)
      .filter((line) => !line.includes('|---'))
    for (const line of lines) {
      const place = places
        .filter(({ words }) => words !== '' && `${line} `.startsWith(`${words} `))
        .toSorted((a, b) => b.words.length - a.words.length)[0]
      if (place === undefined) continue
      const known = [...place.flags.map(({ long }) => long), ...shared]
      expect({
        line,
        unknown: [...(line.split(/[|>]/)[0] ?? '').matchAll(/ (--[a-z-]+)/g)]
          .map(([, flag]) => flag)
          .filter((flag) => !known.includes(flag!)),
      }).toEqual({ line, unknown: [] })
    }
  })
})
