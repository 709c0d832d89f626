import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { createAnalyzer } from '../../src/search/text/analyze.ts'
import { planQuery, termsToRead } from '../../src/search/query/plan.ts'
import { SqliteReader } from '../../src/stores/sqlite/reader.ts'
import { prepareStatements } from '../../src/stores/sqlite/tables/statements.ts'
import { findUser } from '../../src/stores/sqlite/tables/users.ts'
import type { Conversation } from './locomo.ts'
import { plainBm25 } from './plain-bm25.ts'
import { median } from '../shared/report.ts'
import { saveConversation, userIdOf } from './saved-conversation.ts'

const rounds = 5
const limit = 10

/** Searches by plain BM25: reads the posting lists, the word counts and ten rows of a user, ranks, and shows rows. */
const openPlain = (
  path: string,
): { search: (userId: string, terms: readonly string[]) => number; close: () => void } => {
  const database = new DatabaseSync(path, { readOnly: true })
  const statements = prepareStatements(database)
  const analyzer = createAnalyzer('english')
  const search = (userId: string, terms: readonly string[]): number => {
    database.exec('begin')
    const user = findUser(statements, userId)!
    const reader = new SqliteReader({ statements, analyzer, userId, user })
    const corpus = { documents: reader.documents(), postings: reader.postings(terms) }
    const rows = reader.resultRows(plainBm25(terms, corpus, limit).map(({ id }) => id))
    database.exec('commit')
    return rows.size
  }
  return { search, close: () => database.close() }
}

/**
 * Time of a whole search, from the question to results with snippets, over that of a search by plain BM25 in the same
 * file, which is handed the terms: one after the other for each question, median over the rounds.
 */
export const wholeQueryRatio = async (
  conversations: readonly Conversation[],
  kind: 'turns' | 'facts',
  mode: 'default' | 'conversation',
): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-whole-query-'))
  try {
    const path = join(folder, 'memory.db')
    const clock = { now: 0 }
    // Plain BM25 reads everything anew as well.
    const config = { clock: () => clock.now, search: { mode }, searchCacheBytes: 0 }
    await using memory = await ILabMemory.fromPath(path, config)
    for (const [number, conversation] of conversations.entries()) {
      await saveConversation(memory.forUser(userIdOf(number)), conversation[kind], clock)
    }
    const analyzer = createAnalyzer('english')
    const asked = conversations.flatMap(({ questions }, number) =>
      questions.map(({ text }) => ({ number, text, terms: termsToRead(planQuery(text, analyzer)) })),
    )
    const plain = openPlain(path)
    const ratios: number[] = []
    for (let round = 0; round < rounds; round++) {
      let ours = 0
      let theirs = 0
      for (const { number, text, terms } of asked) {
        const start = performance.now()
        await memory.forUser(userIdOf(number)).search(text, { limit })
        const between = performance.now()
        plain.search(userIdOf(number), terms)
        ours += between - start
        theirs += performance.now() - between
      }
      ratios.push(ours / theirs)
    }
    plain.close()
    return median(ratios)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
