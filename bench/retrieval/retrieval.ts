import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'
import { minilm } from '../../src/embedders/index.ts'
import { keptEmbedder } from '../meaning/embed.ts'
import { readLocomo, type Conversation, type Question } from './locomo.ts'
import { rankerRatioApart } from './ranker-time-apart.ts'
import { saveConversation, userIdOf, type SavedConversation } from './saved-conversation.ts'
import { withTypo } from './typo.ts'
import { wholeQueryRatio } from './whole-query.ts'

const kinds = ['turns', 'facts'] as const
const modes = ['default', 'conversation'] as const
type Kind = (typeof kinds)[number]
type Mode = (typeof modes)[number]

/** The share of the evidence among the first `k` hits. */
const recallAt = (k: number, hits: readonly (readonly string[])[], evidence: readonly string[]): number => {
  const found = new Set(hits.slice(0, k).flat())
  return evidence.filter((turn) => found.has(turn)).length / evidence.length
}

/** Evidence that some observation holds: many turns have no fact, and no search can find what was never saved. */
const reachable = ({ evidence }: Question, { turnsOf }: SavedConversation): string[] => {
  const saved = new Set([...turnsOf.values()].flat())
  return evidence.filter((turn) => saved.has(turn))
}

interface Recall {
  readonly at5: number[]
  readonly at10: number[]
  /** Share of the results that hold evidence, a question each. */
  readonly precision: number[]
}

/** Options of one run. */
interface Asking {
  readonly write: (text: string) => string
  readonly minShare: number
}

const precisionOf = (hits: readonly (readonly string[])[], evidence: readonly string[]): number =>
  hits.length === 0
    ? 0
    : hits.filter((turns) => turns.some((turn) => evidence.includes(turn))).length / hits.length

const measure = async (
  memory: UserMemory,
  questions: readonly Question[],
  saved: SavedConversation,
  recall: Recall,
  { write, minShare }: Asking,
): Promise<void> => {
  for (const question of questions) {
    const evidence = reachable(question, saved)
    if (evidence.length === 0) continue
    const compacts = await memory.search(write(question.text), {
      limit: 10,
      typesExclude: ['summary'],
      minShare,
    })
    const hits = compacts.map(({ id }) => saved.turnsOf.get(id) ?? [])
    recall.at5.push(recallAt(5, hits, evidence))
    recall.at10.push(recallAt(10, hits, evidence))
    recall.precision.push(precisionOf(hits, evidence))
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const standardError = (values: readonly number[]): number => {
  const average = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - average) ** 2)) / values.length)
}
const percent = (share: number): string => (100 * share).toFixed(1)

const runKind = async (
  kind: Kind,
  conversations: readonly Conversation[],
  folder: string,
  asking: Asking,
): Promise<Record<Mode, Recall>> => {
  const clock = { now: 0 }
  const file = join(folder, `${kind}.db`)
  const open = async (mode: Mode): Promise<ILabMemory> =>
    ILabMemory.fromPath(file, { clock: () => clock.now, search: { mode }, embedder, embedding: 'manual' })
  const saved: SavedConversation[] = []
  const recalls = {
    default: { at5: [], at10: [], precision: [] },
    conversation: { at5: [], at10: [], precision: [] },
  }
  for (const mode of modes) {
    await using memory = await open(mode)
    for (const [number, conversation] of conversations.entries()) {
      const user = memory.forUser(userIdOf(number))
      const known = (saved[number] ??= await saveConversation(user, conversation[kind], clock))
      clock.now = known.lastDate
      await memory.embed()
      await measure(user, conversation.questions, known, recalls[mode], asking)
    }
  }
  return recalls
}

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    typos: { type: 'boolean', default: false },
    'min-share': { type: 'string', default: '0' },
    embedder: { type: 'string' },
    vectors: { type: 'string' },
  },
})
if (values.data === undefined) {
  console.error(
    'Usage: npm run bench -- retrieval --data <folder that holds locomo10.json> [--typos] [--min-share .5] [--embedder minilm [--vectors <folder>]]',
  )
  process.exit(2)
}
const { data } = values
const model = values.embedder === 'minilm' ? minilm() : undefined
const embedder = model && keptEmbedder(model, values.vectors)
const conversations = readLocomo(data)
const timesOf = async (kind: Kind, mode: Mode): Promise<Record<string, string>> => ({
  'ranker over plain BM25': (await rankerRatioApart({ data, kind, mode })).toFixed(2),
  'whole query over plain BM25': (await wholeQueryRatio(conversations, kind, mode)).toFixed(2),
})
const minShare = Number(values['min-share'])
const asking: Asking = { write: values.typos ? withTypo : (text) => text, minShare }
/** Times are measured without typing errors, shares and a model. */
const asksAsWritten = !values.typos && minShare === 0 && embedder === undefined
const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-retrieval-'))
try {
  const rows = []
  for (const kind of kinds) {
    const recalls = await runKind(kind, conversations, folder, asking)
    for (const mode of modes) {
      const { at5, at10, precision } = recalls[mode]
      rows.push({
        mode,
        observations: kind,
        questions: at5.length,
        'R@5': percent(mean(at5)),
        'R@10': percent(mean(at10)),
        precision: percent(mean(precision)),
        'standard error': percent(standardError(at5)),
        ...(asksAsWritten ? await timesOf(kind, mode) : {}),
      })
    }
  }
  console.table(rows)
} finally {
  await model?.close?.()
  rmSync(folder, { recursive: true, force: true })
}
