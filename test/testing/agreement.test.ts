import { expect, test } from 'vitest'
import { findDisagreement } from '../../src/testing/index.ts'
import { patience, rounds } from '../fault/rounds.ts'
import { memoryOver, storeSubject, storeSubjects } from '../stores-under-test.ts'

const reference = storeSubject('plain arrays')
const others = storeSubjects().filter(({ name }) => name !== reference.name)

for (const store of others) {
  test(`${store.name} answers as ${reference.name} do`, { timeout: patience }, async () => {
    const settings = {
      seed: 4_711,
      runs: rounds(store.isRemote === true ? 40 : store.hasThreads === true ? 5 : 60),
    }
    expect(await findDisagreement(memoryOver(reference), memoryOver(store), settings)).toBeNull()
  })
}

test('a store that scores otherwise is found out', async () => {
  const sound = memoryOver(reference)
  const other = memoryOver(reference, (store) => {
    const search = store.searchObservations.bind(store)
    store.searchObservations = async (...input) => {
      const answer = await search(...input)
      return {
        ...answer,
        results: answer.results.map((result) => ({ ...result, score: result.score * 0.999 })),
      }
    }
    return store
  })
  expect(await findDisagreement(sound, other, { seed: 1, runs: 20 })).not.toBeNull()
})
