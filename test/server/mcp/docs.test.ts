import { describe, expect, test } from 'vitest'
import { mostCharacters, mostExported, mostObservations } from '../../../src/memory/tools/result-limits.ts'
import { mcpHosts, printConfig } from '../../../src/server/mcp/host-snippets.ts'
import { toolNames, withheldOperations } from '../../../src/memory/tools/offers.ts'
import { descriptions } from '../../../src/wire/descriptions.ts'
import { operations } from '../../../src/wire/operations.ts'
import { readPage } from '../../markdown.ts'
import { applicable, inapplicable } from './conformance-scenarios.ts'

const page = readPage('docs/mcp.md')

describe('docs/mcp.md', () => {
  test('shows the tools as they are', () => {
    const rows = operations
      .filter(({ name }) => toolNames.some((tool) => tool === name))
      .map(({ name, scope }) => `| \`${name}\` | ${scope} | ${descriptions[name]} |`)
    expect(page).toContain(`| tool | scope | for |\n|---|---|---|\n${rows.join('\n')}\n\n`)
    const withheld = Object.entries(withheldOperations).map(([name, reason]) => `| \`${name}\` | ${reason} |`)
    expect(page).toContain(`| operation | why not |\n|---|---|\n${withheld.join('\n')}\n\n`)
  })

  test.each(mcpHosts)('shows what is printed for %s', (host) => {
    const printed = printConfig(host, ['--user', 'ada', '--store', '/home/ada/memory.db'])
    expect(page).toContain(`\n${printed}\n\`\`\``)
    expect(page).toMatch(new RegExp(String.raw`^\| .* \| \`${host}\` \|$`, 'm'))
  })

  test('gives the limits as they are', () => {
    for (const [what, limit] of [
      [
        'titles, contents and summaries of one result, together',
        `${mostCharacters.toLocaleString('en')} characters`,
      ],
      ['observations of one result; neighbours on each side in a timeline', mostObservations],
      ['lines of `mem_export`', `${mostExported.toLocaleString('en')} characters`],
    ])
      expect(page).toContain(`| ${what} | ${limit} |`)
  })

  test('names every scenario of the conformance tool, and why it does not apply', () => {
    const [, section = ''] = page.split('## Conformance\n')
    const names = Object.keys(applicable).map((name) => `\`${name}\``)
    expect(section).toContain(`Those that apply: ${names.join(', ')}.`)
    const rows = [...section.matchAll(/^\| (`.*`) \| (.*) \|$/gm)].flatMap(([, cell = '', reason]) =>
      cell.split(', ').map((name) => [name.slice(1, -1), reason]),
    )
    expect(Object.fromEntries(rows)).toEqual(inapplicable)
  })
})
