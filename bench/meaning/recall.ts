import { createAnalyzer } from '../../src/search/text/analyze.ts'
import { rank } from '../../src/search/rank/rank.ts'
import type { Sense, VectorBlock } from '../../src/search/sense/sense.ts'
import { textsToEmbed } from '../../src/search/sense/windows.ts'
import { defaultSettings, indexEntries, prepare, type Entry } from '../../test/search/memory-index.ts'
import type { Vectors } from './embed.ts'

const analyzer = createAnalyzer('english')

/** A memory of a benchmark. */
export interface Memory extends Entry {
  /** Names by which evidence finds it. */
  readonly marks: readonly string[]
  /** Takes part in the ranking and is no result: a summary. */
  readonly isHidden?: boolean
}

/** One user's memories, in the order of their ids, and the questions about them. */
export interface Person {
  readonly memories: readonly Memory[]
  readonly questions: readonly { readonly text: string; readonly evidence: readonly string[] }[]
  readonly now: number
}

/** Recall at 5 and at 10 of each question. */
export type Recalls = readonly (readonly [at5: number, at10: number])[]

/** Every text of a person that needs a vector. */
export const textsOf = ({ memories, questions }: Person): string[] => [
  ...memories.filter(({ isHidden }) => isHidden !== true).flatMap(textsOfMemory),
  ...questions.map(({ text }) => text),
]

const textsOfMemory = ({ title = '', content }: Memory): string[] => textsToEmbed(title, content)

const blockOf = (memories: readonly Memory[], vectors: Vectors): VectorBlock => {
  const all = memories.flatMap((memory, index) =>
    memory.isHidden === true
      ? []
      : textsOfMemory(memory).map((text) => ({ id: index + 1, ...vectors.of(text) })),
  )
  return {
    ids: all.map(({ id }) => id),
    scales: all.map(({ scale }) => scale),
    values: Int8Array.from(all.flatMap(({ values }) => [...values])),
  }
}

/** Asks a person's questions; with vectors by words and sense, else by words alone. */
export const recallsOf = (
  { memories, questions, now }: Person,
  mode: 'default' | 'conversation',
  options: { readonly vectors: Vectors; readonly background: Sense['background'] } | null,
): Recalls => {
  const settings = { ...defaultSettings, mode }
  const index = indexEntries(memories, analyzer)
  const block = options === null ? null : blockOf(memories, options.vectors)
  const accepts = (document: number): boolean => memories[document]!.isHidden !== true
  return questions.map(({ text, evidence }) => {
    const { plan, corpus } = prepare(text, index, analyzer, settings, now)
    const sense =
      options === null || block === null
        ? undefined
        : { query: options.vectors.of(text), vectors: [block], background: options.background }
    const found = rank(plan, corpus, { settings, now, limit: 10, accepts, sense })
    const marks = found.map((ranked) => memories[ranked.index]!.marks)
    const at = (k: number): number => {
      const seen = new Set(marks.slice(0, k).flat())
      return evidence.filter((mark) => seen.has(mark)).length / evidence.length
    }
    return [at(5), at(10)] as const
  })
}
