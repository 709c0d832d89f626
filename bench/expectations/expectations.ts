import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Config } from '../../src/core/model.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { findFalseFinds, measureSet, type Clock, type FalseFind, type Miss } from './ask.ts'
import { targets } from './floors.ts'
import { compareLanguage, languagesFor, type LanguageOutcome } from './languages.ts'
import { expectationSets, readExpectations, readFalseFinds, readLanguages } from './sets.ts'
import { report, type Row } from '../shared/report.ts'

/**
 * Counts how often a search with the default configuration finds the expected observation. `--misses` lists the queries that do
 * not get the right observation first, with the three that they get.
 */
const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, misses: { type: 'boolean', default: false } },
})
const { firstAtLeast, falseFindsAtMost } = targets

/** Rows of the table, and the lines of `--misses`. */
interface Part {
  readonly rows: readonly Row[]
  readonly misses: readonly string[]
}

const missLine = ({ user, kind, ask, finds, place, got }: Miss): string =>
  `${user}, ${kind}: ${JSON.stringify(ask)} wants ${finds.join(' or ')}, ` +
  `${place === 0 ? 'not found' : `at ${place}`}; got ${got.join(', ') || 'nothing'}`

const falseLine = ({ user, ask, got }: FalseFind): string =>
  `${user}: ${JSON.stringify(ask)} got ${got.join(', ')}`

const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-expectations-'))
let files = 0
const open = (clock: Clock, config: Config = {}): Promise<ILabMemory> =>
  ILabMemory.fromPath(join(folder, `${++files}.db`), { ...config, clock: () => clock.now })

const setPart = async (name: (typeof expectationSets)[number]): Promise<Part> => {
  const { queries, first, amongFive, misses } = await measureSet(readExpectations(name), open)
  const measured = `${first} of ${queries}, ${amongFive} among five`
  return {
    rows: [
      { what: `${name}: right first`, measured, ratio: first / queries, target: { atLeast: firstAtLeast } },
    ],
    misses: ['', `${name}:`, ...misses.map(missLine)],
  }
}

const falsePart = async (): Promise<Part> => {
  const sets = { developer: readExpectations('developer'), everyday: readExpectations('everyday') }
  const falseSet = readFalseFinds()
  const found = await findFalseFinds(falseSet, sets, open)
  const asked = falseSet.users.reduce((sum, { queries }) => sum + queries.length, 0)
  const measured = `${found.length} of ${asked}`
  return {
    rows: [{ what: 'false finds', measured, ratio: found.length, target: { atMost: falseFindsAtMost } }],
    misses: ['', 'false finds:', ...found.map(falseLine)],
  }
}

const languageRows = ({ name, language, questions, recalls }: LanguageOutcome): Row[] =>
  recalls.map(({ cut, ours, plain }) => ({
    what: `${name}, language '${language}', R@${cut} over plain BM25`,
    measured: `${ours}, ${plain} of ${questions}`,
    ratio: ours / plain,
    target: { atLeast: 1 },
  }))

const languageParts = async (): Promise<Part[]> => {
  const parts: Part[] = []
  for (const part of readLanguages().languages) {
    for (const language of languagesFor(part)) {
      const outcome = await compareLanguage(part, language, (clock, of) => open(clock, { language: of }))
      const heading = `${part.name}, language '${language}'`
      if (outcome === null)
        parts.push({ rows: [], misses: ['', `${heading}: there is no such language yet`] })
      else parts.push({ rows: languageRows(outcome), misses: ['', `${heading}:`, ...outcome.misses] })
    }
  }
  return parts
}

try {
  const parts: Part[] = []
  for (const name of expectationSets) parts.push(await setPart(name))
  parts.push(await falsePart(), ...(await languageParts()))
  const misses = options.misses ? parts.flatMap((part) => part.misses) : []
  report(
    'expectations',
    parts.flatMap(({ rows }) => rows),
    misses,
    options.json,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
