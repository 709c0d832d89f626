import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { openSqliteStore } from '../../../src/stores/sqlite/store.ts'
import { wordEmbedder } from '../../../src/testing/index.ts'
import { freshPath } from '../fresh-folder.ts'
import { patience, rounds } from '../../fault/rounds.ts'

const synonyms = [
  ['car', 'automobile', 'vehicle'],
  ['food', 'meal', 'dinner'],
  ['tea', 'infusion'],
]
const words = synonyms.flat()
const users = ['alice', 'bob', 'carol']
const anyUser = fc.constantFrom(...users)
const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 6 }).map((some) => some.join(' '))
/** A memory of the same store, one of another model on the same store, or one on another connection. */
const through = fc.constantFrom('cached', 'cached', 'cached', 'otherModel', 'foreign')
type Through = typeof through extends fc.Arbitrary<infer Value> ? Value : never

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('save' as const),
      user: anyUser,
      through,
      text,
      topic: fc.integer({ min: 0, max: 3 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('embed' as const), through }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('fail' as const),
      user: anyUser,
      through,
      text,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('forget' as const),
      user: anyUser,
      through,
      id: fc.integer({ min: 1, max: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('erase' as const), user: anyUser, through }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('search' as const), user: anyUser, text }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

type Memories = Readonly<Record<Through, ILabMemory>>

/** Searches and compares: what a search does with vectors is in its explanation, too. */
async function compare({ cached, foreign }: Memories, user: string, query: string): Promise<void> {
  const [kept, read] = [cached.forUser(user), foreign.forUser(user)]
  const expected = await read.search(query, { explain: true })
  expect(await kept.search(query, { explain: true })).toEqual(expected)
  expect(await kept.search(query, { explain: true })).toEqual(expected)
}

async function take(taken: Step, memories: Memories): Promise<void> {
  if (taken.does === 'search') return compare(memories, taken.user, taken.text)
  const memory = memories[taken.through]
  if (taken.does === 'embed') return void (await memory.embed())
  const handle = memory.forUser(taken.user)
  switch (taken.does) {
    case 'save': {
      const draft = { type: 'pattern', title: 'note', content: taken.text }
      // Zero: a topic of its own, so that it is revised again and again.
      await handle.save(taken.topic === 0 ? { ...draft, topicKey: 'harbour' } : draft)
      return
    }
    case 'fail': {
      // The second one makes the transaction of both roll back and run again.
      const draft = { type: 'pattern', title: 'note', content: taken.text, topicKey: 'harbour' }
      await Promise.allSettled([handle.save(draft), handle.update(999, { content: taken.text })])
      return
    }
    case 'forget':
      await handle.forget(taken.id)
      return
    case 'erase':
      await handle.erase()
  }
}

const model = (id: string): ReturnType<typeof wordEmbedder> => wordEmbedder({ id, synonyms, dimensions: 64 })

async function openAll(path: string, vectorCacheBytes: number): Promise<Memories & AsyncDisposable> {
  const common = { clock: () => 1_800_000_000_000, embedding: 'manual' } as const
  const store = await openSqliteStore(path, { vectorCacheBytes })
  const cached = new ILabMemory(store, { ...common, embedder: model('one') })
  const otherModel = new ILabMemory(store, { ...common, embedder: model('two') })
  const uncached = { ...common, vectorCacheBytes: 0, searchCacheBytes: 0 }
  const foreign = await ILabMemory.fromPath(path, { ...uncached, embedder: model('one') })
  return {
    cached,
    otherModel,
    foreign,
    [Symbol.asyncDispose]: async () => {
      await cached.close()
      await foreign.close()
    },
  }
}

describe('what is kept of vectors in memory', () => {
  // A user has a quarter at most: of the smaller size some users fit, and others do not.
  for (const vectorCacheBytes of [2 ** 20, 6_000]) {
    test(
      `R12 changes no answer, with room for ${vectorCacheBytes} bytes`,
      async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 50 }), async (steps) => {
            await using memories = await openAll(freshPath(), vectorCacheBytes)
            for (const taken of steps) await take(taken, memories)
            for (const user of users) for (const word of words) await compare(memories, user, word)
          }),
          { numRuns: rounds(15, 400), interruptAfterTimeLimit: patience, markInterruptAsFailure: true },
        )
      },
      patience,
    )
  }
})

describe('another connection to the file', () => {
  const found = async (memory: ILabMemory, query: string): Promise<number[]> =>
    (await memory.forUser('alice').search(query)).map(({ id }) => id)

  test('R12 R45 is followed at once: its vectors, its forgetting, its erasure', async () => {
    await using memories = await openAll(freshPath(), 2 ** 20)
    const { cached, foreign } = memories
    const alice = cached.forUser('alice')
    const { id } = await alice.save({ type: 'pattern', title: 'note', content: 'car' })
    expect(await found(cached, 'vehicle')).toEqual([])
    await foreign.embed()
    expect(await found(cached, 'vehicle')).toEqual([id])
    await foreign.forUser('alice').forget(id)
    expect(await found(cached, 'vehicle')).toEqual([])
    const again = await foreign.forUser('alice').save({ type: 'pattern', title: 'note', content: 'tea' })
    await cached.embed()
    expect(await found(cached, 'infusion')).toEqual([again.id])
    await foreign.forUser('alice').erase()
    expect(await found(cached, 'infusion')).toEqual([])
    await foreign.forUser('alice').save({ type: 'pattern', title: 'note', content: 'dinner' })
    await foreign.embed()
    expect(await found(cached, 'infusion')).toEqual([])
    expect(await found(cached, 'meal')).toHaveLength(1)
  })
})
