import { describe, expect, test } from 'vitest'
import { runnableOperations } from '../runnable-operations.ts'
import type { Store } from '../../src/core/store/store.ts'
import {
  findInterference,
  isolationMatrix,
  memoryContract,
  storeContract,
  type ContractCase,
  type Limits,
} from '../../src/testing/index.ts'
import { plantedLeaks, type Harness } from '../planted-leaks/leaks.ts'
import { memoryOver, storeSubject } from '../stores-under-test.ts'

const store = storeSubject('plain arrays')
const settings = { seed: 1, runs: 100 }

/** The complaint of each harness about a wrapped store; null where it has none. */
const complaints: Readonly<Record<Harness, (wrap: (sound: Store) => Store) => Promise<unknown>>> = {
  'non-interference': (wrap) => findInterference(memoryOver(store, wrap), settings),
  'isolation matrix': (wrap) => firstFailure(isolationMatrix(runnableOperations), memoryOver(store, wrap)),
  'memory contract': (wrap) => firstFailure(memoryContract, memoryOver(store, wrap)),
  'store contract': (wrap) => firstFailure(storeContract, { open: async () => wrap(await store.open()) }),
}

/** Milliseconds that each case took with the sound store. */
const taken = new Map<string, number>()

/** Runs the quick cases first: most leaks show in one of those. */
async function firstFailure<Subject extends { readonly cannot?: Limits }>(
  cases: readonly ContractCase<Subject>[],
  subject: Subject,
): Promise<string | null> {
  for (const { name, run } of cases.toSorted((a, b) => (taken.get(a.name) ?? 0) - (taken.get(b.name) ?? 0))) {
    const started = performance.now()
    try {
      await run(subject)
    } catch (error) {
      return `${name}: ${String(error)}`
    }
    if (!taken.has(name)) taken.set(name, performance.now() - started)
  }
  return null
}

describe.for(Object.keys(complaints) as Harness[])('R14 the harness: %s', (harness) => {
  test('is content with the sound store', { timeout: 60_000 }, async () => {
    expect(await complaints[harness]((sound) => sound)).toBeNull()
  })
})

for (const { name, plant, foundBy } of plantedLeaks) {
  describe(`R14 planted: ${name}`, () => {
    test.for(foundBy)('is found by the %s', { timeout: 60_000 }, async (harness) => {
      expect(await complaints[harness](plant)).not.toBeNull()
    })
  })
}
