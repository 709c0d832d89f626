import type { UserMemory } from '../../../core/user-memory.ts'
import { collect } from '../../canonical.ts'

/** Answers of every read of one user's memory, as JSON, by the name of the read. */
export async function answersOf(
  user: UserMemory,
  { ids, topics, queries }: { ids: readonly number[]; topics: readonly string[]; queries: readonly string[] },
): Promise<Readonly<Record<string, string>>> {
  const answers: [string, unknown][] = []
  for (const ref of [...ids, ...topics]) {
    answers.push([`get ${ref}`, await user.get(ref)])
    answers.push([`first version of ${ref}`, await user.get(ref, { revision: 1 })])
    answers.push([`history of ${ref}`, await user.history(ref)])
    answers.push([`timeline of ${ref}`, await user.timeline(ref, { before: 2, after: 2 })])
  }
  for (const query of queries) {
    answers.push([`search for ${query}`, await user.search(query, { explain: true, full: true })])
    answers.push([`few of ${query}`, await user.search(query, { explain: true, limit: 2 })])
    answers.push([`topics of ${query}`, await user.search(query, { explain: true, topicKeyPrefix: 't' })])
    const { contextId: _, ...context } = await user.context({ query, maxTokens: 200 })
    answers.push([`context for ${query}`, context])
  }
  for (const order of ['newest', 'oldest'] as const) answers.push([`list ${order}`, await pages(user, order)])
  answers.push(['list of a type', await user.list({ types: ['decision'], limit: 2 })])
  answers.push(['stats', await user.stats()])
  answers.push(['sessions', await user.listSessions()])
  answers.push(['export', await collect(user.export())])
  return Object.fromEntries(answers.map(([name, answer]) => [name, JSON.stringify(answer)]))
}

async function pages(user: UserMemory, order: 'newest' | 'oldest'): Promise<unknown[]> {
  const found: unknown[] = []
  for (let cursor: string | null = null; ;) {
    const { observations, nextCursor } = await user.list({ order, limit: 3, cursor })
    found.push(observations)
    if (nextCursor === null) return found
    cursor = nextCursor
  }
}
