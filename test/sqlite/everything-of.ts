import type { UserMemory } from '../../src/index.ts'

/** Everything that a user can see. */
export async function everythingOf(memory: UserMemory, queries: readonly string[]): Promise<unknown> {
  const ids = [1, 2, 3, 4, 5]
  const first = await memory.list({ limit: 1 })
  return {
    lines: await Array.fromAsync(memory.export()),
    found: await Promise.all(queries.map((query) => memory.search(query, { explain: true, limit: 50 }))),
    rows: await Promise.all(ids.map((id) => memory.get(id))),
    timelines: await Promise.all(ids.map((id) => memory.timeline(id))),
    first,
    rest: await memory.list({ cursor: first.nextCursor }),
    stats: await memory.stats(),
  }
}
