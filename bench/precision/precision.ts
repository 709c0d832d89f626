import { parseArgs } from 'node:util'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { report, type Row } from '../shared/report.ts'
import { ask, knowsKeywords, knowsPrefix, saveAll, type Answer, type Variant } from './ask.ts'
import { readSet, setNames, type SetName } from './sets.ts'

/**
 * Measures how exactly a search answers questions with known answers: by itself, with a least share, with filters, with
 * keywords, and with all of them. `--misses` lists the questions that all of them together do not answer exactly.
 */
const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, misses: { type: 'boolean', default: false } },
})

const plain = { keywords: false, filters: false, minShare: 0 }
const shares = [0.3, 0.4, 0.5, 0.6, 0.7]
const variants: readonly Variant[] = [
  { ...plain, name: 'plain' },
  ...shares.map((minShare) => ({ ...plain, minShare, name: `minShare ${minShare}` })),
  { ...plain, filters: true, name: 'filters' },
  { ...plain, keywords: true, name: 'keywords' },
  ...shares.map((minShare) => ({ keywords: true, filters: true, minShare, name: `all, ${minShare}` })),
]
/** The variant with targets. */
const measured = 'all, 0.5'
const exactAtLeast = 0.6
const recallAtLeast = 0.9

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const exactOf = (answers: readonly Answer[]): number => answers.filter(({ isExact }) => isExact).length

const line = (name: string, answers: readonly Answer[]): string => {
  const recall = percent(mean(answers.map((answer) => answer.recall)))
  const precision = percent(mean(answers.map((answer) => answer.precision)))
  return `${name}: ${exactOf(answers)} of ${answers.length} exact, recall ${recall}, precision ${precision}`
}

const missLine = ({ question, got }: Answer): string =>
  `${question.kind}: ${JSON.stringify(question.ask)} wants ${question.answers.join(', ') || 'nothing'}; ` +
  `got ${got.join(', ') || 'nothing'}`

const measureSet = async (name: SetName, folder: string): Promise<Map<string, Answer[]>> => {
  const set = readSet(name)
  const answers = new Map<string, Answer[]>()
  for (const keywords of [false, true]) {
    await using memory = await ILabMemory.fromPath(join(folder, `${name}-${keywords}.db`), {
      observationTypes: ['question'],
      clock: () => Date.UTC(2026, 5, 10, 9),
    })
    const user = memory.forUser(set.user)
    await saveAll(user, set, keywords)
    for (const variant of variants.filter((each) => each.keywords === keywords)) {
      const given: Answer[] = []
      for (const question of set.questions) given.push(await ask(user, question, variant))
      answers.set(variant.name, given)
    }
  }
  return answers
}

const rowsOf = (name: string, answers: readonly Answer[]): Row[] => {
  const exact = exactOf(answers)
  const recall = mean(answers.map((answer) => answer.recall))
  return [
    {
      what: `${name}: answered exactly`,
      measured: `${exact} of ${answers.length}`,
      ratio: exact / answers.length,
      target: { atLeast: exactAtLeast },
    },
    {
      what: `${name}: recall`,
      measured: percent(recall),
      ratio: recall,
      target: { atLeast: recallAtLeast },
    },
  ]
}

const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-precision-'))
try {
  const rows: Row[] = []
  const notes: string[] = []
  for (const name of setNames) {
    const answers = await measureSet(name, folder)
    const together = answers.get(measured) ?? []
    rows.push(...rowsOf(name, together))
    notes.push(
      '',
      name,
      ...variants.map((variant) => line(`  ${variant.name}`, answers.get(variant.name) ?? [])),
    )
    const kinds = Map.groupBy(together, ({ question }) => question.kind)
    notes.push(`  of "${measured}":`, ...[...kinds].map(([kind, ofKind]) => line(`    ${kind}`, ofKind)))
    if (options.misses)
      notes.push(...together.filter(({ isExact }) => !isExact).map((miss) => `    ${missLine(miss)}`))
  }
  if (!knowsKeywords) notes.push('', 'Keywords stand behind the title.')
  if (!knowsPrefix) notes.push('', 'The bench filters by prefix.')
  report('precision', rows, notes, options.json)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
