import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { UserMemory } from '../../src/core/user-memory.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { report, type Row } from '../shared/report.ts'

/**
 * Measures the precision of a search: the share of questions with exactly the known answers as results, and
 * the share of the answers that are among them. `--misses` lists the questions that are not answered exactly.
 */
const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, misses: { type: 'boolean', default: false } },
})
const recallAtLeast = 0.95
/** Floors of today: a search returns all that shares a word, so only filters and a smallest share can raise it. */
const exactAtLeast = 0.5
const limit = 10

interface PrecisionSet {
  readonly memories: readonly {
    readonly id: string
    readonly topic: string
    readonly type: string
    readonly title: string
    readonly content: string
    readonly aliases?: readonly string[]
  }[]
  readonly questions: readonly Question[]
}

interface Question {
  readonly kind: string
  readonly ask: string
  /** Filters that a question may have: one topic or one type. */
  readonly only?: { readonly topic?: string; readonly type?: string }
  readonly answers: readonly string[]
}

interface Answer {
  readonly question: Question
  readonly got: readonly string[]
  readonly recall: number
  readonly precision: number
  readonly isExact: boolean
}

const readSet = (): PrecisionSet =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'precision.json'), 'utf8')) as PrecisionSet

const saveAll = async (user: UserMemory, { memories }: PrecisionSet): Promise<Map<number, string>> => {
  const names = new Map<number, string>()
  for (const { id: name, topic, type, title, content, aliases } of memories) {
    const text = aliases === undefined ? content : `${content} Also called ${aliases.join(', ')}.`
    const { id } = await user.save({ type, title, content: text, topicKey: `${topic}/${name}` })
    names.set(id, name)
  }
  return names
}

const judge = (question: Question, got: readonly string[]): Answer => {
  const right = got.filter((name) => question.answers.includes(name)).length
  const recall = question.answers.length === 0 ? 1 : right / question.answers.length
  const precision = got.length === 0 ? Number(question.answers.length === 0) : right / got.length
  return { question, got, recall, precision, isExact: recall === 1 && right === got.length }
}

const askAll = async (
  user: UserMemory,
  { questions }: PrecisionSet,
  names: ReadonlyMap<number, string>,
): Promise<Answer[]> => {
  const answers: Answer[] = []
  for (const question of questions) {
    const found = await user.search(question.ask, { limit })
    const got = found.map(({ id }) => names.get(id) ?? `#${id}`)
    answers.push(judge(question, got))
  }
  return answers
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const kindLine = (kind: string, answers: readonly Answer[]): string => {
  const exact = answers.filter(({ isExact }) => isExact).length
  const recall = percent(mean(answers.map((answer) => answer.recall)))
  const precision = percent(mean(answers.map((answer) => answer.precision)))
  return `${kind}: ${exact} of ${answers.length} exact, recall ${recall}, precision ${precision}`
}

const missLine = ({ question, got }: Answer): string =>
  `${question.kind}: ${JSON.stringify(question.ask)} wants ${question.answers.join(', ') || 'nothing'}; ` +
  `got ${got.join(', ') || 'nothing'}`

const rowsOf = (answers: readonly Answer[]): Row[] => {
  const exact = answers.filter(({ isExact }) => isExact).length
  const recall = mean(answers.map((answer) => answer.recall))
  return [
    {
      what: 'answered exactly',
      measured: `${exact} of ${answers.length}`,
      ratio: exact / answers.length,
      target: { atLeast: exactAtLeast },
    },
    { what: 'recall', measured: percent(recall), ratio: recall, target: { atLeast: recallAtLeast } },
  ]
}

const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-precision-'))
try {
  const set = readSet()
  await using memory = await ILabMemory.fromPath(join(folder, 'memory.db'), {
    observationTypes: ['question'],
    clock: () => Date.UTC(2026, 5, 10, 9),
  })
  const user = memory.forUser('station')
  const answers = await askAll(user, set, await saveAll(user, set))
  const kinds = Map.groupBy(answers, ({ question }) => question.kind)
  const notes = [...kinds].map(([kind, ofKind]) => kindLine(kind, ofKind))
  const misses = answers.filter(({ isExact }) => !isExact).map(missLine)
  report('precision', rowsOf(answers), options.misses ? [...notes, '', ...misses] : notes, options.json)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
