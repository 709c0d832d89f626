import { isDeepStrictEqual } from 'node:util'
import type { ILabMemory, SaveResult, UserMemory } from '../../src/index.ts'

/** Saves of a client that tries again until it has an answer: two revisions of one topic, and a summary. */
const saves: readonly ((memory: UserMemory) => Promise<SaveResult>)[] = [
  (memory) => memory.save(revision('first'), { idempotencyKey: 'key-1' }),
  (memory) => memory.save(revision('second'), { idempotencyKey: 'key-2' }),
  (memory) => memory.summarizeSession('All of it is said.', { idempotencyKey: 'key-3' }),
]

function revision(content: string): Parameters<UserMemory['save']>[0] {
  return { type: 'decision', title: 'Ferry', content, topicKey: 'travel/ferry' }
}

/** Makes every save, one after the other. */
export async function saveAll(memory: ILabMemory): Promise<SaveResult[]> {
  const results: SaveResult[] = []
  for (const save of saves) results.push(await save(memory.forUser('alice')))
  return results
}

/** Outcome of each save, of every client, and the memory after all of them. */
export const expected = {
  outcomes: [
    [1, 'created'],
    [1, 'updated'],
    [2, 'created'],
  ],
  observations: 2,
  content: 'second',
  revision: 2,
} as const

/** The outcome to compare `expected` with: every save tried once more, twice over. */
export async function afterRetries(memory: ILabMemory): Promise<unknown> {
  const results = await saveAll(memory)
  const again = await saveAll(memory)
  const alice = memory.forUser('alice')
  const [stats, kept] = [await alice.stats(), await alice.get(1)]
  const isSame = isDeepStrictEqual(results, again)
  return {
    outcomes: isSame ? results.map(({ id, outcome }) => [id, outcome]) : [results, again],
    observations: stats.observations,
    content: kept?.content,
    revision: kept?.revision,
  }
}
