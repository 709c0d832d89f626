import { createAnalyzer } from '../../src/search/text/analyze.ts'
import { termsToRead } from '../../src/search/query/plan.ts'
import { rank } from '../../src/search/rank/rank.ts'
import { defaultSettings, indexEntries, prepare, type MemoryIndex } from '../../test/search/memory-index.ts'
import type { Conversation } from './locomo.ts'
import { plainBm25 } from './plain-bm25.ts'

const rounds = 25
const limit = 10

const timeOf = (work: () => void): number => {
  const start = performance.now()
  work()
  return performance.now() - start
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** The same columns in the kinds of arrays that the SQLite store hands to the ranker. */
const asStored = (index: MemoryIndex): MemoryIndex => {
  const { documents } = index
  const postings = [...index.postings].map(
    ([term, { ids, positions }]) =>
      [term, { ids: Int32Array.from(ids), positions: Int32Array.from(positions) }] as const,
  )
  return {
    postings: new Map(postings),
    documents: {
      ...documents,
      ids: Int32Array.from(documents.ids),
      createdAt: Float64Array.from(documents.createdAt),
      updatedAt: Float64Array.from(documents.updatedAt),
      revision: Uint16Array.from(documents.revision),
      titleLength: Uint16Array.from(documents.titleLength),
      contentLength: Uint32Array.from(documents.contentLength),
      session: Uint32Array.from(documents.session),
      type: Uint16Array.from(documents.type),
      flags: Uint8Array.from(documents.flags),
    },
  }
}

const corpusOf = (
  conversation: Conversation,
  kind: 'turns' | 'facts',
  mode: 'default' | 'conversation',
): ReturnType<typeof prepare>[] => {
  const analyzer = createAnalyzer('english')
  const entries = conversation[kind].flatMap(({ startedAt, entries: saved }, session) =>
    saved.map(({ speaker, content }) => ({ title: speaker, content, createdAt: startedAt, session })),
  )
  const index = asStored(indexEntries(entries, analyzer))
  return conversation.questions.map(({ text }) =>
    prepare(text, index, analyzer, { ...defaultSettings, mode }),
  )
}

/** Time of the ranker over that of plain BM25, both over the same posting lists in memory: median of 25 rounds. */
export const rankerRatio = (
  conversations: readonly Conversation[],
  kind: 'turns' | 'facts',
  mode: 'default' | 'conversation',
): number => {
  const prepared = conversations.flatMap((conversation) => corpusOf(conversation, kind, mode))
  const now = Date.UTC(2024, 0, 1)
  const settings = { ...defaultSettings, mode }
  const ratios = Array.from({ length: rounds }, () => {
    const ranker = timeOf(() => {
      for (const { plan, corpus } of prepared) rank(plan, corpus, { settings, now, limit })
    })
    const plain = timeOf(() => {
      for (const { plan, corpus } of prepared) plainBm25(termsToRead(plan), corpus, limit)
    })
    return ranker / plain
  })
  return median(ratios)
}
