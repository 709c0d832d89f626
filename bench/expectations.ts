import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ILabMemory } from '../src/memory/ilab-memory.ts'
import { findFalseFinds, measureSet, type FalseFind, type Miss, type OpenMemory } from './expectations/ask.ts'
import { expectationSets, readExpectations, readFalseFinds } from './expectations/sets.ts'
import { report, type Row } from './report.ts'

/**
 * How often a search with the default configuration finds what a person expects. `--misses` lists the queries that do
 * not get the right observation first, with the three that they get.
 */
const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, misses: { type: 'boolean', default: false } },
})
const firstAtLeast = 0.95
const falseFindsAtMost = 3

const line = ({ user, kind, ask, finds, place, got }: Miss): string =>
  `${user}, ${kind}: ${JSON.stringify(ask)} wants ${finds.join(' or ')}, ` +
  `${place === 0 ? 'not found' : `at ${place}`}; got ${got.join(', ') || 'nothing'}`

const falseLine = ({ user, ask, got }: FalseFind): string =>
  `${user}: ${JSON.stringify(ask)} got ${got.join(', ')}`

const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-expectations-'))
try {
  let files = 0
  const open: OpenMemory = (clock) =>
    ILabMemory.fromPath(join(folder, `${++files}.db`), { clock: () => clock.now })
  const rows: Row[] = []
  const notes: string[] = []
  for (const name of expectationSets) {
    const { queries, first, amongFive, misses } = await measureSet(readExpectations(name), open)
    rows.push({
      what: `${name}: right first`,
      measured: `${first} of ${queries}, ${amongFive} among five`,
      ratio: first / queries,
      target: { atLeast: firstAtLeast },
    })
    if (options.misses) notes.push('', `${name}:`, ...misses.map(line))
  }
  const developer = readExpectations('developer')
  const everyday = readExpectations('everyday')
  const falseSet = readFalseFinds()
  const falseFinds = await findFalseFinds(falseSet, { developer, everyday }, open)
  const asked = falseSet.users.reduce((sum, { queries }) => sum + queries.length, 0)
  rows.push({
    what: 'false finds',
    measured: `${falseFinds.length} of ${asked}`,
    ratio: falseFinds.length,
    target: { atMost: falseFindsAtMost },
  })
  if (options.misses) notes.push('', 'false finds:', ...falseFinds.map(falseLine))
  report('expectations', rows, notes, options.json)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
