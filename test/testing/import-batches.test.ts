import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { createReferenceStore } from '../../src/testing/index.ts'

const time = '2026-11-23T19:30:00.000Z'
const session = {
  kind: 'session',
  id: 's',
  status: 'completed',
  started_at: time,
  ended_at: time,
  last_activity_at: time,
  summary: 'done',
  is_auto_generated: false,
}

function observation(id: number): string {
  return JSON.stringify({
    kind: 'observation',
    id,
    session_id: 's',
    type: 'decision',
    title: `Number ${id}`,
    content: `${id} ${'a'.repeat(190_000)}`,
    topic_key: null,
    revision: 1,
    created_at: time,
    updated_at: time,
  })
}

describe('R53 an import', () => {
  test('holds few lines where they are long', async () => {
    const alice = new ILabMemory(createReferenceStore()).forUser('alice')
    const kept: number[] = []
    const lines = async function* (): AsyncGenerator<string> {
      yield JSON.stringify({ kind: 'header', format: 1, next_observation_id: 100 })
      yield JSON.stringify(session)
      for (let id = 1; id <= 30; id++) {
        yield observation(id)
        kept.push((await alice.stats()).observations)
      }
    }
    await alice.import(lines())
    expect(kept.slice(0, 3)).toEqual([0, 0, 0])
    expect(kept.at(-1)).toBeGreaterThan(20)
    expect((await alice.stats()).observations).toBe(30)
  })
})
