import { describe, expect, test } from 'vitest'
import type { Embedder } from '../../src/core/model/embedder.ts'
import type { Store } from '../../src/core/store/store.ts'
import { findDisagreement, findInterference } from '../../src/testing/index.ts'
import { canariesIn, leakedSecrets, privacyCorpus } from '../../src/testing/privacy-corpus/corpus.ts'
import { patience, rounds } from '../fault/rounds.ts'
import { override } from '../planted-leaks/override.ts'
import { testModel } from './model.ts'
import { openSensing, sensingStores, sensingSubject } from './sensing.ts'

const seed = 20_261_129
const stores = sensingStores()
const [reference, ...others] = stores

/** Counts of histories: a store in threads or on a server takes longer. */
function runsOn({ isRemote, hasThreads }: (typeof stores)[number]): number {
  return isRemote === true || hasThreads === true ? rounds(4, 200) : rounds(15, 500)
}

describe.each(stores)('R13 sense on $name', (store) => {
  const runs = runsOn(store)
  test(`no answer of ${runs} histories shows that another user exists`, { timeout: patience }, async () => {
    expect(await findInterference(sensingSubject(store), { seed, runs })).toBeNull()
  })
})

describe.each(others)('sense on $name', (store) => {
  const runs = runsOn(store)
  test(`gives the same answers as the plain one in ${runs} histories`, { timeout: patience }, async () => {
    const [one, other] = [sensingSubject(reference!), sensingSubject(store)]
    expect(await findDisagreement(one, other, { seed, runs })).toBeNull()
  })
})

/** Mistakes in what stands around a sound store, or in its model. */
const leaks: Readonly<Record<string, (found: LeakyParts) => LeakyParts>> = {
  'a mean over all users': ({ wrap, model }) => ({ wrap: (store) => meanOverAll(wrap(store)), model }),
  'a cache of query vectors without the user': ({ wrap, model }) => ({
    wrap,
    model: () => firstCallWins(model()),
  }),
  'a batch in which texts shift each other’s vectors': ({ wrap, model }) => ({
    wrap,
    model: () => shiftedByCalls(model()),
  }),
}

interface LeakyParts {
  readonly wrap: (store: Store) => Store
  readonly model: () => Embedder
}

describe('R14 what is planted into the search by sense', () => {
  test.each(Object.keys(leaks))('is found: %s', { timeout: patience }, async (name) => {
    const { wrap, model } = leaks[name]!({ wrap: (store) => store, model: () => testModel() })
    const store = { open: async () => wrap(await reference!.open()) }
    expect(await findInterference(sensingSubject(store, model), { seed, runs: 100 })).not.toBeNull()
  })
})

/** The background of a query takes in every user’s vectors: their number moves the scores of all. */
function meanOverAll(store: Store): Store {
  let vectors = 0
  return override(store, {
    putVectors: (userId, space, added, now) => {
      vectors += added.length
      return store.putVectors(userId, space, added, now)
    },
    searchObservations: (userId, { sense, ...request }) =>
      store.searchObservations(userId, {
        ...request,
        ...(sense === undefined
          ? {}
          : { sense: { ...sense, background: { mean: vectors / 1_000, deviation: 0.08 } } }),
      }),
  })
}

/** Keeps the last query’s vector for a while, for all users. */
function firstCallWins(model: Embedder): Embedder {
  let kept: { readonly answer: Promise<readonly ArrayLike<number>[]>; uses: number } | null = null
  return {
    ...model,
    embed: (texts, options) => {
      if (options.kind === 'document') return model.embed(texts, options)
      if (kept === null || --kept.uses === 0) kept = { answer: model.embed(texts, options), uses: 3 }
      return kept.answer
    },
  }
}

/** Each vector holds a trace of the texts that were embedded before. */
function shiftedByCalls(model: Embedder): Embedder {
  let before: ArrayLike<number> | null = null
  return {
    ...model,
    embed: async (texts, options) => {
      const vectors = await model.embed(texts, options)
      return vectors.map((vector) => {
        const last = before
        if (options.kind === 'document') before = vector
        return last === null ? vector : Array.from(vector, (value, i) => value + last[i]! / 2)
      })
    },
  }
}

test('R20 no model ever receives a private part, of a text or of a query', async () => {
  const embedder = testModel()
  await using memory = await openSensing(reference!, { embedder })
  const ada = memory.forUser('ada')
  for (const { title, content } of privacyCorpus) {
    await ada.save({ type: 'discovery', title, content })
    await ada.search(`${title}\n${content}`).catch(() => [])
    await ada.context({ query: `${title}\n${content}` })
  }
  await memory.settled()
  const asked = embedder.calls.flatMap(({ texts }) => texts).join('\n')
  expect(asked.length).toBeGreaterThan(1_000)
  expect(canariesIn(asked)).toEqual([])
  expect(privacyCorpus.flatMap((privacyCase) => leakedSecrets(privacyCase, asked))).toEqual([])
})

test('each call to the model holds the texts of one user', async () => {
  const embedder = testModel()
  await using memory = await openSensing(reference!, { embedder })
  const users = ['ada', 'bob', 'eve']
  await Promise.all(
    users.map((user) =>
      memory.forUser(user).save(
        Array.from({ length: 20 }, (_, i) => ({
          type: 'pattern',
          title: `of ${user}`,
          content: `note ${i}`,
        })),
      ),
    ),
  )
  await memory.settled()
  for (const { texts } of embedder.calls)
    expect(new Set(texts.map((text) => text.split(':')[0])).size).toBe(1)
  expect(embedder.calls.length).toBeGreaterThanOrEqual(6)
})
