import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Draft } from '../../src/core/model.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'
import { ILabMemory } from '../../src/index.ts'
import { patience } from '../fault/rounds.ts'
import { storeSubjects } from '../stores-under-test.ts'

const word = fc.constantFrom('zebra', 'tea', 'ferry', 'ui', 'Fähre', '緑茶')
const draft = fc.record({
  type: fc.constantFrom('preference', 'decision', 'pattern'),
  title: word,
  content: fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')),
  topicKey: fc.constantFrom(null, null, 'a/b', 'a/c'),
  pinned: fc.boolean(),
})
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('save' as const), draft }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('propose' as const), draft }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('reject' as const), draft }) },
)
const now = Date.UTC(2026, 0, 5, 9)
const sessionId = '00000000-0000-4000-8000-000000000001'

/** Everything that a memory answers, but statistics and what asks for proposals. */
async function answersOf(memory: UserMemory, ids: readonly number[]): Promise<unknown> {
  const answers: unknown[] = [await memory.startSession(), await memory.list({ limit: 100 })]
  for (const query of ['zebra', 'tea ferry', 'ui', 'xu', '緑', 'zebr'])
    for (const filter of [{}, { topicKeyPrefix: 'a' }, { types: ['pattern'] }])
      answers.push(await memory.search(query, { ...filter, explain: true, full: true }))
  const { contextId: _, ...context } = await memory.context({ query: 'zebra tea' })
  answers.push(context)
  for (const ref of ['a/b', 'a/c', ...ids])
    answers.push(await memory.timeline(ref), await memory.history(ref), await memory.get(ref))
  return answers
}

test.for(storeSubjects().filter(({ hasThreads }) => hasThreads !== true))(
  'proposals change no answer of a memory on $name',
  { timeout: patience },
  async (subject) => {
    const memory = new ILabMemory(await subject.open(), { clock: () => now, newSessionId: () => sessionId })
    onTestFinished(() => memory.close())
    let round = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const [proposing, plain] = ['a', 'b'].map((name) => memory.forUser(`${name}${round}`))
        round++
        const active = new Set<number>()
        // Both count their observations alike: the other one skips the ids of proposals.
        await Promise.all([proposing!.startSession(), plain!.startSession()])
        for (const { does, draft: given } of steps) {
          if (does === 'save') {
            const saved = await Promise.all([proposing!.save(given), plain!.save(given)])
            expect(saved[0]).toEqual(saved[1])
            active.add(saved[0].id)
          } else if (does === 'propose') {
            const proposal: Draft = { ...given, status: 'pending' }
            const { id, outcome } = await proposing!.save(proposal)
            if (outcome === 'created') await plain!.import([headerFrom(id + 1)])
          } else await proposing!.forgetAll({ status: 'pending' })
        }
        const [a, b] = await Promise.all([answersOf(proposing!, [...active]), answersOf(plain!, [...active])])
        const named = (answers: unknown): string =>
          JSON.stringify(answers).replaceAll(/"userId":"[ab]/g, '"userId":"')
        expect(named(a)).toBe(named(b))
      }),
      { numRuns: 40, seed: 20_261_129 },
    )
  },
)

function headerFrom(next: number): string {
  return JSON.stringify({ kind: 'header', format: 1, next_observation_id: next })
}
