import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { freshPath } from '../fresh-folder.ts'
import { patience, rounds } from '../../fault/rounds.ts'

const words = ['lemon', 'ferry', 'harbour', 'the', 'winter', 'memory']
const users = ['alice', 'bob', 'carol']
const anyUser = fc.constantFrom(...users)
const text = fc
  .array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 })
  .map((some) => some.join(' '))
/** Through the connection with the cache, or through another one that writes to the same file. */
const isForeign = fc.boolean()

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('save' as const),
      user: anyUser,
      text,
      isForeign,
      topic: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('saveTogether' as const),
      user: anyUser,
      texts: fc.array(text, { minLength: 2, maxLength: 5 }),
      isForeign,
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('fail' as const), user: anyUser, text }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('forget' as const),
      user: anyUser,
      id: fc.integer({ min: 1, max: 8 }),
      isForeign,
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('erase' as const), user: anyUser, isForeign }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('move' as const), user: anyUser, to: anyUser }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('search' as const), user: anyUser, text }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** Long histories fill the quota that makes saves fail on purpose: what is refused is rolled back, and goes on. */
async function withinQuota(writes: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(writes)) {
    if (outcome.status === 'fulfilled') continue
    expect(outcome.reason).toMatchObject({ code: 'quota_exceeded' })
  }
}

async function take(taken: Step, cached: ILabMemory, foreign: ILabMemory): Promise<void> {
  const memory = 'isForeign' in taken && taken.isForeign ? foreign : cached
  const handle = memory.forUser(taken.user)
  switch (taken.does) {
    case 'save': {
      const draft = { type: 'pattern', title: 'lemon', content: taken.text }
      // Zero: a topic of its own, so that it is revised again and again.
      await withinQuota([handle.save(taken.topic === 0 ? { ...draft, topicKey: 'harbour' } : draft)])
      return
    }
    case 'saveTogether':
      await withinQuota(
        taken.texts.map((content) => handle.save({ type: 'pattern', title: 'ferry', content })),
      )
      return
    case 'fail': {
      // The second one makes the transaction of both roll back and run again.
      const full = { type: 'pattern', title: 'x'.repeat(1_000), content: taken.text }
      await withinQuota([handle.save({ ...full, title: 'ferry' }), handle.save(full)])
      return
    }
    case 'forget':
      await handle.forget(taken.id)
      return
    case 'erase':
      await handle.erase()
      return
    case 'move':
      await withinQuota([cached.forUser(taken.to).import(handle.export())])
      return
    case 'search':
      expect(await cached.forUser(taken.user).search(taken.text)).toEqual(
        await foreign.forUser(taken.user).search(taken.text),
      )
  }
}

describe('what is kept of the index in memory', () => {
  for (const searchCacheBytes of [16 * 2 ** 20, 20_000]) {
    test(
      `R12 changes no answer, with room for ${searchCacheBytes} bytes`,
      async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
            const path = freshPath()
            const common = { clock: () => 1_800_000_000_000, quota: { bytes: 900 } }
            await using cached = await ILabMemory.fromPath(path, { ...common, searchCacheBytes })
            await using foreign = await ILabMemory.fromPath(path, { ...common, searchCacheBytes: 0 })
            for (const taken of steps) await take(taken, cached, foreign)
            for (const userId of users) {
              for (const word of words)
                await take({ does: 'search', user: userId, text: word }, cached, foreign)
            }
          }),
          // Shrinking a failure ends before the test does, so that the failure is what is reported.
          { numRuns: rounds(25, 600), interruptAfterTimeLimit: patience, markInterruptAsFailure: true },
        )
      },
      patience,
    )
  }
})
